#pragma once
// Container: the envelope of every binary file of the library.
//
//   content           sections, each from a multiple of 64 bytes on, zeros between them
//   block checksums   XXH3-64 of each 16 KiB of the content; the last block may be shorter
//   section table     16 + 8 bytes a section: where it is
//   footer            64 bytes: what file this is, of which version, and a checksum of it all
//
// One place for magic, version, bounds and checksums, so that a reader looks at its own fields
// alone and anybody can tell whether a file is whole (check_file()). Every byte is covered, also
// those between sections. A reader checks what it is about to use: a part with check(), a part that
// is used again and again with check_once(), all of it with check_all(). Everything is
// little-endian. docs/formats/container.md draws the bytes.
//
//   Result<ContainerWriter> out = ContainerWriter::create(path, kRowStoreKind);
//   out->begin_section(1); out->write(bytes); out->finish();
//   Result<Container> file = Container::open(path, kRowStoreKind);
//   std::span<const std::byte> bytes = file->section(1);
//   if (Status whole = file->check(bytes); !whole) return whole;

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/mapped_faults.h"
#include "base/result.h"

namespace vitrine {

static_assert(std::endian::native == std::endian::little, "files are little-endian");

/// What a file is. Constants of the room that writes it.
struct FileKind {
  std::string_view magic;  ///< 8 characters.
  std::uint32_t version;
  std::string_view name;  ///< "row store": how messages call it.
};

struct ContainerSection {
  std::uint32_t id = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

inline constexpr std::size_t kContainerBlockBytes = std::size_t{16} << 10U;
inline constexpr std::size_t kSectionAlignment = 64;

/// Writes a container from front to back. Not thread safe.
class ContainerWriter {
 public:
  /// Creates or truncates `path`. Errors: io, too_large (a full disk), here and below.
  static Result<ContainerWriter> create(const fs::path& path, const FileKind& kind);

  /// Ends the section before. Ids are the kind's own, each used once.
  Status begin_section(std::uint32_t id);
  /// Requires: a section has begun.
  Status write(std::string_view bytes);
  Status write(std::span<const std::byte> bytes);
  /// Zero bytes up to the next multiple of `alignment` in the section.
  Status pad_to(std::size_t alignment);
  /// Bytes of the section so far.
  std::uint64_t offset() const { return position_ - sections_.back().offset; }

  /// Ends the last section, writes the rest, fsyncs and closes. Call once, last.
  Status finish();

 private:
  ContainerWriter(FileWriter file, const FileKind& kind) : file_(std::move(file)), kind_(kind) {}
  void end_section();
  Status put(std::string_view bytes);
  Status pad_position(std::size_t alignment);
  Status close_block();

  FileWriter file_;
  FileKind kind_;
  std::vector<ContainerSection> sections_;
  std::vector<std::uint64_t> checksums_;
  std::string block_;
  std::uint64_t position_ = 0;
};

/// How large a container of so much content is.
std::uint64_t container_bytes(std::uint64_t content_bytes, std::size_t num_sections);
/// Makes a container of a file whose content is complete, in place. Requires: file.size() is
/// container_bytes(content_bytes, sections.size()); sections ascend and lie in the content.
void seal_container(std::span<std::byte> file, std::uint64_t content_bytes, const FileKind& kind,
                    std::span<const ContainerSection> sections);

/// A mapped container. Immutable and thread safe.
class Container {
 public:
  /// Checks the envelope: footer, table and the file's size; of the content nothing is read.
  /// Errors: not_found; corrupt; unsupported for another version of the kind; io.
  static Result<Container> open(const fs::path& path, const FileKind& kind,
                                MappedFile::Access access = MappedFile::Access::kRandom);
  /// The same of a container in memory that outlives the process's use of it, such as one in the
  /// program's own image; `name` is how messages call it. Requires: 8-byte aligned bytes.
  static Result<Container> view(std::span<const std::byte> bytes, std::string_view name,
                                const FileKind& kind);
  /// Opens a file and reads all of it against its checksums, past the map so that it does not
  /// become resident. Cost: one read.
  static Status check_file(const fs::path& path, const FileKind& kind);

  /// A section's bytes, unchecked; empty if there is none of that id.
  std::span<const std::byte> section(std::uint32_t id) const;
  /// The section as an array. Empty if its size is no multiple of sizeof(T).
  template <typename T>
  std::span<const T> array(std::uint32_t id) const {
    const std::span<const std::byte> bytes = section(id);
    if (bytes.size() % sizeof(T) != 0) return {};
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }

  /// All sections and what is between them, unchecked.
  std::span<const std::byte> content() const { return content_; }

  /// Checks the blocks that `part` lies in. Requires: `part` is of content(). Errors: corrupt.
  /// Cost: one pass over whole blocks.
  Status check(std::span<const std::byte> part) const;
  /// The same, but that a block is checked once for as long as the file is open.
  Status check_once(std::span<const std::byte> part) const;
  /// Whether check_once() has found all blocks of `part` whole: a look at a bit or two, for loops
  /// in which a call would show.
  bool was_checked(std::span<const std::byte> part) const {
    if (part.empty()) return true;
    const auto begin = static_cast<std::uint64_t>(part.data() - content_.data());
    const std::uint64_t last = (begin + part.size() - 1) / kContainerBlockBytes;
    for (std::uint64_t block = begin / kContainerBlockBytes; block <= last; ++block) {
      const std::uint64_t word = checked_[block / 64].load(std::memory_order_relaxed);
      if ((word >> block % 64 & 1U) == 0) return false;
    }
    return true;
  }
  Status check_all() const;

  /// Gives back the pages that `part` lies in: they no longer count as the process's memory, and
  /// are read from the file where they are looked at again, by whichever thread. Nothing in a view.
  /// Requires: `part` is of content(). Cost: a system call.
  void release(std::span<const std::byte> part) const;

  /// What check() says of a file that is damaged, for readers that find more.
  Error damaged(std::string_view how = "is damaged: its checksum does not match") const;

  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const { return vitrine::is_intact(bytes_.data()); }
  std::uint64_t size_bytes() const { return bytes_.size(); }
  /// Names the content: differs where a byte differs.
  std::uint64_t content_checksum() const { return content_checksum_; }

 private:
  Status read_envelope(const FileKind& kind);
  bool block_is_whole(std::uint64_t block, std::span<const std::byte> bytes) const;

  std::string filename_;
  MappedFile file_;                   ///< Empty of a view.
  std::span<const std::byte> bytes_;  ///< Of the whole container.
  std::span<const std::byte> content_;
  std::span<const std::uint64_t> checksums_;
  std::vector<ContainerSection> sections_;
  std::uint64_t content_checksum_ = 0;
  std::unique_ptr<std::atomic<std::uint64_t>[]> checked_;  ///< A bit for each block.
};

}  // namespace vitrine

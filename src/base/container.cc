#include "base/container.h"

#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <cstring>

#include "base/read_pieces.h"

namespace vitrine {
namespace {

constexpr std::string_view kEnvelope = "VITRINE1";

struct Footer {
  char envelope[8];
  char magic[8];
  std::uint32_t version;
  std::uint32_t num_sections;
  std::uint64_t content_bytes;
  std::uint32_t block_bytes;
  std::uint32_t reserved;
  std::uint64_t table_checksum;  ///< Of the block checksums and the section table.
  std::uint64_t reserved_too;
  std::uint64_t footer_checksum;  ///< Of the bytes before it.
};
static_assert(sizeof(Footer) == 64);

struct TableEntry {
  std::uint32_t id;
  std::uint32_t reserved;
  std::uint64_t offset;
  std::uint64_t size;
};
static_assert(sizeof(TableEntry) == 24);

std::uint64_t num_blocks(std::uint64_t content_bytes) {
  return content_bytes / kContainerBlockBytes + (content_bytes % kContainerBlockBytes != 0 ? 1 : 0);
}

std::uint64_t checksum_of(const Footer& footer) {
  return checksum64(std::as_bytes(std::span(&footer, 1)).first(offsetof(Footer, footer_checksum)));
}

void append(std::string& out, std::span<const std::byte> bytes) {
  out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Everything behind the content.
std::string tail_of(const FileKind& kind, std::uint64_t content_bytes,
                    std::span<const std::uint64_t> checksums,
                    std::span<const ContainerSection> sections) {
  std::string tail;
  append(tail, std::as_bytes(checksums));
  for (const ContainerSection& section : sections) {
    const TableEntry entry = {section.id, 0, section.offset, section.size};
    append(tail, std::as_bytes(std::span(&entry, 1)));
  }
  Footer footer = {};
  assert(kind.magic.size() == sizeof footer.magic);
  std::memcpy(footer.envelope, kEnvelope.data(), sizeof footer.envelope);
  std::memcpy(footer.magic, kind.magic.data(), sizeof footer.magic);
  footer.version = kind.version;
  footer.num_sections = static_cast<std::uint32_t>(sections.size());
  footer.content_bytes = content_bytes;
  footer.block_bytes = kContainerBlockBytes;
  footer.table_checksum = checksum64(tail);
  footer.footer_checksum = checksum_of(footer);
  append(tail, std::as_bytes(std::span(&footer, 1)));
  return tail;
}

}  // namespace

Result<ContainerWriter> ContainerWriter::create(const fs::path& path, const FileKind& kind) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file) return std::move(file).error();
  return ContainerWriter(*std::move(file), kind);
}

Status ContainerWriter::close_block() {
  checksums_.push_back(checksum64(block_));
  Status status = file_.write(block_);
  block_.clear();
  return status;
}

Status ContainerWriter::put(std::string_view bytes) {
  position_ += bytes.size();
  while (!bytes.empty()) {
    const std::size_t n = std::min(bytes.size(), kContainerBlockBytes - block_.size());
    block_ += bytes.substr(0, n);
    bytes.remove_prefix(n);
    if (block_.size() < kContainerBlockBytes) continue;
    if (Status status = close_block(); !status) return status;
  }
  return {};
}

Status ContainerWriter::pad_position(std::size_t alignment) {
  const std::size_t missing = (alignment - position_ % alignment) % alignment;
  return put(std::string(missing, '\0'));
}

void ContainerWriter::end_section() {
  if (!sections_.empty()) sections_.back().size = offset();
}

Status ContainerWriter::begin_section(std::uint32_t id) {
  end_section();
  if (Status status = pad_position(kSectionAlignment); !status) return status;
  sections_.push_back({id, position_, 0});
  return {};
}

Status ContainerWriter::write(std::string_view bytes) {
  assert(!sections_.empty());
  return put(bytes);
}

Status ContainerWriter::write(std::span<const std::byte> bytes) {
  return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Status ContainerWriter::pad_to(std::size_t alignment) {
  return put(std::string((alignment - offset() % alignment) % alignment, '\0'));
}

Status ContainerWriter::finish() {
  end_section();
  if (Status status = pad_position(sizeof(std::uint64_t)); !status) return status;
  if (!block_.empty()) {
    if (Status status = close_block(); !status) return status;
  }
  Status written = file_.write(tail_of(kind_, position_, checksums_, sections_));
  return written ? file_.close() : written;
}

std::uint64_t container_bytes(std::uint64_t content_bytes, std::size_t num_sections) {
  return content_bytes + num_blocks(content_bytes) * sizeof(std::uint64_t) +
         num_sections * sizeof(TableEntry) + sizeof(Footer);
}

void seal_container(std::span<std::byte> file, std::uint64_t content_bytes, const FileKind& kind,
                    std::span<const ContainerSection> sections) {
  assert(file.size() == container_bytes(content_bytes, sections.size()));
  assert(content_bytes % sizeof(std::uint64_t) == 0);
  std::vector<std::uint64_t> checksums;
  const std::span<const std::byte> content = file.first(content_bytes);
  for (std::uint64_t at = 0; at < content_bytes; at += kContainerBlockBytes) {
    const std::uint64_t size = std::min<std::uint64_t>(kContainerBlockBytes, content_bytes - at);
    checksums.push_back(checksum64(content.subspan(at, size)));
  }
  const std::string tail = tail_of(kind, content_bytes, checksums, sections);
  std::memcpy(file.data() + content_bytes, tail.data(), tail.size());
}

Error Container::damaged(std::string_view how) const {
  return corrupt(filename_ + " " + std::string(how));
}

Status Container::read_envelope(const FileKind& kind) {
  const std::span<const std::byte> bytes = bytes_;
  const auto no_such_file = "is no " + std::string(kind.name) + " or is cut off";
  if (bytes.size() < sizeof(Footer)) return damaged(no_such_file);
  Footer footer = {};
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
  if (std::string_view(footer.envelope, sizeof footer.envelope) != kEnvelope)
    return damaged(no_such_file);
  if (footer.footer_checksum != checksum_of(footer)) return damaged("has a damaged footer");
  if (std::string_view(footer.magic, sizeof footer.magic) != kind.magic)
    return damaged(no_such_file);
  if (footer.version != kind.version) {
    return unsupported(filename_ + " is a " + std::string(kind.name) + " of version " +
                       std::to_string(footer.version) + ", this program reads version " +
                       std::to_string(kind.version));
  }
  if (footer.block_bytes != kContainerBlockBytes ||
      footer.content_bytes % sizeof(std::uint64_t) != 0 || footer.content_bytes > bytes.size() ||
      container_bytes(footer.content_bytes, footer.num_sections) != bytes.size()) {
    return damaged("has the wrong size");
  }
  const std::span<const std::byte> table =
      bytes.subspan(footer.content_bytes, bytes.size() - sizeof footer - footer.content_bytes);
  if (checksum64(table) != footer.table_checksum) return damaged("has a damaged table");
  content_ = bytes.first(footer.content_bytes);
  const std::uint64_t blocks = num_blocks(footer.content_bytes);
  checksums_ = {reinterpret_cast<const std::uint64_t*>(table.data()), blocks};
  content_checksum_ = footer.table_checksum;
  const std::byte* entries = table.data() + blocks * sizeof(std::uint64_t);
  for (std::uint32_t i = 0; i < footer.num_sections; ++i) {
    TableEntry entry;
    std::memcpy(&entry, entries + i * sizeof entry, sizeof entry);
    if (entry.offset % kSectionAlignment != 0 || entry.offset > content_.size() ||
        entry.size > content_.size() - entry.offset) {
      return damaged("has sections outside its content");
    }
    sections_.push_back({entry.id, entry.offset, entry.size});
  }
  checked_ = std::make_unique<std::atomic<std::uint64_t>[]>((blocks + 63) / 64);
  return {};
}

Result<Container> Container::open(const fs::path& path, const FileKind& kind,
                                  MappedFile::Access access) {
  Result<MappedFile> file = MappedFile::open(path, access);
  if (!file) return std::move(file).error();
  Container container;
  container.filename_ = path.filename().string();
  container.file_ = *std::move(file);
  container.bytes_ = container.file_.bytes();
  if (Status status = container.read_envelope(kind); !status) return std::move(status).error();
  return container;
}

Result<Container> Container::view(std::span<const std::byte> bytes, std::string_view name,
                                  const FileKind& kind) {
  Container container;
  container.filename_ = name;
  container.bytes_ = bytes;
  if (Status status = container.read_envelope(kind); !status) return std::move(status).error();
  return container;
}

std::span<const std::byte> Container::section(std::uint32_t id) const {
  const auto found = std::ranges::find(sections_, id, &ContainerSection::id);
  if (found == sections_.end()) return {};
  return content_.subspan(found->offset, found->size);
}

bool Container::block_is_whole(std::uint64_t block, std::span<const std::byte> bytes) const {
  return checksum64(bytes) == checksums_[block] && is_intact();
}

Status Container::check(std::span<const std::byte> part) const {
  if (part.empty()) return {};
  const auto begin = static_cast<std::uint64_t>(part.data() - content_.data());
  assert(begin + part.size() <= content_.size());
  const std::uint64_t last = (begin + part.size() - 1) / kContainerBlockBytes;
  for (std::uint64_t block = begin / kContainerBlockBytes; block <= last; ++block) {
    const std::uint64_t at = block * kContainerBlockBytes;
    const std::uint64_t size = std::min<std::uint64_t>(kContainerBlockBytes, content_.size() - at);
    if (!block_is_whole(block, content_.subspan(at, size))) return damaged();
  }
  return {};
}

void Container::release(std::span<const std::byte> part) const {
  if (file_.bytes().empty() || part.empty()) return;
  // Whoever looks at a page that is cached is given those around it too: in Linux 64 KiB, or what
  // lies together in memory.
  constexpr std::size_t kAround = std::size_t{2} << 20U;
  const std::span<const std::byte> file = file_.bytes();
  const auto begin = static_cast<std::size_t>(part.data() - file.data());
  const std::size_t first = (begin - std::min(begin, kAround)) / kAround * kAround;
  const std::size_t size = begin + part.size() - first;
  // A wish: where it fails, the pages stay.
  ::madvise(const_cast<std::byte*>(file.data()) + first, size, MADV_DONTNEED);
}

Status Container::check_once(std::span<const std::byte> part) const {
  if (!is_intact()) return damaged();
  if (was_checked(part)) return {};
  const auto begin = static_cast<std::uint64_t>(part.data() - content_.data());
  const std::uint64_t last = (begin + part.size() - 1) / kContainerBlockBytes;
  for (std::uint64_t block = begin / kContainerBlockBytes; block <= last; ++block) {
    std::atomic<std::uint64_t>& word = checked_[block / 64];
    const std::uint64_t bit = std::uint64_t{1} << block % 64;
    if ((word.load(std::memory_order_relaxed) & bit) != 0) continue;
    if (Status status = check(content_.subspan(block * kContainerBlockBytes, 1)); !status)
      return status;
    word.fetch_or(bit, std::memory_order_relaxed);
  }
  return {};
}

Status Container::check_all() const {
  return check(content_);
}

Status Container::check_file(const fs::path& path, const FileKind& kind) {
  const Result<Container> container = open(path, kind);
  if (!container) return container.error();
  std::string block;
  std::uint64_t number = 0;
  Status status = read_pieces(path, [&](std::string_view piece) -> Status {
    while (!piece.empty() && number < container->checksums_.size()) {
      const std::uint64_t at = number * kContainerBlockBytes;
      const std::size_t size =
          std::min<std::uint64_t>(kContainerBlockBytes, container->content_.size() - at);
      const std::size_t n = std::min(piece.size(), size - block.size());
      block += piece.substr(0, n);
      piece.remove_prefix(n);
      if (block.size() < size) continue;
      if (checksum64(block) != container->checksums_[number++]) return container->damaged();
      block.clear();
    }
    return {};
  });
  if (!status) return status;
  return number == container->checksums_.size() ? Status() : Status(container->damaged());
}

}  // namespace vitrine

#include "source/unpack.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "base/ascii.h"
#include "formats/archive.h"
#include "source/not_a_table.h"

namespace vitrine::source {
namespace {

constexpr std::size_t kMaxMembers = 100'000;
constexpr std::uint64_t kMaxRatio = 200;
constexpr std::size_t kBufferBytes = std::size_t{256} << 10U;

constexpr std::array<std::string_view, 12> kArchives = {
    ".zip", ".tar",    ".tar.gz", ".tgz",     ".tar.bz2", ".tbz2",
    ".tbz", ".tar.xz", ".txz",    ".tar.zst", ".tzst",    ".tar.lz4"};
constexpr std::array<std::string_view, 3> kPacked = {".bz2", ".xz", ".lz4"};
/// Of a file in an archive of its own: "papers.csv.zip".
constexpr std::array<std::string_view, 9> kInner = {
    ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".sqlite"};

template <std::size_t N>
std::optional<std::string> without_ending(std::string_view name,
                                          const std::array<std::string_view, N>& endings) {
  const std::string lower = ascii_lower(name);
  for (const std::string_view ending : endings) {
    if (lower.size() > ending.size() && lower.ends_with(ending))
      return std::string(name.substr(0, name.size() - ending.size()));
  }
  return std::nullopt;
}

bool is_hidden(const fs::path& path) {
  for (const fs::path& part : path) {
    const std::string text = part.string();
    if (text.starts_with('.') || text.starts_with("__")) return true;
  }
  return false;
}

class Unpacker {
 public:
  Unpacker(const fs::path& folder, std::uint64_t packed_bytes, const UnpackOptions& options)
      : folder_(folder),
        limit_(options.free_bytes + kMaxRatio * packed_bytes),
        packed_bytes_(packed_bytes),
        options_(options) {}

  Status unpack_all(formats::Archive& archive);
  Status write(formats::Archive& archive, const fs::path& inside);

 private:
  Status check(const formats::ArchiveMember& member, const fs::path& inside) const;
  /// The next bytes of the member, none at its end; valid until the next call.
  Result<std::string_view> next_bytes(formats::Archive& archive);
  Status pass_over(formats::Archive& archive);

  fs::path folder_;
  std::uint64_t limit_;
  std::uint64_t packed_bytes_;
  const UnpackOptions& options_;
  std::uint64_t unpacked_ = 0;
  std::string buffer_ = std::string(kBufferBytes, '\0');
};

Status Unpacker::check(const formats::ArchiveMember& member, const fs::path& inside) const {
  if (inside.is_absolute() || *inside.begin() == "..")
    return unsupported("its member \"" + member.name +
                       "\" leads outside the archive; unpack it yourself if you trust it");
  if (member.kind == formats::ArchiveMember::Kind::kLink)
    return unsupported("its member \"" + member.name +
                       "\" is a link; unpack it yourself, and name the folder");
  if (member.kind == formats::ArchiveMember::Kind::kOther)
    return unsupported("its member \"" + member.name + "\" is no regular file");
  if (member.is_encrypted)
    return unsupported("its member \"" + member.name +
                       "\" is encrypted; unpack it with its password, and name the folder");
  return {};
}

Status Unpacker::write(formats::Archive& archive, const fs::path& inside) {
  const fs::path path = folder_ / inside;
  std::error_code ec;
  fs::create_directories(path.parent_path(), ec);
  if (ec) return errno_error("cannot unpack " + inside.string(), ec.value());
  Result<FileWriter> writer = FileWriter::create(path);
  if (!writer) return std::move(writer).error();
  while (true) {
    const Result<std::string_view> bytes = next_bytes(archive);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return writer->close();
    if (Status status = writer->write(*bytes); !status) return status;
  }
}

Status Unpacker::pass_over(formats::Archive& archive) {
  while (true) {
    const Result<std::string_view> bytes = next_bytes(archive);
    if (!bytes) return bytes.error();
    if (bytes->empty()) return {};
  }
}

Result<std::string_view> Unpacker::next_bytes(formats::Archive& archive) {
  if (options_.stop.stop_requested()) return cancelled("stopped");
  const Result<std::size_t> n = archive.read(buffer_);
  if (!n) return n.error();
  unpacked_ += *n;
  if (unpacked_ > limit_) {
    return too_large("more than " + std::to_string(limit_ >> 20U) +
                     " MiB come out of it, which is more than 200 times its size; unpack it "
                     "yourself if you trust it");
  }
  if (options_.progress != nullptr) {
    ProgressUpdate update;
    update.stage = "unpacking";
    update.bytes = archive.consumed();
    update.bytes_total = packed_bytes_;
    options_.progress->update(update);
  }
  return std::string_view(buffer_).substr(0, *n);
}

Status Unpacker::unpack_all(formats::Archive& archive) {
  for (std::size_t members = 0;; ++members) {
    const Result<std::optional<formats::ArchiveMember>> member = archive.next();
    if (!member) return member.error();
    if (!*member) return {};
    if (members >= kMaxMembers)
      return too_large("it has more than 100,000 members; unpack it, and name the folder");
    const fs::path inside = fs::path((*member)->name).lexically_normal();
    const bool is_file = (*member)->kind == formats::ArchiveMember::Kind::kFile;
    if (inside.empty() || (inside == "." && is_file))
      return corrupt("it holds a member without a name");
    if (inside == ".") continue;
    if (Status status = check(**member, inside); !status) return status;
    if (!is_file) continue;
    if (is_hidden(inside)) {
      if (Status status = pass_over(archive); !status) return status;
      continue;
    }
    std::error_code ec;
    if (fs::exists(folder_ / inside, ec))
      return corrupt("it holds the member \"" + (*member)->name + "\" twice");
    if (Status status = write(archive, inside); !status) return status;
  }
}

/// Why a file is no archive: what it is instead, where its first bytes say that.
Error not_an_archive(const fs::path& path, Error error) {
  const std::string name = path.filename().string();
  std::array<char, 512> head{};
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), head.size());
  const std::string_view bytes(head.data(), static_cast<std::size_t>(in.gcount()));
  std::string other;
  if (error.code() == ErrorCode::kCorrupt && !bytes.starts_with("PK"))
    other = not_a_table(name, bytes);
  return other.empty() ? std::move(error).in(name) : unsupported(std::move(other));
}

template <typename Work>
Result<std::shared_ptr<const ScratchFolder>> unpack(const fs::path& path,
                                                    Result<formats::Archive> archive,
                                                    const UnpackOptions& options, Work work) {
  const std::string name = path.filename().string();
  if (!archive) return not_an_archive(path, std::move(archive).error());
  Result<std::shared_ptr<const ScratchFolder>> scratch = make_scratch(options.directory);
  if (!scratch) return scratch;
  std::error_code ec;
  const std::uintmax_t size = fs::file_size(path, ec);
  if (ec) return errno_error("cannot read " + name, ec.value());
  Unpacker unpacker((*scratch)->path(), size, options);
  if (Status status = work(unpacker, *archive); !status)
    return not_an_archive(path, std::move(status).error());
  return scratch;
}

}  // namespace

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Result<std::shared_ptr<const ScratchFolder>> make_scratch(const fs::path& directory) {
  std::error_code ec;
  const fs::path folder = directory.empty() ? fs::temp_directory_path(ec) : directory;
  if (!ec) fs::create_directories(folder, ec);
  if (ec) return errno_error("no temporary folder " + folder.string(), ec.value());
  std::string pattern = (folder / "vitrine-unpacked-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr)
    return errno_error("cannot create a temporary folder in " + folder.string(), errno);
  return std::shared_ptr<const ScratchFolder>(std::make_shared<ScratchFolder>(pattern));
}

std::optional<std::string> archive_stem(std::string_view filename) {
  std::optional<std::string> stem = without_ending(filename, kArchives);
  if (!stem) return std::nullopt;
  return without_ending(*stem, kInner).value_or(*stem);
}

bool is_tar_name(std::string_view filename) {
  return archive_stem(filename) && !ascii_lower(filename).ends_with(".zip");
}

std::optional<std::string> packed_name(std::string_view filename) {
  return archive_stem(filename) ? std::nullopt : without_ending(filename, kPacked);
}

namespace {

/// A zip has the list of its members at its end: without it the last of them may be missing.
/// Source: APPNOTE.TXT, section 4.3.16.
bool is_cut_zip(const fs::path& path) {
  constexpr std::size_t kMostTail = 22 + 65'535;
  std::ifstream in(path, std::ios::binary);
  std::string head(4, '\0');
  if (!in.read(head.data(), 4) || head != "PK\x03\x04") return false;
  in.seekg(0, std::ios::end);
  const auto size = static_cast<std::size_t>(in.tellg());
  std::string tail(std::min(size, kMostTail), '\0');
  in.seekg(static_cast<std::streamoff>(size - tail.size()));
  in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  return in && tail.find("PK\x05\x06") == std::string::npos;
}

}  // namespace

Result<std::shared_ptr<const ScratchFolder>> unpack_archive(const fs::path& path,
                                                            const UnpackOptions& options) {
  if (is_cut_zip(path))
    return corrupt(path.filename().string() +
                   ": the archive is cut short, as it does not end with the list of its members: "
                   "copy or download it again");
  return unpack(
      path, formats::Archive::open(path), options,
      [](Unpacker& unpacker, formats::Archive& archive) { return unpacker.unpack_all(archive); });
}

Result<std::shared_ptr<const ScratchFolder>> unpack_file(const fs::path& path,
                                                         const std::string& name,
                                                         const UnpackOptions& options) {
  return unpack(path, formats::Archive::open_compressed(path), options,
                [&](Unpacker& unpacker, formats::Archive& archive) -> Status {
                  const Result<std::optional<formats::ArchiveMember>> member = archive.next();
                  if (!member) return member.error();
                  if (!*member) return corrupt("it holds nothing");
                  return unpacker.write(archive, fs::path(name).filename());
                });
}

}  // namespace vitrine::source

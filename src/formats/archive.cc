#include "formats/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <algorithm>
#include <cerrno>

namespace vitrine::formats {

struct Archive::State {
  struct Freer {
    void operator()(archive* opened) const { archive_read_free(opened); }
  };
  std::unique_ptr<archive, Freer> handle{archive_read_new()};

  Error failure() const {
    const char* text = archive_error_string(handle.get());
    // Said in a code of its own only to libarchive itself.
    if (text != nullptr && std::string_view(text) == "Unrecognized archive format")
      return corrupt("it is no zip or tar archive");
    return corrupt(text == nullptr ? "the archive is damaged: download or write it again"
                                   : "the archive is damaged (" + std::string(text) +
                                         "): download or write it again");
  }
};

namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;

/// While it lives, this thread's texts are UTF-8: libarchive turns the names that a member says are
/// UTF-8 into the locale's charset, and a program's first one has ASCII alone.
class Utf8Names {
 public:
  Utf8Names() : before_(uselocale(utf8())) {}
  ~Utf8Names() { uselocale(before_); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }

  locale_t before_;
};

ArchiveMember member_of(archive_entry* entry) {
  ArchiveMember member;
  const char* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  member.name = name == nullptr ? "" : name;
  member.is_encrypted = archive_entry_is_encrypted(entry) != 0;
  const auto type = archive_entry_filetype(entry);
  using Kind = ArchiveMember::Kind;
  if (archive_entry_hardlink(entry) != nullptr || type == AE_IFLNK) {
    member.kind = Kind::kLink;
  } else if (type == AE_IFDIR || member.name.ends_with('/')) {
    member.kind = Kind::kFolder;
  } else if (type != AE_IFREG && type != 0) {
    member.kind = Kind::kOther;
  }
  return member;
}

}  // namespace

Archive::Archive(std::unique_ptr<State> state) : state_(std::move(state)) {}
Archive::~Archive() = default;
Archive::Archive(Archive&&) noexcept = default;

Result<Archive> Archive::open(const fs::path& path) {
  auto state = std::make_unique<State>();
  archive* handle = state->handle.get();
  // Not all filters: some start a program for a stranger's bytes.
  archive_read_support_filter_gzip(handle);
  archive_read_support_filter_bzip2(handle);
  archive_read_support_filter_xz(handle);
  archive_read_support_filter_lz4(handle);
  archive_read_support_filter_zstd(handle);
  archive_read_support_format_tar(handle);
  archive_read_support_format_zip(handle);
  if (archive_read_open_filename(handle, path.c_str(), kBlockBytes) != ARCHIVE_OK) {
    const int error = archive_errno(handle);
    if (error == ENOENT || error == EACCES) return errno_error("cannot open the archive", error);
    return state->failure();
  }
  return Archive(std::move(state));
}

Result<Archive> Archive::open_compressed(const fs::path& path) {
  auto state = std::make_unique<State>();
  archive* handle = state->handle.get();
  archive_read_support_filter_bzip2(handle);
  archive_read_support_filter_xz(handle);
  archive_read_support_filter_lz4(handle);
  archive_read_support_format_raw(handle);
  if (archive_read_open_filename(handle, path.c_str(), kBlockBytes) != ARCHIVE_OK)
    return state->failure();
  if (archive_filter_code(handle, 0) == ARCHIVE_FILTER_NONE)
    return corrupt("it is no bzip2, xz or lz4 data");
  return Archive(std::move(state));
}

std::uint64_t Archive::consumed() const {
  return static_cast<std::uint64_t>(
      std::max<la_int64_t>(0, archive_filter_bytes(state_->handle.get(), -1)));
}

Result<std::optional<ArchiveMember>> Archive::next() {
  const Utf8Names names;
  archive_entry* entry = nullptr;
  const int code = archive_read_next_header(state_->handle.get(), &entry);
  if (code == ARCHIVE_EOF) return std::optional<ArchiveMember>();
  // A warning is about times, owners or the charset of a name.
  if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return state_->failure();
  return std::optional<ArchiveMember>(member_of(entry));
}

Result<std::size_t> Archive::read(std::span<char> out) {
  const la_ssize_t n = archive_read_data(state_->handle.get(), out.data(), out.size());
  if (n < 0) return state_->failure();
  return static_cast<std::size_t>(n);
}

Result<std::string> Archive::read_all(std::uint64_t max_bytes) {
  std::string out;
  while (true) {
    const std::size_t before = out.size();
    out.resize(before + kBlockBytes);
    const Result<std::size_t> n = read(std::span(out).subspan(before));
    if (!n) return n.error();
    out.resize(before + *n);
    if (*n == 0) return out;
    if (out.size() > max_bytes)
      return too_large("a member is larger than " + std::to_string(max_bytes) + " bytes");
  }
}

}  // namespace vitrine::formats

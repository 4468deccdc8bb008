#pragma once
// Unpacking: archives, and files compressed in a way that no reader takes, as files in a folder of
// their own that goes when nobody needs it any more.
//
// An archive is a stranger's: it is refused as a whole if a member leads outside, is a link, is no
// regular file or is encrypted; or if there are more than 100,000 members, or more bytes come out
// than 1 GiB and 200 times what went in. Members that are passed over count like the others.
// Memory: a buffer of 256 KiB besides what the compression needs.

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"

namespace vitrine::source {

/// Deletes its folder and all in it when it goes.
class ScratchFolder {
 public:
  explicit ScratchFolder(fs::path path) : path_(std::move(path)) {}
  ~ScratchFolder();
  ScratchFolder(ScratchFolder&&) = delete;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct UnpackOptions {
  fs::path directory = {};  ///< Where folders are made; empty: the system's temporary folder.
  std::stop_token stop = {};
  ProgressSink* progress = nullptr;
  /// What may come out of any archive; of a larger one 200 times its size.
  std::uint64_t free_bytes = std::uint64_t{1} << 30U;
  std::string encoding = {};  ///< Of texts that come out, as a person named it; empty: evidence.
};

/// A new empty folder in `directory`, which is made if it is not there, or in the system's
/// temporary folder. Errors: io.
Result<std::shared_ptr<const ScratchFolder>> make_scratch(const fs::path& directory);

/// "papers" for "papers.zip", "papers.tar.gz", "papers.tgz", "papers.csv.zip": the name of what is
/// in an archive; nothing for the name of another file.
std::optional<std::string> archive_stem(std::string_view filename);

/// Whether the name is a tar's, compressed or not.
bool is_tar_name(std::string_view filename);

/// "papers.csv" for "papers.csv.bz2", also .xz and .lz4; nothing for any other name.
std::optional<std::string> packed_name(std::string_view filename);

/// The members of an archive as files below the folder. Hidden ones, and what a Mac adds, are left
/// out. Errors: corrupt; unsupported (encrypted, links); too_large; cancelled; io; all with its
/// name.
Result<std::shared_ptr<const ScratchFolder>> unpack_archive(const fs::path& path,
                                                            const UnpackOptions& options);

/// A compressed file as the file `name` in the folder. Errors: as unpack_archive.
Result<std::shared_ptr<const ScratchFolder>> unpack_file(const fs::path& path,
                                                         const std::string& name,
                                                         const UnpackOptions& options);

}  // namespace vitrine::source

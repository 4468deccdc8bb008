#include "source/local_files.h"

#include <sys/stat.h>

#include <cstdlib>

#include "source/glob.h"
#include "source/hub_address.h"
#include "source/web_file.h"

namespace vitrine::source {

std::string plain_path(std::string argument) {
  std::error_code ec;
  if (fs::exists(argument, ec)) return argument;
  if (argument.size() > 2 && (argument.front() == '"' || argument.front() == '\'') &&
      argument.back() == argument.front())
    argument = argument.substr(1, argument.size() - 2);
  if (argument.starts_with("file://")) {
    argument.erase(0, argument.starts_with("file://localhost/") ? 16 : 7);
    argument = percent_decode(argument);
  }
  const char* home = std::getenv("HOME");
  if (home != nullptr && (argument == "~" || argument.starts_with("~/")))
    argument = home + argument.substr(1);
  return argument;
}

Result<std::vector<fs::path>> expand_paths(std::span<const std::string> arguments) {
  std::vector<fs::path> paths;
  for (const std::string& argument : arguments) {
    std::error_code ec;
    // A name that exists is itself, whatever characters it has.
    if (has_wildcard(argument) && !fs::exists(argument, ec)) {
      Result<std::vector<fs::path>> matching = expand_glob(argument);
      if (!matching) return matching;
      paths.insert(paths.end(), matching->begin(), matching->end());
    } else {
      paths.emplace_back(argument);
    }
  }
  return paths;
}

namespace {

/// What tells a file from itself before it was written again; of one that is not there, its name.
void add_file(const fs::path& path, Hasher128& hash) {
  hash.update_field(path.string());
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return;
  for (const std::int64_t part : {std::int64_t{info.st_size}, std::int64_t{info.st_mtim.tv_sec},
                                  std::int64_t{info.st_mtim.tv_nsec}, std::int64_t(info.st_ino)})
    hash.update_field(std::to_string(part));
}

Status add_source(const std::string& argument, Hasher128& hash) {
  if (argument == "-" || argument.starts_with("hf://") || is_web_address(argument))
    return invalid_argument("only files and folders of this machine can be followed, and " +
                            shown_address(argument) + " is none");
  const std::string name = plain_path(argument);
  const Result<std::vector<fs::path>> paths = expand_paths(std::span(&name, 1));
  // No file may match while all of them are replaced.
  if (!paths) return paths.error().code() == ErrorCode::kTooLarge ? paths.error() : Status();
  for (const fs::path& path : *paths) {
    std::error_code ec;
    if (!fs::is_directory(path, ec)) {
      add_file(path, hash);
      continue;
    }
    const Result<FolderListing> listing = list_files(path);
    if (!listing) return listing.error();
    for (const fs::path& file : listing->files) add_file(path / file, hash);
  }
  return {};
}

}  // namespace

Result<Hash128> stamp_of(std::span<const std::string> sources) {
  Hasher128 hash;
  for (const std::string& source : sources) {
    if (Status status = add_source(source, hash); !status) return std::move(status).error();
  }
  return hash.digest();
}

}  // namespace vitrine::source

#include "pushed/commit.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/digest.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "base/utf8.h"

namespace vitrine::pushed {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::size_t kMaxName = 255;   // of a file, as file systems have it
constexpr std::size_t kMaxPath = 1024;  // of all of it

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.size() <= kMaxName &&
         name.find('\\') == std::string_view::npos &&
         std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

bool is_plain_path(std::string_view path) {
  if (path.size() > kMaxPath || !is_valid_utf8(path)) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    if (!is_plain_name(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

Error no_path(std::string_view path) {
  return invalid_argument("\"" + std::string(path.substr(0, 200)) +
                          "\" is no path of a file in a repository.");
}

/// A name cannot be a file's and a folder's: "a" beside "a/b".
Status check_folders(const std::map<std::string, PushedFile>& files) {
  for (const auto& [path, file] : files) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      if (files.contains(path.substr(0, slash))) {
        return invalid_argument("\"" + path.substr(0, slash) +
                                "\" cannot be a file and a folder at once.");
      }
    }
  }
  return {};
}

void delete_folder(std::map<std::string, PushedFile>& files, std::string folder) {
  if (!folder.ends_with('/')) folder += '/';
  for (auto one = files.lower_bound(folder); one != files.end() && one->first.starts_with(folder);)
    one = files.erase(one);
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<PushedFile> parse_file(const boost::json::value& entry) {
  const auto path = string_member(entry, "path");
  const auto size = int_member(entry, "size");
  const auto sha256 = string_member(entry, "sha256");
  const auto blob_id = string_member(entry, "blob_id");
  const auto is_large = bool_member(entry, "large");
  if (!path || !is_plain_path(*path) || !size || *size < 0 || !sha256 || !is_hex(*sha256, 64) ||
      !blob_id || !is_hex(*blob_id, 40) || !is_large)
    return std::nullopt;
  return PushedFile{std::string(*path), static_cast<std::uint64_t>(*size), std::string(*sha256),
                    std::string(*blob_id), *is_large};
}

}  // namespace

const PushedFile* Commit::find(std::string_view path) const {
  const auto found = std::ranges::lower_bound(files, path, {}, &PushedFile::path);
  return found != files.end() && found->path == path ? &*found : nullptr;
}

Result<std::vector<PushedFile>> apply_changes(std::vector<PushedFile> files,
                                              const std::vector<FileChange>& changes) {
  std::map<std::string, PushedFile> by_path;
  for (PushedFile& file : files) by_path.emplace(file.path, std::move(file));
  for (const auto& [kind, file] : changes) {
    switch (kind) {
      case FileChange::Kind::kPut:
        if (!is_plain_path(file.path)) return no_path(file.path);
        by_path[file.path] = file;
        break;
      case FileChange::Kind::kDeleteFile:
        if (by_path.erase(file.path) == 0)
          return not_found("A file with the name \"" + file.path.substr(0, 200) +
                           "\" doesn't exist.");
        break;
      case FileChange::Kind::kDeleteFolder:
        delete_folder(by_path, file.path);
        break;
    }
  }
  if (Status fits = check_folders(by_path); !fits) return std::move(fits).error();
  std::vector<PushedFile> after;
  after.reserve(by_path.size());
  for (auto& [path, file] : by_path) after.push_back(std::move(file));
  return after;
}

std::string format_commit(Commit& commit) {
  std::string rest;
  JsonWriter json(rest);
  json.begin_object().member("version", kVersion).member("parent", commit.parent);
  json.member("title", commit.title).member("message", commit.message);
  json.member("author", commit.author).member("seconds", commit.seconds);
  json.key("files").begin_array();
  for (const PushedFile& file : commit.files) {
    json.begin_object().member("path", file.path).member("size", file.size_bytes);
    json.member("sha256", file.sha256).member("blob_id", file.blob_id);
    json.member("large", file.is_large).end_object();
  }
  json.end_array().end_object();
  Digester digester(Digester::Algorithm::kSha1);
  digester.update(rest);
  commit.id = digester.hex();
  return seal_json(rest);
}

Result<Commit> parse_commit(std::string_view sealed) {
  const Result<std::string> rest = unseal_json(sealed, {kVersion, kVersion});
  if (!rest) return rest.error();
  const Result<boost::json::value> json = parse_json(*rest);
  if (!json) return corrupt(json.error().message());
  const boost::json::value* files = find_member(*json, "files");
  const auto seconds = int_member(*json, "seconds");
  if (files == nullptr || !files->is_array() || !seconds) return corrupt("it is no commit");
  Commit commit;
  for (const auto& [name, member] :
       {std::pair("parent", &commit.parent), std::pair("title", &commit.title),
        std::pair("message", &commit.message), std::pair("author", &commit.author)}) {
    *member = string_member(*json, name).value_or("");
  }
  commit.seconds = *seconds;
  for (const boost::json::value& entry : files->get_array()) {
    std::optional<PushedFile> file = parse_file(entry);
    if (!file) return corrupt("it names a file that is none");
    commit.files.push_back(*std::move(file));
  }
  if (!std::ranges::is_sorted(commit.files, {}, &PushedFile::path))
    return corrupt("its files are not in order");
  Digester digester(Digester::Algorithm::kSha1);
  digester.update(*rest);
  commit.id = digester.hex();
  return commit;
}

std::string large_file_pointer(const std::string& sha256, std::uint64_t size_bytes) {
  return "version https://git-lfs.github.com/spec/v1\noid sha256:" + sha256 + "\nsize " +
         std::to_string(size_bytes) + "\n";
}

}  // namespace vitrine::pushed

#include "source/glob.h"

#include <algorithm>

namespace vitrine::source {
namespace {

constexpr std::size_t kMaxFiles = 100'000;

/// One character against `[...]` at the front of `pattern`; moves past it.
bool matches_class(std::string_view& pattern, char c) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool found = false;
  for (const std::size_t first = i; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      found |= pattern[i] <= c && c <= pattern[i + 2];
      i += 2;
    } else {
      found |= pattern[i] == c;
    }
  }
  pattern.remove_prefix(std::min(i + 1, pattern.size()));
  return found != negated;
}

/// One part of a path, without slashes: the classic loop that goes back to the last star only.
bool part_matches(std::string_view pattern, std::string_view part) {
  std::string_view after_star;
  std::string_view retry;
  bool starred = false;
  while (!part.empty()) {
    std::string_view rest = pattern;
    bool matched = false;
    if (!rest.empty() && rest.front() == '*') {
      starred = true;
      pattern.remove_prefix(1);
      after_star = pattern;
      retry = part;
      continue;
    }
    if (!rest.empty() && rest.front() == '[') {
      matched = matches_class(rest, part.front());
    } else if (!rest.empty()) {
      matched = rest.front() == '?' || rest.front() == part.front();
      rest.remove_prefix(1);
    }
    if (matched) {
      pattern = rest;
      part.remove_prefix(1);
    } else if (starred) {
      retry.remove_prefix(1);
      part = retry;
      pattern = after_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*') == std::string_view::npos;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) parts.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parts;
}

bool is_hidden(const fs::path& name) {
  return name.string().starts_with('.') || name.string().starts_with("__");
}

struct Reach {
  bool matches = false;  ///< The pattern matches the path.
  bool below = false;    ///< It may match a path that continues this one.
};

Reach match(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> patterns = parts_of(pattern);
  const std::vector<std::string_view> parts = parts_of(path);
  // reachable[j]: the patterns so far match the first j parts.
  std::vector<bool> reachable(parts.size() + 1, false);
  reachable[0] = true;
  Reach reach;
  for (const std::string_view p : patterns) {
    reach.below |= reachable[parts.size()];
    std::vector<bool> next(parts.size() + 1, false);
    for (std::size_t j = 0; j <= parts.size(); ++j) {
      if (p == "**") {
        next[j] = reachable[j] || (j > 0 && next[j - 1]);
        // What is below a path may continue to match these stars.
        reach.below |= next[j] && j == parts.size();
      } else {
        next[j] = j > 0 && reachable[j - 1] && part_matches(p, parts[j - 1]);
      }
    }
    reachable = std::move(next);
  }
  reach.matches = reachable[parts.size()];
  return reach;
}

bool leads_outside(const fs::path& link, const fs::path& root) {
  std::error_code ec;
  const fs::path real = fs::canonical(link, ec);
  return ec || std::ranges::mismatch(root, real).in1 != root.end();
}

/// Where links of a folder may lead. A revision in the cache of the Hub's clients is all links to
/// the blobs beside it: datasets--o--n/snapshots/REVISION/train.csv -> ../../blobs/HASH.
fs::path reach_of_links(const fs::path& root) {
  const fs::path repository = root.parent_path().parent_path();
  std::error_code ec;
  const bool is_revision =
      root.parent_path().filename() == "snapshots" && fs::is_directory(repository / "blobs", ec);
  return is_revision ? repository : root;
}

/// Rows must not be missing without a word.
Error cannot_list(const fs::path& folder, const fs::path& root, const std::error_code& why) {
  const Error error = errno_error("cannot list " + folder.string(), why.value());
  if (folder == root) return error;
  return {error.code(), error.message() + "; to leave it out, name the files that are meant: '" +
                            (root / "*.csv").string() + "'"};
}

/// Calls `enter` with each folder below `root` that is not hidden, and `take` with each regular
/// file; both get relative paths. Folders that `enter` answers false to are left out. Errors: io,
/// where one that is not left out cannot be listed.
template <typename Enter, typename Take>
Status walk(const fs::path& root, Enter enter, Take take) {
  std::error_code ec;
  fs::path listed = root;  // the folder that the next step reads
  fs::recursive_directory_iterator it(root, ec);
  for (const fs::recursive_directory_iterator end; !ec && it != end; it.increment(ec)) {
    const fs::path relative = it->path().lexically_relative(root);
    listed = it->path().parent_path();
    std::error_code unreadable;
    if (is_hidden(relative.filename())) {
      it.disable_recursion_pending();
    } else if (it->is_directory(unreadable)) {
      listed = it->path();
      if (!enter(relative)) it.disable_recursion_pending();
    } else if (it->is_regular_file(unreadable)) {
      if (Status status = take(*it, relative); !status) return status;
    }
  }
  if (ec) return cannot_list(listed, root, ec);
  return {};
}

Status add_file(std::vector<fs::path>& files, fs::path file, const std::string& where) {
  if (files.size() == kMaxFiles) return too_large(where + " holds more than 100,000 files");
  files.push_back(std::move(file));
  return {};
}

}  // namespace

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool glob_matches(std::string_view pattern, std::string_view path) {
  return match(pattern, path).matches;
}

Result<FolderListing> list_files(const fs::path& folder) {
  std::error_code ec;
  const fs::path root = fs::canonical(folder, ec);
  if (ec) return errno_error("cannot open " + folder.string(), ec.value());
  const fs::path reach = reach_of_links(root);
  FolderListing listing;
  const auto take = [&](const fs::directory_entry& entry, const fs::path& relative) -> Status {
    std::error_code unreadable;
    if (entry.is_symlink(unreadable) && leads_outside(entry.path(), reach)) {
      ++listing.links_outside;
      return {};
    }
    return add_file(listing.files, relative, folder.string());
  };
  if (Status status = walk(root, [](const fs::path&) { return true; }, take); !status)
    return std::move(status).error();
  std::ranges::sort(listing.files);
  return listing;
}

Result<std::vector<fs::path>> expand_glob(const std::string& pattern) {
  // The folder in front of the first part with a wildcard is where the search starts.
  const fs::path whole = fs::path(pattern).lexically_normal();
  fs::path start;
  for (const fs::path& part : whole) {
    if (has_wildcard(part.string())) break;
    start /= part;
  }
  if (start.empty()) start = ".";
  const std::string rest = whole.lexically_relative(start).generic_string();
  std::vector<fs::path> files;
  const auto enter = [&](const fs::path& relative) {
    return match(rest, relative.generic_string()).below;
  };
  const auto take = [&](const fs::directory_entry& entry, const fs::path& relative) -> Status {
    if (!glob_matches(rest, relative.generic_string())) return {};
    return add_file(files, entry.path(), pattern);
  };
  std::error_code ec;
  if (!fs::is_directory(start, ec)) return not_found("no folder " + start.string());
  if (Status status = walk(start, enter, take); !status) return std::move(status).error();
  if (files.empty()) return invalid_argument("no file matches " + pattern);
  std::ranges::sort(files);
  return files;
}

}  // namespace vitrine::source

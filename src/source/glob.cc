#include "source/glob.h"

#include <algorithm>

namespace vitrine {
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

bool is_hidden(const fs::path& relative) {
  return std::ranges::any_of(relative, [](const fs::path& part) {
    return part.string().starts_with('.') || part.string().starts_with("__");
  });
}

}  // namespace

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool glob_matches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> patterns = parts_of(pattern);
  const std::vector<std::string_view> parts = parts_of(path);
  // reachable[j]: the patterns so far match the first j parts.
  std::vector<bool> reachable(parts.size() + 1, false);
  reachable[0] = true;
  for (const std::string_view p : patterns) {
    std::vector<bool> next(parts.size() + 1, false);
    for (std::size_t j = 0; j <= parts.size(); ++j) {
      if (p == "**") {
        next[j] = reachable[j] || (j > 0 && next[j - 1]);
      } else {
        next[j] = j > 0 && reachable[j - 1] && part_matches(p, parts[j - 1]);
      }
    }
    reachable = std::move(next);
  }
  return reachable[parts.size()];
}

Result<std::vector<fs::path>> list_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ec;
  const fs::path root = fs::canonical(folder, ec);
  if (ec) return errno_error("cannot open " + folder.string(), ec.value());
  for (fs::recursive_directory_iterator it(root, fs::directory_options::skip_permission_denied, ec),
       end;
       !ec && it != end; it.increment(ec)) {
    const fs::path relative = it->path().lexically_relative(root);
    if (is_hidden(relative.filename())) {
      it.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    if (!it->is_regular_file(ignored)) continue;
    const fs::path real = fs::canonical(it->path(), ignored);
    if (it->is_symlink(ignored) && !real.string().starts_with(root.string() + "/")) continue;
    if (files.size() == kMaxFiles)
      return too_large(folder.string() + " holds more than 100,000 files");
    files.push_back(relative);
  }
  if (ec) return errno_error("cannot list " + folder.string(), ec.value());
  std::ranges::sort(files);
  return files;
}

Result<std::vector<fs::path>> expand_glob(const std::string& pattern) {
  // The folder in front of the first part with a wildcard is where the search starts.
  fs::path start;
  for (const fs::path& part : fs::path(pattern)) {
    if (has_wildcard(part.string())) break;
    start /= part;
  }
  const std::string rest =
      fs::path(pattern).lexically_relative(start.empty() ? fs::path(".") : start).generic_string();
  Result<std::vector<fs::path>> files = list_files(start.empty() ? fs::path(".") : start);
  if (!files) return files;
  std::vector<fs::path> matching;
  for (const fs::path& file : *files) {
    if (glob_matches(rest, file.generic_string())) matching.push_back(start / file);
  }
  if (matching.empty()) return invalid_argument("no file matches " + pattern);
  return matching;
}

}  // namespace vitrine

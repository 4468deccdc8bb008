#include "pushed/ignored_files.h"

#include <fnmatch.h>

#include <algorithm>

namespace vitrine::pushed {
namespace {

/// One name against one part of a pattern: '*', '?' and ranges, none of them a slash.
bool fits_name(const std::string& glob, std::string_view name) {
  return ::fnmatch(glob.c_str(), std::string(name).c_str(), 0) == 0;
}

std::string_view first_part(std::string_view path) {
  return path.substr(0, path.find('/'));
}

std::string_view behind_first(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
}

/// Part by part; "**" stands for any number of folders, at the end for all that is in one.
bool fits_path(std::string_view glob, std::string_view path) {
  while (!glob.empty()) {
    if (path.empty()) return false;
    const std::string_view part = first_part(glob);
    const std::string_view rest = behind_first(glob);
    if (part == "**") {
      if (rest.empty()) return true;
      for (; !path.empty(); path = behind_first(path)) {
        if (fits_path(rest, path)) return true;
      }
      return false;
    }
    if (!fits_name(std::string(part), first_part(path))) return false;
    glob = rest;
    path = behind_first(path);
  }
  return path.empty();
}

/// Without the spaces at its end, but for one behind a backslash.
std::string_view without_spaces(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  return line;
}

}  // namespace

IgnoredFiles::IgnoredFiles(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = without_spaces(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern;
    pattern.is_not = line.front() == '!';
    if (pattern.is_not) line.remove_prefix(1);
    pattern.folders = line.ends_with('/');
    if (pattern.folders) line.remove_suffix(1);
    // A slash before the end ties a pattern to the top; without one it fits at any depth.
    const bool is_tied = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.empty()) continue;
    pattern.glob = (is_tied ? "" : "**/") + std::string(line);
    patterns_.push_back(std::move(pattern));
  }
}

bool IgnoredFiles::fits_last(std::string_view path, bool is_folder) const {
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folders && !is_folder) continue;
    if (fits_path(pattern->glob, path)) return !pattern->is_not;
  }
  return false;
}

bool IgnoredFiles::has(std::string_view path) const {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (fits_last(path.substr(0, slash), true)) return true;
  }
  return fits_last(path, false);
}

}  // namespace vitrine::pushed

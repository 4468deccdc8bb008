#include "access/token_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace vitrine::access {
namespace {

constexpr std::string_view kHashMark = "sha256:";
constexpr std::uint64_t kMaxFileBytes = 1 << 20;
constexpr std::array<std::pair<std::string_view, Role>, 4> kRoles = {{{"reader", Role::kReader},
                                                                      {"curator", Role::kCurator},
                                                                      {"admin", Role::kAdmin},
                                                                      {"proxy", Role::kProxy}}};

std::vector<std::string> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string> words;
  std::string word;
  for (const char c : line) {
    if (c != ' ' && c != '\t' && c != '\r') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool is_hash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Errors: what is wrong with the line, without its number.
Result<TokenEntry> parse_words(const std::vector<std::string>& words) {
  if (words.size() < 3) return invalid_argument("needs a name, a role and a token");
  if (!is_token_name(words[0]))
    return invalid_argument("the name \"" + words[0] +
                            "\" is not of 1 to 64 letters, digits and . _ @ + -");
  const std::optional<Role> role = parse_role(words[1]);
  if (!role)
    return invalid_argument("the role \"" + words[1] +
                            "\" is none of reader, curator, admin and proxy");
  TokenEntry entry{words[0], *role, {}, {words.begin() + 3, words.end()}};
  if (words[2] == "-" && *role != Role::kProxy) return entry;
  if (!words[2].starts_with(kHashMark) || !is_hash(words[2].substr(kHashMark.size())))
    return invalid_argument(
        "the token is neither sha256: with 64 hexadecimal digits nor, for a "
        "user whom a proxy names, -");
  if (entry.name == "*" || entry.name == "owner")
    return invalid_argument("\"" + entry.name + "\" cannot have a token of its own");
  entry.hash = words[2].substr(kHashMark.size());
  return entry;
}

}  // namespace

std::optional<Role> parse_role(std::string_view name) {
  const auto* found = std::ranges::find(kRoles, name, &std::pair<std::string_view, Role>::first);
  if (found == kRoles.end()) return std::nullopt;
  return found->second;
}

std::string_view role_name(Role role) {
  return std::ranges::find(kRoles, role, &std::pair<std::string_view, Role>::second)->first;
}

fs::path default_token_file(const fs::path& home) {
  return home / "tokens";
}

bool is_token_name(std::string_view name) {
  if (name == "*") return true;
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._@+-").find(c) != std::string_view::npos;
  });
}

Result<std::vector<TokenEntry>> parse_token_file(std::string_view text) {
  std::vector<TokenEntry> entries;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::vector<std::string> words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    const std::string place = "line " + std::to_string(number);
    Result<TokenEntry> entry = parse_words(words);
    if (!entry) return std::move(entry).error().in(place);
    if (std::ranges::find(entries, entry->name, &TokenEntry::name) != entries.end())
      return invalid_argument(place + ": there is a line for \"" + entry->name + "\" already");
    entries.push_back(*std::move(entry));
  }
  return entries;
}

std::string token_line(const TokenEntry& entry) {
  std::string line = entry.name + " " + std::string(role_name(entry.role)) + " ";
  line += entry.hash.empty() ? "-" : std::string(kHashMark) + entry.hash;
  for (const std::string& pattern : entry.datasets) line += " " + pattern;
  return line + "\n";
}

std::optional<std::string> without_token(std::string_view text, std::string_view name) {
  std::string kept;
  bool found = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    const std::vector<std::string> words = words_of(line.substr(0, line.find('\n')));
    const bool is_meant = !words.empty() && words.front() == name;
    found = found || is_meant;
    if (!is_meant) kept += line;
  }
  if (!found) return std::nullopt;
  return kept;
}

Result<std::vector<TokenEntry>> read_token_file(const fs::path& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) {
    if (errno == ENOENT) return std::vector<TokenEntry>();
    return errno_error("cannot read " + path.string(), errno);
  }
  if ((facts.st_mode & 022U) != 0)
    return invalid_argument("other accounts of this machine may write " + path.string() +
                            ": take that from them with `chmod go-w`");
  const Result<std::string> text = read_file(path, kMaxFileBytes);
  if (!text) return text.error();
  Result<std::vector<TokenEntry>> entries = parse_token_file(*text);
  if (!entries) return std::move(entries).error().in(path.string());
  return entries;
}

}  // namespace vitrine::access

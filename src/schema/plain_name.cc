#include "schema/plain_name.h"

#include <algorithm>

namespace vitrine::schema {
namespace {

constexpr std::size_t kMaxBytes = 96;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

bool is_plain_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxBytes && text.front() != '.' && text.front() != '-' &&
         std::ranges::all_of(text, is_plain);
}

std::string plain_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (is_plain(c)) {
      name += c;
    } else if (!name.ends_with('-')) {
      name += '-';
    }
  }
  name.resize(std::min(name.size(), kMaxBytes));
  const std::size_t begin = name.find_first_not_of("-.");
  if (begin == std::string::npos) return "";
  return name.substr(begin, name.find_last_not_of("-.") - begin + 1);
}

}  // namespace vitrine::schema

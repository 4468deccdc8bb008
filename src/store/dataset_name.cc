#include "store/dataset_name.h"

#include <algorithm>
#include <cctype>

namespace vitrine {

bool is_name_part(std::string_view text) {
  if (text.empty() || text.size() > 96 || text.front() == '.' || text.front() == '-') return false;
  return std::ranges::all_of(text, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  });
}

Result<DatasetName> DatasetName::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view owner = text.substr(0, slash);
    const std::string_view name = text.substr(slash + 1);
    if (is_name_part(owner) && is_name_part(name))
      return DatasetName{std::string(owner), std::string(name)};
  }
  return invalid_argument(
      "\"" + std::string(text) +
      "\" is no dataset name: write owner/name with letters, digits, '-', '_' and '.'");
}

Result<DatasetName> DatasetName::parse_short(std::string_view text) {
  return text.find('/') == std::string_view::npos ? parse("local/" + std::string(text))
                                                  : parse(text);
}

}  // namespace vitrine

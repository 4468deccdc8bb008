#include "store/dataset_name.h"

#include "schema/plain_name.h"

namespace vitrine::store {

Result<DatasetName> DatasetName::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view owner = text.substr(0, slash);
    const std::string_view name = text.substr(slash + 1);
    if (schema::is_plain_name(owner) && schema::is_plain_name(name))
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

}  // namespace vitrine::store

#pragma once
// DatasetName: "owner/name", as the Hub has it, and safe as two folder names.

#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::store {

struct DatasetName {
  std::string owner;
  std::string name;

  /// Errors: invalid_argument unless `text` is "owner/name" and both parts pass is_plain_name().
  static Result<DatasetName> parse(std::string_view text);
  /// The same, where "papers" is short for "local/papers": as people and agents name datasets.
  static Result<DatasetName> parse_short(std::string_view text);

  std::string id() const { return owner + "/" + name; }
  auto operator<=>(const DatasetName&) const = default;
};

}  // namespace vitrine::store

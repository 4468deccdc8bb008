#pragma once
// ColumnModels: the models that can put a text among the vectors of a column, because they made
// them.

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "search/split.h"

namespace vitrine::search {

/// Thread safe.
class ColumnModels {
 public:
  virtual ~ColumnModels() = default;

  struct Encoded {
    std::vector<float> vector;  ///< As long as those of the column.
    std::string model;          ///< TextModel::name().
  };
  /// `text`, somebody's query, among the given vectors of `column`; nothing where no model of
  /// theirs is known. Errors: what keeps the model that was named from being used, in one sentence;
  /// cancelled. Cost: the model's; bounded to a few seconds.
  virtual Result<std::optional<Encoded>> encode(const Split& split, std::size_t column,
                                                std::string_view text,
                                                const std::stop_token& stop) const = 0;
};

}  // namespace vitrine::search

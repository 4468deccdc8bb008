#pragma once
// NaN and the infinities of a split's float columns, which its cells give as null: SQL counts NaN
// as a value above all numbers, and the engine has to know it from a null.

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"

namespace vitrine::cluster {

struct NotFinite {
  std::uint64_t row = 0;
  std::size_t column = 0;
  std::size_t member = 0;  ///< Of a list, else 0.
  double value = 0;        ///< NaN or an infinity.
};

/// Those of all float columns and lists of floats, by row, column and member. `relation`: what
/// stands after FROM, with the columns of `features` and `row_column`, the row's number. Errors:
/// those of the query. Cost: one scan of these columns; nothing without them.
Result<std::vector<NotFinite>> find_not_finite(duck::Connection& connection,
                                               std::string_view relation,
                                               std::string_view row_column,
                                               const schema::Features& features,
                                               const std::stop_token& stop);

}  // namespace vitrine::cluster

#pragma once
// BitmapSplit: a split whose sets of rows are bitmaps in memory: one bit for each of its rows.
//
// What a selection (search/selection.h) describes is found part by part, each part remembered by
// whoever finds it, and put together. Prepared selections carry the result, so that the questions
// of one search find it once. Thread safe.

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "search/split.h"
#include "text/column_condition.h"

namespace vitrine::local {

class BitmapSplit : public search::Split {
 public:
  Result<search::Selection> prepare(search::Selection rows, std::stop_token stop) const override;
  Result<search::RowPage> page(const search::Selection& rows, const ask::Order& order,
                               std::uint64_t offset, std::uint64_t limit,
                               std::stop_token stop) const override;
  Result<std::vector<bool>> contains(const search::Selection& set,
                                     std::span<const std::uint64_t> rows,
                                     std::stop_token stop) const override;
  Result<search::Selection> comparable(std::size_t column, search::Selection among,
                                       std::uint64_t num_comparable,
                                       std::stop_token stop) const override;

  /// The rows for which the predicate is true. Errors and cost: as prepare().
  virtual Result<std::shared_ptr<const search::RowSet>> match(const ask::Predicate& predicate,
                                                              std::stop_token stop) const = 0;
  /// All rows in that order. Errors and cost: as prepare(), with a sort.
  virtual Result<std::shared_ptr<const std::vector<std::uint32_t>>> order(
      const ask::Order& order, std::stop_token stop) const = 0;
  /// The rows that have a vector, with or without a direction.
  virtual Result<search::RowSet> rows_with_vector(std::size_t column) const = 0;
  /// The rows of a selection; null: all rows.
  Result<std::shared_ptr<const search::RowSet>> rows_of(const search::Selection& rows,
                                                        const std::stop_token& stop) const;

 protected:
  using search::Split::Split;
  /// Answers the column conditions of a text query by match(). The split must outlive it.
  text::ColumnMatcher column_matcher() const;

 private:
  Result<search::RowSet> with_direction(std::size_t column, search::RowSet among,
                                        const std::stop_token& stop) const;
};

}  // namespace vitrine::local

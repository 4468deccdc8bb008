#include "local/bitmap_split.h"

#include <utility>

#include "ask/column_range.h"

namespace vitrine::local {
namespace {

/// Up to `limit` of the rows, in that order, without the first `offset`; null: all rows.
std::vector<std::uint64_t> page_of(std::span<const std::uint32_t> order,
                                   const search::RowSet* wanted, std::uint64_t offset,
                                   std::uint64_t limit) {
  std::vector<std::uint64_t> rows;
  for (const std::uint32_t row : order) {
    if (rows.size() >= limit) break;
    if (wanted != nullptr && !wanted->contains(row)) continue;
    if (offset > 0) {
      --offset;
    } else {
      rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace

Result<std::shared_ptr<const search::RowSet>> BitmapSplit::rows_of(
    const search::Selection& rows, const std::stop_token& stop) const {
  if (rows.bitmap() != nullptr || rows.is_all()) return rows.bitmap();
  const Result<search::Selection> found = prepare(rows, stop);
  if (!found) return found.error();
  return found->bitmap();
}

Result<search::Selection> BitmapSplit::prepare(search::Selection rows, std::stop_token stop) const {
  if (rows.bitmap() != nullptr || rows.is_all()) return rows;
  std::shared_ptr<const search::RowSet> found;
  if (rows.condition() != nullptr) {
    Result<std::shared_ptr<const search::RowSet>> matching = match(*rows.condition(), stop);
    if (!matching) return std::move(matching).error();
    found = *std::move(matching);
  }
  const bool only_condition = rows.listed() == nullptr && rows.words() == nullptr &&
                              !rows.comparable() && rows.added().empty() && rows.removed().empty();
  if (only_condition) {
    rows.set_bitmap(std::move(found));
    return rows;
  }
  search::RowSet set = found != nullptr ? *found : search::RowSet::all(num_rows());
  if (const std::vector<std::uint64_t>* listed = rows.listed()) {
    search::RowSet some(num_rows());
    for (const std::uint64_t row : *listed) some.insert(row);
    set.intersect(some.words());
  }
  if (rows.words() != nullptr) {
    text::TextQuery asked = *rows.words();
    asked.want_matched = true;
    Result<search::WordHits> hits = words(asked, 0, {}, stop);
    if (!hits) return std::move(hits).error();
    set.intersect(hits->matched.bitmap()->words());
  }
  if (rows.comparable()) {
    Result<search::RowSet> with = with_direction(*rows.comparable(), std::move(set), stop);
    if (!with) return std::move(with).error();
    set = *std::move(with);
  }
  for (const std::uint64_t row : rows.added()) set.insert(row);
  for (const std::uint64_t row : rows.removed()) set.erase(row);
  rows.set_bitmap(std::make_shared<const search::RowSet>(std::move(set)));
  return rows;
}

Result<search::RowPage> BitmapSplit::page(const search::Selection& rows, const ask::Order& order,
                                          std::uint64_t offset, std::uint64_t limit,
                                          std::stop_token stop) const {
  const Result<std::shared_ptr<const search::RowSet>> wanted = rows_of(rows, stop);
  if (!wanted) return wanted.error();
  const search::RowSet* set = wanted->get();
  search::RowPage page;
  page.total = set != nullptr ? set->count() : num_rows();
  if (!order.empty()) {
    const auto sorted = this->order(order, std::move(stop));
    if (!sorted) return sorted.error();
    page.rows = page_of(**sorted, set, offset, limit);
  } else if (set != nullptr) {
    page.rows = set->page(offset, limit);
  } else {
    for (; offset < num_rows() && page.rows.size() < limit; ++offset) page.rows.push_back(offset);
  }
  return page;
}

Result<std::vector<bool>> BitmapSplit::contains(const search::Selection& set,
                                                std::span<const std::uint64_t> rows,
                                                std::stop_token stop) const {
  const Result<std::shared_ptr<const search::RowSet>> found = rows_of(set, stop);
  if (!found) return found.error();
  std::vector<bool> all;
  for (const std::uint64_t row : rows) all.push_back(*found == nullptr || (*found)->contains(row));
  return all;
}

Result<search::Selection> BitmapSplit::comparable(std::size_t column, search::Selection among,
                                                  std::uint64_t num_comparable,
                                                  std::stop_token stop) const {
  const Result<std::shared_ptr<const search::RowSet>> allowed = rows_of(among, stop);
  if (!allowed) return allowed.error();
  Result<search::RowSet> rows = rows_with_vector(column);
  if (!rows) return std::move(rows).error();
  if (*allowed != nullptr) rows->intersect((*allowed)->words());
  among.keep_comparable(column);
  if (rows->count() != num_comparable) {
    rows = with_direction(column, *std::move(rows), stop);
    if (!rows) return std::move(rows).error();
  }
  among.set_bitmap(std::make_shared<const search::RowSet>(*std::move(rows)));
  return among;
}

/// Those of the rows whose vector has a direction: only a look at each tells which.
Result<search::RowSet> BitmapSplit::with_direction(std::size_t column, search::RowSet among,
                                                   const std::stop_token& stop) const {
  const std::vector<float> any(dimension(column), 1.0F);
  search::NearestQuery nearest{.column = column, .vector = any, .limit = among.count()};
  nearest.accuracy = vector::Accuracy::exact();
  nearest.among =
      search::Selection::of_bitmap(std::make_shared<const search::RowSet>(std::move(among)));
  const Result<vector::Neighbours> all = this->nearest(nearest, stop);
  if (!all) return all.error();
  search::RowSet rows(num_rows());
  for (const vector::Neighbour& one : all->nearest) rows.insert(one.row);
  return rows;
}

text::ColumnMatcher BitmapSplit::column_matcher() const {
  return [this](const text::ColumnCondition& condition,
                const std::stop_token& stop) -> Result<text::RowBits> {
    const Result<std::shared_ptr<const search::RowSet>> rows =
        match(ask::range_predicate(features(), condition.column,
                                   {condition.value, condition.low, condition.high}),
              stop);
    if (!rows) return rows.error();
    return text::RowBits((*rows)->words().begin(), (*rows)->words().end());
  };
}

}  // namespace vitrine::local

#include "search/selection.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace vitrine::search {
namespace {

void leave_out(std::vector<std::uint64_t>& from, std::span<const std::uint64_t> rows) {
  std::erase_if(from,
                [&](std::uint64_t row) { return std::ranges::find(rows, row) != rows.end(); });
}

}  // namespace

Selection Selection::where(ask::Predicate predicate) {
  Selection rows;
  rows.condition_ = std::make_shared<const ask::Predicate>(std::move(predicate));
  return rows;
}

Selection Selection::of(std::vector<std::uint64_t> rows) {
  Selection listed;
  listed.listed_ = std::make_shared<const std::vector<std::uint64_t>>(std::move(rows));
  return listed;
}

Selection Selection::of_bitmap(std::shared_ptr<const RowSet> rows) {
  Selection found;
  found.bitmap_ = std::move(rows);
  return found;
}

void Selection::keep_words(text::TextQuery query) {
  assert(added_.empty() && words_ == nullptr);
  words_ = std::make_shared<const text::TextQuery>(std::move(query));
  bitmap_.reset();
}

void Selection::keep_comparable(std::size_t column) {
  assert(added_.empty() && !comparable_);
  comparable_ = column;
  bitmap_.reset();
}

void Selection::add(std::span<const std::uint64_t> rows) {
  if (rows.empty()) return;
  leave_out(removed_, rows);
  added_.insert(added_.end(), rows.begin(), rows.end());
  if (bitmap_ == nullptr) return;
  RowSet more = *bitmap_;
  for (const std::uint64_t row : rows) more.insert(row);
  bitmap_ = std::make_shared<const RowSet>(std::move(more));
}

void Selection::remove(std::span<const std::uint64_t> rows) {
  if (rows.empty()) return;
  leave_out(added_, rows);
  removed_.insert(removed_.end(), rows.begin(), rows.end());
  if (bitmap_ == nullptr) return;
  RowSet fewer = *bitmap_;
  for (const std::uint64_t row : rows) fewer.erase(row);
  bitmap_ = std::make_shared<const RowSet>(std::move(fewer));
}

}  // namespace vitrine::search

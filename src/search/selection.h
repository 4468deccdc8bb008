#pragma once
// Selection: a set of rows of one split, described instead of listed, so that whoever has the rows
// can find them: as a bitmap where they are on this machine, as a part of the question where
// another engine has them.
//
// A row is in it if it meets every part that is there (the condition, the words, a vector to
// compare with, the list), or was added; and was not removed. Value type; copies share what was
// found.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "ask/predicate.h"
#include "search/row_set.h"
#include "text/index.h"

namespace vitrine::search {

class Selection {
 public:
  /// All rows.
  Selection() = default;
  /// The rows for which the predicate is true.
  static Selection where(ask::Predicate predicate);
  /// The rows listed, in any order.
  static Selection of(std::vector<std::uint64_t> rows);
  static Selection none() { return of({}); }

  /// The rows of a bitmap, where the split that is asked has its rows in such.
  static Selection of_bitmap(std::shared_ptr<const RowSet> rows);

  /// Keeps the rows that have the words of a query too. Requires: nothing was added yet.
  void keep_words(text::TextQuery query);
  /// Keeps the rows that have a similarity by a column of vectors. Requires: as keep_words().
  void keep_comparable(std::size_t column);
  void add(std::span<const std::uint64_t> rows);
  void remove(std::span<const std::uint64_t> rows);

  /// Whether nothing restricts it.
  bool is_all() const {
    return bitmap_ == nullptr && condition_ == nullptr && words_ == nullptr && !comparable_ &&
           listed_ == nullptr && removed_.empty();
  }
  const ask::Predicate* condition() const { return condition_.get(); }        ///< Null: none.
  const text::TextQuery* words() const { return words_.get(); }               ///< Null: none.
  std::optional<std::size_t> comparable() const { return comparable_; }       ///< A column.
  const std::vector<std::uint64_t>* listed() const { return listed_.get(); }  ///< Null: all rows.
  std::span<const std::uint64_t> added() const { return added_; }
  std::span<const std::uint64_t> removed() const { return removed_; }

  /// The set itself, where the split that prepared the selection has it as a bitmap. Null: it has
  /// not. What is added and removed later is done to it too.
  const std::shared_ptr<const RowSet>& bitmap() const { return bitmap_; }
  /// Requires: the rows of the description, of the split that it describes rows of.
  void set_bitmap(std::shared_ptr<const RowSet> rows) { bitmap_ = std::move(rows); }

 private:
  std::shared_ptr<const ask::Predicate> condition_;
  std::shared_ptr<const text::TextQuery> words_;
  std::optional<std::size_t> comparable_;
  std::shared_ptr<const std::vector<std::uint64_t>> listed_;
  std::vector<std::uint64_t> added_;
  std::vector<std::uint64_t> removed_;
  std::shared_ptr<const RowSet> bitmap_;
};

}  // namespace vitrine::search

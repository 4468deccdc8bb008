#pragma once
// Row queries: query objects of the engine, put together in the logic of sets. A query knows
// whether it is all rows or none, and how many clauses Lucene will count in it. Pure functions.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ask/predicate.h"
#include "cluster/code_ranges.h"

namespace vitrine::cluster {

struct RowQuery {
  enum class Kind { kNone, kAll, kSome };
  Kind kind = Kind::kNone;
  std::string json = {};  ///< Of kSome: a query object.
  std::size_t clauses = 0;

  static RowQuery none() { return {}; }
  static RowQuery all() { return {Kind::kAll}; }
  static RowQuery some(std::string json) { return {Kind::kSome, std::move(json), 1}; }
};

/// The rows that all, any or none of them match.
RowQuery all_of(std::vector<RowQuery> parts);
RowQuery any_of(std::vector<RowQuery> parts);
RowQuery none_of(RowQuery query);

/// The rows with a text, one of several texts, or a code of the set in a field.
RowQuery term_query(std::string_view field, std::string_view text);
RowQuery terms_query(std::string_view field, std::span<const std::string> texts);
RowQuery codes_query(std::string_view field, const CodeSet& codes);

/// A text that a range of texts begins or ends with.
struct TextBound {
  std::string text;
  bool is_in = true;
};

/// The texts between two others.
struct TextRange {
  std::optional<TextBound> low = {};
  std::optional<TextBound> high = {};
};

/// Which texts stand in that relation to a constant: two ranges where it is inequality.
std::vector<TextRange> text_ranges(ask::Comparison comparison, const std::string& text);
RowQuery text_range_query(std::string_view field, const TextRange& range);

}  // namespace vitrine::cluster

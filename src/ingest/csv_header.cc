#include "ingest/csv_header.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "ingest/table_evidence.h"
#include "ingest/text_types.h"

namespace vitrine::ingest {
namespace {

/// A name of columns of numbers.
bool is_year(std::string_view text) {
  return text.size() == 4 && (text.starts_with("1") || text.starts_with("20")) &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void FirstRecord::add(std::vector<std::string> fields) {
  if (std::ranges::find(fields, kNullOfDatabases) != fields.end()) has_database_nulls_ = true;
  if (fields_.empty()) {
    fields_ = std::move(fields);
  } else {
    is_only_ = false;
    if (fields.size() == fields_.size()) rest_.push_back(std::move(fields));
  }
}

/// Whether there are values in a column below the first, and all hold so.
template <typename Holds>
bool FirstRecord::all_below(std::size_t column, Holds holds) const {
  bool any = false;
  for (const std::vector<std::string>& row : rest_) {
    if (row[column].empty() || is_missing_word(row[column])) continue;
    if (!holds(row[column])) return false;
    any = true;
  }
  return any;
}

/// A value of the kind that its column has below.
bool FirstRecord::is_value(std::size_t column) const {
  return is_typed(fields_[column]) && !is_year(fields_[column]) && all_below(column, is_typed);
}

/// Below days that name columns stand amounts.
bool FirstRecord::is_date_over_dates(std::size_t column) const {
  return is_date(fields_[column]) && all_below(column, is_date);
}

bool FirstRecord::repeats_below() const {
  std::size_t fractions = 0;
  std::size_t words = 0;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const std::string& field = fields_[i];
    const auto in_column = [i](auto holds) {
      return [i, holds](const std::vector<std::string>& row) { return holds(row[i]); };
    };
    if (field.empty()) return false;
    if (is_typed(field)) {
      if (!std::ranges::all_of(rest_, in_column([](const auto& s) { return is_typed(s); })))
        return false;
      fractions += field.find_first_of(".-:") != std::string::npos ? 1U : 0U;
    } else {
      const auto again = in_column([&](const std::string& s) { return s == field; });
      if (!std::ranges::any_of(rest_, again)) return false;
      ++words;
    }
  }
  return fractions > 0 && (words > 0 || fractions > 1);
}

/// A number that stands three times in the first line, each time over the same again: pixels,
/// counts.
bool FirstRecord::repeats_a_number() const {
  std::map<std::string_view, std::size_t> times;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!is_typed(fields_[i]) || !all_below(i, is_typed)) return false;
    const auto again = [&](const std::vector<std::string>& row) { return row[i] == fields_[i]; };
    if (std::ranges::any_of(rest_, again)) ++times[fields_[i]];
  }
  return std::ranges::any_of(times, [](const auto& each) { return each.second >= 3; });
}

/// A word that comes again below itself, but not in a line that is the header once more.
bool FirstRecord::has_words_of_rows() const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto again = [&](const std::vector<std::string>& row) {
      return row[i] == fields_[i] && row != fields_;
    };
    if (!fields_[i].empty() && !is_typed(fields_[i]) && fields_.size() > 1 &&
        std::ranges::any_of(rest_, again))
      return true;
  }
  return false;
}

bool FirstRecord::is_data() const {
  const auto typed = [](const std::string& field) { return is_typed(field); };
  if (is_only_ && !fields_.empty() && std::ranges::all_of(fields_, typed)) return true;
  if (std::ranges::find(fields_, kNullOfDatabases) != fields_.end()) return true;
  if (has_database_nulls_ && is_typed(fields_.front())) return true;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (has_database_nulls_ && is_value(i)) return true;
    if (rest_.size() > 1 && is_date_over_dates(i)) return true;
  }
  return rest_.size() > 1 && (repeats_below() || repeats_a_number());
}

std::string FirstRecord::doubt() const {
  std::size_t values = 0;
  std::size_t typed_columns = 0;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    values += is_value(i) ? 1U : 0U;
    typed_columns += all_below(i, is_typed) ? 1U : 0U;
  }
  if (is_typed(fields_.front()) && values > 0)
    return "its first line, which reads as values, is its header (--no-header makes it data)";
  if (has_database_nulls_ && typed_columns == 0) {
    return "it has \\N, as dumps without a header have, and its first line is taken for one "
           "(--no-header makes it data)";
  }
  if (has_words_of_rows()) {
    return "its first line, which has words of the rows below, is its header "
           "(--no-header makes it data)";
  }
  return "";
}

}  // namespace vitrine::ingest

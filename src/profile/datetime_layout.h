#pragma once
// Dates in strings: which of a fixed list of layouts a column of texts is written in.
//
// The layouts are year-first, day-first and month-first dates with "-" or "/" between, with no time
// or one to the minute, second or fraction, with or without a zone; months by name; and a month or
// a year alone. A layout means the whole text: nothing may be left over.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace vitrine::profile {

/// The layouts that every text seen so far fits. Where several are left (01/02/2024) the first of
/// the list is meant: day before month.
class DatetimeLayouts {
 public:
  DatetimeLayouts();

  /// Drops what does not fit. Cost: one try per remaining layout; 1 ns once none remains.
  void see(std::string_view text);
  bool any() const { return !formats_.empty(); }

  /// The moment in microseconds since 1970 (UTC; a text without a zone is taken as UTC). Nothing if
  /// the text does not fit, or lies outside the years 1 to 9999. Requires: any().
  std::optional<std::int64_t> parse(std::string_view text) const;

  /// Seconds east of UTC of the zone that the text names; nothing as above. Requires: any().
  std::optional<std::int32_t> offset(std::string_view text) const;

 private:
  std::vector<std::string_view> formats_;
};

}  // namespace vitrine::profile

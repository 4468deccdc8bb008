#pragma once
// The file of a split's statistics, `statistics.json`: JSON whose lines are laid down, so that the
// blocks of a column are found, and left, without being parsed. Numbers come back as they were to
// the last bit. What a block of an older build does not have is nothing or 0.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "profile/column_statistics.h"

namespace vitrine::profile {

/// One JSON text that parse_statistics reads back.
std::string format_statistics(const SplitStatistics& statistics);

/// How statistics of each kind are written, of columns without values: another text where a build
/// counts or names something else, for whoever must tell whether a file is of this one.
std::string statistics_form();

/// Reads what format_statistics wrote. Errors: corrupt.
Result<SplitStatistics> parse_statistics(std::string_view text);
/// The same of these columns alone; of all others there is no more than the place.
Result<SplitStatistics> parse_statistics(std::string_view text,
                                         std::span<const std::size_t> columns);

}  // namespace vitrine::profile

#pragma once
// CSV title: lines above the table of a delimited text, which people and programs of reports leave
// there. They are told to whoever imports it, and never left out unasked.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "source/read_options.h"

namespace vitrine::ingest {

/// Without its line end.
std::string_view line_at(std::string_view text, std::size_t begin);

/// What follows the first line.
std::string_view after_line(std::string_view text);

/// Those fields of a line that hold something.
std::size_t filled_fields(std::string_view line, char delimiter);

/// How many lines at the front of a text have to be left out so that the rest is a table with a
/// header: a title, and blank lines below it. Each has fewer fields than the table; the last is
/// blank, or they have one field and are no more than the table's rows. 0 where none do that, and
/// where a person said something of the front. `whole` tells whether the text is all of its file.
/// Cost: looks for a layout for each of the first 20 lines.
std::uint64_t lines_of_title(std::string_view text, bool whole, char usual_delimiter,
                             const source::ReadOptions& options);

}  // namespace vitrine::ingest

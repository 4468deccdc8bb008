#pragma once
// Table evidence: whether a text whose name says no format is a table of delimited fields, told by
// its first records. Lines of text are what is left: they lose nothing.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::ingest {

/// A number, a date or a boolean, by the rules of text_types.h.
bool is_typed(std::string_view text);

/// A day or a moment, by the same rules.
bool is_date(std::string_view text);

/// Whether a text begins with a table as Markdown, psql and mysql draw them: a line of strokes and
/// bars under, or above, one of fields with bars between.
bool is_drawn_table(std::string_view text);

enum class TableEvidence {
  kHeader,    ///< A table whose first record names its columns.
  kNoHeader,  ///< A table whose first record is data.
  kLines,     ///< No table.
};

/// `records` are the first ones, with their fields, parted by `delimiter`, as they stand; of all
/// of them the first has `has_header` judged by its content.
///
/// A table has two records or more, all of as many fields, at least two, and no ruler such as
/// |---|---|. Its first record is a header if it reads as names, and either tabs, control
/// characters or three columns speak for a table or a column has numbers below its name. Else it is
/// data, if it is all numbers, has three fields or more or is parted by a control character.
TableEvidence table_evidence(std::span<const std::vector<std::string>> records, char delimiter,
                             bool has_header);

/// Whether records that are a table with a header could hardly be lines of text: every name is one
/// word of letters, digits and underscores, and some column has numbers or dates alone below its
/// name, or most names have underscores.
bool is_certain_table(std::span<const std::vector<std::string>> records);

}  // namespace vitrine::ingest

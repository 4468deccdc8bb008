#pragma once
// Quoting of names and texts as SQL has it: for SQL that we write, and for messages that say what
// to write.

#include <string>
#include <string_view>

namespace vitrine {

/// `name` in double quotes, quotes doubled. DuckDB knows no way to write the empty name: a column
/// that has it can only be reached by renaming all columns, as in `FROM x AS t(c0, c1)`.
std::string quote_identifier(std::string_view name);

/// `text` as an SQL string: single quotes, doubled inside. A NUL byte, which SQL text cannot hold,
/// is spliced in as chr(0).
std::string quote_literal(std::string_view text);

}  // namespace vitrine

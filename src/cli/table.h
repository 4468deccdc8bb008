#pragma once
// Table: rows of text for a terminal, columns aligned, cells cut to fit.

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::cli {

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< Each as long as the header.
  std::vector<bool> right_aligned;             ///< Per column; may be shorter than the header.
};

/// How many columns of a terminal a cell and a line may take.
struct TableWidth {
  static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  std::size_t cell = kAny;
  std::size_t line = kAny;
};

/// The table as lines, aligned as a terminal shows them. Control characters become spaces, so that
/// data cannot steer the terminal. Where a line would be too long, the longest cells are cut first;
/// columns that do not fit even so are left out and named below.
std::string render_table(const Table& table, const TableWidth& width = {});

/// The table as stdout takes it: whole in a pipe or file, on a terminal cut to its width and with
/// cells of at most `max_cell` columns.
std::string table_for_stdout(const Table& table, std::size_t max_cell = 48);

/// Columns of the terminal that an open file is; none if it is no terminal, or one that does not
/// know.
std::optional<std::size_t> terminal_columns(int file);

/// Columns of a terminal that a line of UTF-8 takes: two for each Chinese character or emoji, none
/// for a combining mark.
std::size_t text_columns(std::string_view text);

/// `text` fit for one table cell; what is behind `max_columns` becomes "…".
std::string cell_text(std::string_view text, std::size_t max_columns);

}  // namespace vitrine::cli

#pragma once
// Table: rows of text for a terminal, columns aligned, cells cut to fit.

#include <string>
#include <vector>

namespace vitrine::cli {

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< Each as long as the header.
  std::vector<bool> right_aligned;             ///< Per column; may be shorter than the header.
};

/// The table as lines. A cell is cut to `max_cell` characters; control characters become spaces, so
/// that data cannot steer the terminal.
std::string render_table(const Table& table, std::size_t max_cell = 48);

/// `text` fit for one table cell.
std::string cell_text(std::string_view text, std::size_t max_characters);

}  // namespace vitrine::cli

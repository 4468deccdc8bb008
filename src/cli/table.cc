#include "cli/table.h"

#include <algorithm>

#include "base/utf8.h"

namespace vitrine::cli {
namespace {

void append_cell(std::string& out, std::string_view text, std::size_t width, bool right,
                 bool last) {
  const std::string padding(width - utf8_length(text), ' ');
  if (right) out += padding;
  out += text;
  if (!right && !last) out += padding;
}

}  // namespace

std::string cell_text(std::string_view text, std::size_t max_characters) {
  std::string out;
  std::size_t characters = 0;
  while (!text.empty()) {
    if (++characters > max_characters) {
      out += "…";
      break;
    }
    const std::size_t n = utf8_sequence_length(text);
    const auto c = static_cast<unsigned char>(text.front());
    // C1 controls are two bytes, 0xC2 0x80 to 0xC2 0x9F; terminals obey some of them too.
    const bool control = c < 0x20 || c == 0x7F ||
                         (n == 2 && c == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
    if (n == 0) {
      out += kReplacementCharacter;
    } else {
      out += control ? std::string_view(" ") : text.substr(0, n);
    }
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

std::string render_table(const Table& table, std::size_t max_cell) {
  std::vector<std::vector<std::string>> lines = {table.header};
  lines.insert(lines.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.header.size());
  for (std::vector<std::string>& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) {
      line[c] = cell_text(line[c], max_cell);
      widths[c] = std::max(widths[c], utf8_length(line[c]));
    }
  }
  std::string out;
  for (const std::vector<std::string>& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (c > 0) out += "  ";
      append_cell(out, line[c], widths[c], c < table.right_aligned.size() && table.right_aligned[c],
                  c + 1 == line.size());
    }
    out += '\n';
  }
  return out;
}

}  // namespace vitrine::cli

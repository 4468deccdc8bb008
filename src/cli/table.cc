#include "cli/table.h"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace vitrine::cli {
namespace {

constexpr std::size_t kGap = 2;
/// Cells are not cut below this many columns: columns are left out instead.
constexpr std::size_t kLeastCell = 8;
/// What is padded to; a longer cell moves the rest of its line.
constexpr std::size_t kMostPadded = 256;

/// Columns of the character at the front of `text`, which is well-formed.
std::size_t character_columns(std::string_view text) {
  std::array<std::uint8_t, 4> bytes{};
  const auto size = std::min(text.size(), bytes.size());
  std::copy_n(text.begin(), size, bytes.begin());
  UChar32 c = 0;
  std::int32_t at = 0;
  U8_NEXT(bytes.data(), at, static_cast<std::int32_t>(size), c);
  constexpr UChar32 kSoftHyphen = 0xAD;
  const auto kind = static_cast<UCharCategory>(u_charType(c));
  if (kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK) return 0;
  if (kind == U_FORMAT_CHAR && c != kSoftHyphen) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

std::size_t line_columns(const std::vector<std::size_t>& widths, std::size_t most) {
  std::size_t sum = widths.empty() ? 0 : kGap * (widths.size() - 1);
  for (const std::size_t width : widths) sum += std::min(width, most);
  return sum;
}

/// Makes the widest columns narrower, and leaves out the last, until a line fits.
void fit(std::vector<std::size_t>& widths, std::size_t line) {
  const auto too_long = [&](std::size_t most) { return line_columns(widths, most) > line; };
  while (widths.size() > 1 && too_long(kLeastCell)) widths.pop_back();
  std::size_t most = widths.empty() ? 0 : *std::ranges::max_element(widths);
  while (most > 1 && too_long(most)) --most;
  for (std::size_t& width : widths) width = std::min(width, most);
}

std::string left_out(const Table& table, std::size_t shown) {
  const std::size_t count = table.header.size() - shown;
  std::string out = std::to_string(count) + (count == 1 ? " more column: " : " more columns: ");
  for (std::size_t c = shown; c < table.header.size(); ++c)
    out += (c > shown ? ", " : "") + cell_text(table.header[c], kMostPadded);
  return out + "\n";
}

}  // namespace

std::size_t text_columns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::size_t n = utf8_sequence_length(text);
    columns += n == 0 ? 1 : character_columns(text);
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return columns;
}

std::string cell_text(std::string_view text, std::size_t max_columns) {
  std::string out;
  std::size_t columns = 0;
  while (!text.empty()) {
    const std::size_t n = utf8_sequence_length(text);
    const auto c = static_cast<unsigned char>(text.front());
    // C1 controls are two bytes, 0xC2 0x80 to 0xC2 0x9F; terminals obey some of them too.
    const bool control = c < 0x20 || c == 0x7F ||
                         (n == 2 && c == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
    columns += n == 0 || control ? 1 : character_columns(text);
    if (columns > max_columns) {
      out += "…";
      break;
    }
    if (n == 0) {
      out += kReplacementCharacter;
    } else {
      out += control ? std::string_view(" ") : text.substr(0, n);
    }
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

std::string render_table(const Table& table, const TableWidth& width) {
  std::vector<std::vector<std::string>> lines = {table.header};
  lines.insert(lines.end(), table.rows.begin(), table.rows.end());
  std::vector<std::size_t> widths(table.header.size());
  for (std::vector<std::string>& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) {
      line[c] = cell_text(line[c], width.cell);
      widths[c] = std::max(widths[c], std::min(text_columns(line[c]), kMostPadded));
    }
  }
  if (width.line != TableWidth::kAny) fit(widths, width.line);
  std::string out;
  for (std::vector<std::string>& line : lines) {
    line.resize(widths.size());
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (width.line != TableWidth::kAny && text_columns(line[c]) > widths[c])
        line[c] = cell_text(line[c], widths[c] - 1);
      const std::size_t taken = text_columns(line[c]);
      const std::string padding(taken < widths[c] ? widths[c] - taken : 0, ' ');
      const bool right = c < table.right_aligned.size() && table.right_aligned[c];
      out += c > 0 ? std::string(kGap, ' ') : "";
      out += right ? padding + line[c] : line[c];
      if (!right && c + 1 < line.size()) out += padding;
    }
    out += '\n';
  }
  if (widths.size() < table.header.size()) out += left_out(table, widths.size());
  return out;
}

std::string table_for_stdout(const Table& table, std::size_t max_cell) {
  if (::isatty(STDOUT_FILENO) == 0) return render_table(table);
  return render_table(table,
                      {max_cell, terminal_columns(STDOUT_FILENO).value_or(TableWidth::kAny)});
}

std::optional<std::size_t> terminal_columns(int file) {
  winsize size{};
  if (::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

}  // namespace vitrine::cli

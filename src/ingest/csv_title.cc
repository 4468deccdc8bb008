#include "ingest/csv_title.h"

#include <algorithm>
#include <vector>

#include "ingest/csv_layout.h"
#include "ingest/text_types.h"

namespace vitrine::ingest {

std::string_view line_at(std::string_view text, std::size_t begin) {
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view after_line(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return {};
  return text.substr(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
}

std::size_t filled_fields(std::string_view line, char delimiter) {
  std::size_t filled = 0;
  while (true) {
    const std::size_t end = line.find(delimiter);
    filled += trimmed(line.substr(0, end)).empty() ? 0U : 1U;
    if (end == std::string_view::npos) return filled;
    line.remove_prefix(end + 1);
  }
}

namespace {

/// Whether the first two lines have as many of some delimiter, which rules most texts out before
/// anything is read.
bool may_begin_table(std::string_view text, char usual, const source::ReadOptions& options) {
  const std::string_view first = line_at(text, 0);
  const std::string_view second = line_at(after_line(text), 0);
  const auto parts_alike = [&](char delimiter) {
    const auto parts = std::ranges::count(first, delimiter);
    return parts > 0 && parts == std::ranges::count(second, delimiter);
  };
  if (options.delimiter) return parts_alike(*options.delimiter);
  return parts_alike(usual) || std::ranges::any_of(std::string_view(",;\t|"), parts_alike);
}

}  // namespace

std::uint64_t lines_of_title(std::string_view text, bool whole, char usual,
                             const source::ReadOptions& options) {
  constexpr std::size_t kMostLines = 20;
  const bool is_settled = options.skip_lines > 0 || !options.skipped.empty() ||
                          options.header == false || !options.names.empty();
  if (is_settled) return 0;
  std::vector<std::string_view> above;
  std::string_view rest = text;
  while (above.size() < kMostLines) {
    above.push_back(line_at(rest, 0));
    rest = after_line(rest);
    if (rest.empty()) return 0;
    if (trimmed(line_at(rest, 0)).empty() || !may_begin_table(rest, usual, options)) continue;
    const CsvLayout table = layout_of_text(rest, whole, usual, options);
    if (!table.is_table || !table.has_header || !table.doubt.empty()) continue;
    // One name may be missing, as that of an index.
    if (filled_fields(line_at(rest, 0), table.dialect.delimiter) + 1 < table.columns) continue;
    std::size_t most = 0;
    for (const std::string_view line : above)
      most = std::max(most, filled_fields(line, table.dialect.delimiter));
    const bool is_parted = filled_fields(above.back(), table.dialect.delimiter) == 0;
    if (most > 0 && most < table.columns &&
        (is_parted || (most == 1 && above.size() < table.records)))
      return above.size();
  }
  return 0;
}

}  // namespace vitrine::ingest

#include "ingest/table_evidence.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "ingest/text_types.h"

namespace vitrine::ingest {
namespace {

using Record = std::vector<std::string>;

constexpr std::size_t kLongestName = 60;
constexpr std::ptrdiff_t kMostWordsOfAName = 4;

/// As a person would call a column: a few words that do not end as a sentence does.
bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return false;
  if (std::ranges::count(text, ' ') >= kMostWordsOfAName) return false;
  if (std::string_view(".!?:").find(text.back()) != std::string_view::npos) return false;
  return std::isdigit(static_cast<unsigned char>(text.front())) == 0 ||
         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool reads_as_header(const Record& record) {
  std::set<std::string_view> names;
  for (const std::string& field : record) {
    const std::string_view name = trimmed(field);
    if (!is_name(name) || !names.insert(name).second) return false;
  }
  return !is_typed(trimmed(record.front()));
}

/// What stands between the header and the rows of a table that was drawn in a text.
bool is_ruler(const Record& record) {
  const auto has_line = [](const std::string& field) {
    return field.find("--") != std::string::npos || field.find("==") != std::string::npos;
  };
  return std::ranges::any_of(record, has_line) &&
         std::ranges::all_of(record, [](const std::string& field) {
           return field.find_first_not_of(" \t-:=+") == std::string::npos;
         });
}

/// Whether a column has numbers or dates alone, below a name that is none.
bool has_typed_column(std::span<const Record> records) {
  for (std::size_t i = 0; i < records.front().size(); ++i) {
    const auto number = [i](const Record& record) { return is_typed(trimmed(record[i])); };
    if (!number(records.front()) && std::ranges::all_of(records.subspan(1), number)) return true;
  }
  return false;
}

TextType::Form form_of(std::string_view text) {
  TextEvidence evidence;
  evidence.add(text);
  return evidence.decide("").form;
}

/// As programs call a column.
bool is_identifier(std::string_view text) {
  const auto fits = [](unsigned char c) { return c == '_' || std::isalnum(c) != 0; };
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::ranges::all_of(text, fits);
}

}  // namespace

bool is_typed(std::string_view text) {
  return form_of(text) != TextType::Form::kText;
}

bool is_date(std::string_view text) {
  const TextType::Form form = form_of(text);
  return form == TextType::Form::kDate || form == TextType::Form::kTimestamp ||
         form == TextType::Form::kUtc;
}

bool is_drawn_table(std::string_view text) {
  constexpr int kMostLines = 3;  // a blank line, or the frame's, stands above at most
  bool has_fields = false;
  bool has_strokes = false;
  for (int i = 0; i < kMostLines && !text.empty() && !(has_fields && has_strokes); ++i) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool is_stroke = line.find("--") != std::string_view::npos &&
                           line.find_first_of("|+") != std::string_view::npos &&
                           line.find_first_not_of(" \t\r|+-:=") == std::string_view::npos;
    has_strokes = has_strokes || is_stroke;
    has_fields = has_fields || (!is_stroke && line.find('|') != std::string_view::npos);
  }
  return has_fields && has_strokes;
}

TableEvidence table_evidence(std::span<const Record> records, char delimiter, bool has_header) {
  if (records.size() < 2) return TableEvidence::kLines;
  const Record& first = records.front();
  const auto is_alike = [&](const Record& record) {
    return record.size() == first.size() && !is_ruler(record);
  };
  if (first.size() < 2 || !std::ranges::all_of(records, is_alike)) return TableEvidence::kLines;
  if (!has_header) return TableEvidence::kNoHeader;
  // No line of a text holds the control characters by which Hive and its like part fields.
  const bool wide = first.size() > 2 || delimiter == '\x01' || delimiter == '\x1F';
  if (reads_as_header(first) && (wide || delimiter == '\t' || has_typed_column(records)))
    return TableEvidence::kHeader;
  const bool all_numbers =
      std::ranges::all_of(first, [](const std::string& field) { return is_typed(trimmed(field)); });
  return wide || all_numbers ? TableEvidence::kNoHeader : TableEvidence::kLines;
}

bool is_certain_table(std::span<const Record> records) {
  const Record& first = records.front();
  if (!std::ranges::all_of(first, [](const auto& name) { return is_identifier(trimmed(name)); }))
    return false;
  const auto joined = static_cast<std::size_t>(std::ranges::count_if(
      first, [](const auto& name) { return name.find('_') != std::string::npos; }));
  return joined * 2 > first.size() || has_typed_column(records);
}

}  // namespace vitrine::ingest

#include "search/row_json.h"

#include <algorithm>

#include "base/json_writer.h"

namespace vitrine::search {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Takes the next name off the front of `names`.
std::string next_name(std::string_view& names) {
  names.remove_prefix(std::min(names.find_first_not_of(' '), names.size()));
  std::string name;
  if (names.starts_with('"')) {
    std::size_t i = 1;
    for (; i < names.size(); ++i) {
      if (names[i] == '"' && (i + 1 >= names.size() || names[i + 1] != '"')) break;
      if (names[i] == '"') ++i;
      name += names[i];
    }
    names.remove_prefix(std::min(i + 1, names.size()));
    names.remove_prefix(std::min(names.find(','), names.size()));
  } else {
    const std::size_t comma = std::min(names.find(','), names.size());
    name = trimmed(names.substr(0, comma));
    names.remove_prefix(comma);
  }
  if (!names.empty()) names.remove_prefix(1);
  return name;
}

}  // namespace

std::vector<std::size_t> all_columns(const schema::Features& features) {
  std::vector<std::size_t> columns(features.size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  return columns;
}

std::vector<std::size_t> columns_without_vectors(const schema::Features& features) {
  return store::SplitLayout(features).row_columns;
}

Result<std::vector<std::size_t>> parse_columns(std::string_view names,
                                               const schema::Features& features) {
  std::vector<std::size_t> columns;
  while (!trimmed(names).empty()) {
    const std::string name = next_name(names);
    const std::optional<std::size_t> column = schema::find_column(features, name);
    if (!column) return invalid_argument("there is no column \"" + name + "\"");
    if (columns.size() == 10'000) return invalid_argument("more than 10,000 columns asked for");
    columns.push_back(*column);
  }
  return columns;
}

std::vector<std::string> column_keys(const schema::Features& features,
                                     std::span<const std::size_t> columns) {
  std::vector<std::string> keys;
  for (const std::size_t column : columns) {
    append_json_string(keys.emplace_back(), features[column].name);
    keys.back() += ':';
  }
  return keys;
}

void append_object(std::string& out, std::span<const std::string> keys,
                   std::span<const std::string_view> cells) {
  out += '{';
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) out += ',';
    out += keys[i];
    out += cells[i];
  }
  out += '}';
}

Status visit_rows(const Split& split, std::span<const std::uint64_t> rows,
                  std::span<const std::size_t> columns, const RowVisitor& visit) {
  const std::vector<std::string> keys = column_keys(split.features(), columns);
  std::string json;
  return split.visit_cells(rows, columns,
                           [&](std::size_t position, std::span<const std::string_view> cells) {
                             json.clear();
                             append_object(json, keys, cells);
                             return visit(position, json);
                           });
}

}  // namespace vitrine::search

#include "search/row_json.h"

#include <algorithm>

#include "base/json_writer.h"

namespace vitrine {
namespace {

constexpr std::size_t kNoCell = static_cast<std::size_t>(-1);

/// What is written for one column: its key, and where its value comes from.
struct OutputColumn {
  std::string key;             ///< `"title":`
  std::size_t cell = kNoCell;  ///< Position in the row store.
  const VectorFile* vectors = nullptr;
};

Result<std::vector<OutputColumn>> output_columns(const SplitReader& split,
                                                 std::span<const std::size_t> columns) {
  std::vector<OutputColumn> out;
  for (const std::size_t column : columns) {
    OutputColumn output;
    append_json_string(output.key, split.features()[column].name);
    output.key += ':';
    const std::vector<std::size_t>& stored = split.layout().row_columns;
    const auto it = std::ranges::find(stored, column);
    if (it != stored.end()) {
      output.cell = static_cast<std::size_t>(it - stored.begin());
    } else {
      const Result<const VectorFile*> vectors = split.vectors(column);
      if (!vectors) return vectors.error();
      output.vectors = *vectors;
    }
    out.push_back(std::move(output));
  }
  return out;
}

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

std::vector<std::size_t> all_columns(const Features& features) {
  std::vector<std::size_t> columns(features.size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  return columns;
}

std::vector<std::size_t> columns_without_vectors(const Features& features) {
  return SplitLayout(features).row_columns;
}

Result<std::vector<std::size_t>> parse_columns(std::string_view names, const Features& features) {
  std::vector<std::size_t> columns;
  while (!trimmed(names).empty()) {
    const std::string name = next_name(names);
    const std::optional<std::size_t> column = find_column(features, name);
    if (!column) return invalid_argument("there is no column \"" + name + "\"");
    if (columns.size() == 10'000) return invalid_argument("more than 10,000 columns asked for");
    columns.push_back(*column);
  }
  return columns;
}

Status visit_rows(const SplitReader& split, std::span<const std::uint64_t> rows,
                  std::span<const std::size_t> columns, const RowVisitor& visit) {
  const Result<std::vector<OutputColumn>> outputs = output_columns(split, columns);
  if (!outputs) return outputs.error();
  const Result<const RowStore*> store = split.rows();
  if (!store) return store.error();
  std::string json;
  std::size_t position = 0;
  return (*store)->read(rows, [&](std::uint64_t row, std::span<const std::string_view> cells) {
    json.assign(1, '{');
    for (const OutputColumn& output : *outputs) {
      if (json.size() > 1) json += ',';
      json += output.key;
      if (output.vectors != nullptr) {
        output.vectors->append_json(json, row);
      } else {
        json += cells[output.cell];
      }
    }
    json += '}';
    visit(position++, json);
  });
}

}  // namespace vitrine

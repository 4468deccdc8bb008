#include "engine/label_columns.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "engine/row_identity.h"

namespace vitrine::engine {
namespace {

bool is_of(const store::LabelValue& value, const search::Split& split) {
  return value.place.config == split.config().name && value.place.split == split.split().name;
}

bool is_current(const store::LabelValue& value, const search::Split& split) {
  return value.place.snapshot == split.snapshot().manifest().snapshot_id &&
         value.place.row < split.num_rows();
}

using RowValues = std::unordered_map<std::uint64_t, const store::LabelValue*>;

/// The row of `rows` for a value of another snapshot, if one is free.
std::optional<std::uint64_t> free_row(const store::LabelValue& value,
                                      const std::vector<std::uint64_t>& rows,
                                      const RowValues& taken) {
  const auto is_free = [&](std::uint64_t row) { return !taken.contains(row); };
  if (std::ranges::binary_search(rows, value.place.row) && is_free(value.place.row))
    return value.place.row;
  const auto found = std::ranges::find_if(rows, is_free);
  return found == rows.end() ? std::nullopt : std::optional(*found);
}

/// A column's values by row; those that find none are counted.
Result<RowValues> place_values(const search::Split& split, const store::LabelColumn& column,
                               std::size_t& num_lost, const std::stop_token& stop) {
  RowValues placed;
  std::vector<const store::LabelValue*> moved;
  std::vector<std::string> identities;
  for (const store::LabelValue& value : column.values) {
    if (!is_of(value, split)) continue;
    if (is_current(value, split)) {
      placed.emplace(value.place.row, &value);
    } else {
      moved.push_back(&value);
      identities.push_back(value.identity);
    }
  }
  if (moved.empty()) return placed;
  const auto rows = RowIdentities::find(split, identities, stop);
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < moved.size(); ++i) {
    const std::optional<std::uint64_t> row = free_row(*moved[i], (*rows)[i], placed);
    if (row) placed.emplace(*row, moved[i]);
    num_lost += row ? 0 : 1;
  }
  return placed;
}

std::string free_name(const search::AddedColumns& added, const schema::Features& features,
                      std::string name) {
  const auto is_taken = [&](const schema::FeatureField& field) {
    return ascii_lower(field.name) == ascii_lower(name);
  };
  const auto is_taken_by_added = [&](const search::AddedColumn& column) {
    return is_taken(column.field);
  };
  while (std::ranges::any_of(features, is_taken) ||
         std::ranges::any_of(added.columns, is_taken_by_added))
    name += " (label)";
  return name;
}

search::AddedColumn added_column(std::string name, store::LabelKind kind, const RowValues& values) {
  search::AddedColumn column{
      {std::move(name),
       schema::Feature::value(kind == store::LabelKind::kNumber ? "float64" : "string")},
      {}};
  for (const auto& [row, value] : values) column.cells.push_back({row, value->json});
  std::ranges::sort(column.cells, {}, &search::AddedCell::row);
  return column;
}

/// Names what the columns hold.
std::string version_of(const search::AddedColumns& added) {
  Hasher128 hasher;
  for (const search::AddedColumn& column : added.columns) {
    hasher.update_field(column.field.name);
    hasher.update_field(column.field.type.dtype);
    for (const search::AddedCell& cell : column.cells) {
      hasher.update_field(std::to_string(cell.row));
      hasher.update_field(cell.json);
    }
    hasher.update_field("");
  }
  return hasher.digest().hex();
}

}  // namespace

Result<PlacedLabels> place_labels(const search::Split& split, const store::LabelBook& book,
                                  const std::stop_token& stop) {
  PlacedLabels labels;
  for (const store::LabelColumn& column : book) {
    Result<RowValues> values = place_values(split, column, labels.num_lost.emplace_back(0), stop);
    if (!values) return std::move(values).error();
    std::string name = free_name(labels.columns, split.features(), column.name);
    labels.columns.columns.push_back(added_column(std::move(name), column.kind, *values));
    labels.values.push_back(*std::move(values));
  }
  labels.columns.version = version_of(labels.columns);
  return labels;
}

Status check_label_name(const schema::Features& features, std::string_view name) {
  for (const schema::FeatureField& field : features) {
    if (ascii_lower(field.name) == ascii_lower(name))
      return already_exists("The data have a column \"" + field.name +
                            "\" already: give the label another name.");
  }
  return {};
}

}  // namespace vitrine::engine

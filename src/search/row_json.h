#pragma once
// Row JSON: rows of a split as JSON objects, with any choice of columns.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "search/split.h"

namespace vitrine::search {

/// Positions of all columns, in order.
std::vector<std::size_t> all_columns(const schema::Features& features);
/// Positions of all columns but the vectors.
std::vector<std::size_t> columns_without_vectors(const schema::Features& features);
/// Positions of the columns named in "title, authors"; a name with a comma is written in double
/// quotes. Order and repeats are the caller's. Errors: invalid_argument naming what is not a
/// column.
Result<std::vector<std::size_t>> parse_columns(std::string_view names,
                                               const schema::Features& features);

/// `"title":` for each column: what append_object() puts in front of its cells.
std::vector<std::string> column_keys(const schema::Features& features,
                                     std::span<const std::size_t> columns);
/// Appends {"title":"...",...}. Requires: as many cells as keys.
void append_object(std::string& out, std::span<const std::string> keys,
                   std::span<const std::string_view> cells);

/// As CellVisitor, with the row as {"title":"...",...}.
using RowVisitor = std::function<bool(std::size_t position, std::string_view json)>;
/// As Split::visit_cells().
Status visit_rows(const Split& split, std::span<const std::uint64_t> rows,
                  std::span<const std::size_t> columns, const RowVisitor& visit);

}  // namespace vitrine::search

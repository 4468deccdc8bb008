#pragma once
// Label columns: what people wrote in labels.json (store/labels.h), as columns of a split of today.
//
// A value that was given to this snapshot stands at its row. One that was given to another follows
// its row by the row's identity (row_identity.h): to the same number if that row still has it, else
// to the first row that has it and no other value. What finds no row is kept in the file, stands in
// no column and is counted as lost. A label whose name the data have by now is called "name
// (label)". Pure.

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "search/added_columns.h"
#include "search/split.h"
#include "store/labels.h"

namespace vitrine::engine {

/// One split's labels, in the order of the book.
struct PlacedLabels {
  search::AddedColumns columns;
  /// values[c]: by row, the value that column c has there. They point into the book.
  std::vector<std::unordered_map<std::uint64_t, const store::LabelValue*>> values;
  std::vector<std::size_t> num_lost;  ///< Of each column, values of this split without a row.
};

/// `split` is without added columns; `book` outlives what is returned. Errors: as
/// RowIdentities::find(). Cost: the values, and where some are of another snapshot that of find().
Result<PlacedLabels> place_labels(const search::Split& split, const store::LabelBook& book,
                                  const std::stop_token& stop);

/// Whether a new label may have the name. Errors: already_exists where the data have it.
Status check_label_name(const schema::Features& features, std::string_view name);

}  // namespace vitrine::engine

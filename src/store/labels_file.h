#pragma once
// labels.json, in and out: docs/formats/library.md has its form. Pure functions.

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/labels.h"

namespace vitrine::store {

/// Errors: invalid_argument in one sentence, for a column that breaks the bounds of labels.h.
Status check_label_column(const LabelColumn& column);
/// Whether a JSON value may stand in the column. Errors: invalid_argument.
Status check_label_json(const LabelColumn& column, std::string_view json);

/// Errors: corrupt, for what format_labels() does not write; unsupported for a later version.
Result<LabelBook> parse_labels(std::string_view sealed);
std::string format_labels(const LabelBook& book);

}  // namespace vitrine::store

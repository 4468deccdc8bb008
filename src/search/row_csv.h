#pragma once
// Row CSV: JSON cells, as visit_cells() gives them, as comma-separated values.
//
// Source: RFC 4180, with "\n" for line ends. An empty text is "" and null is nothing, so that the
// two can be told apart.

#include <span>
#include <string>
#include <string_view>

#include "schema/features.h"

namespace vitrine::search {

/// One cell: a text without its JSON quotes, null as nothing, all else as JSON.
void append_csv_field(std::string& out, std::string_view json);

/// The columns' names, with commas between and no line end.
void append_csv_names(std::string& out, const schema::Features& features,
                      std::span<const std::size_t> columns);

}  // namespace vitrine::search

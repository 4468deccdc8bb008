#pragma once
// Row texts: the texts of a row's cells, as the index of words takes them.

#include <functional>
#include <string_view>

#include "schema/features.h"

namespace vitrine::cluster {

/// Every text in a cell, members of lists and structs one by one, in order: what was given to the
/// text index of the same row. `cell` is a JSON value as Split::visit_cells() gives it, of a column
/// of this type.
void for_each_text(std::string_view cell, const schema::Feature& type,
                   const std::function<void(std::string_view text)>& consume);

}  // namespace vitrine::cluster

#pragma once
// Leaves: the columns that Parquet has of a type, which are those of values: the members of
// structs, the items of lists.

#include <cstddef>

#include "schema/features.h"

namespace vitrine::schema {

std::size_t num_leaves(const Feature& type);
std::size_t num_leaves(const Features& columns);

}  // namespace vitrine::schema

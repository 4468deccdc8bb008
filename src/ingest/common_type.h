#pragma once
// The type that columns of several files have together. Private to ingest.

#include <string>

#include "schema/features.h"

namespace vitrine::ingest {

/// Whether values of both types are values of one: numbers of any width, null beside anything,
/// timestamps and durations of any unit, decimals that 38 digits hold, the same else, inside lists
/// and structs too. Members of structs are matched by name where half of the smaller one's are in
/// both, and are null where a file lacks them. Integers beside floats go together if a double holds
/// them, which is the caller's to check.
bool go_together(const schema::Feature& a, const schema::Feature& b);

/// What keeps two types apart that do not go together, down to the member of a struct: "is int64 in
/// one and string in the other", "has the member \"a.b\", which is ...".
std::string conflict_of(const schema::Feature& a, const schema::Feature& b);

/// The type that holds the values of two that go together.
schema::Feature wider(const schema::Feature& a, const schema::Feature& b);

}  // namespace vitrine::ingest

#pragma once
// Durations as another type counts them: seconds as microseconds. Private to ingest.
//
// A duration is stored as an integer, so that a cast would keep the number and change its meaning.

#include <string>

#include "schema/features.h"

namespace vitrine::ingest {

bool is_duration(const schema::Feature& type);

/// Whether a duration of `from`, at any depth, is counted otherwise in `to`. Members of structs are
/// matched by name.
bool changes_unit(const schema::Feature& to, const schema::Feature& from);

/// `from` with its durations counted as those of `to`.
schema::Feature with_units_of(const schema::Feature& to, schema::Feature from);

/// SQL: the duration `value` of `from` as `to` counts it; null beyond 64 bits. Of a coarser unit
/// the rest is cut.
std::string as_unit(const std::string& value, const schema::Feature& to,
                    const schema::Feature& from);

/// SQL that holds where as_unit() gives all of the value that is not null.
std::string is_whole_in_unit(const std::string& value, const schema::Feature& to,
                             const schema::Feature& from);

/// The SQL of a sentence about a file's column with a duration that the unit of another's, in
/// `to`, does not count.
std::string beyond_unit(const std::string& file, const std::string& column,
                        const schema::Feature& to, const schema::Feature& from);

/// SQL: `value` of type `from` with its durations as `to` counts them, lists and structs too.
/// Where one cannot be told so, the import stops with the SQL text `sentence`. An empty `sentence`:
/// null is put there.
std::string in_units_of(const std::string& value, const schema::Feature& to,
                        const schema::Feature& from, const std::string& sentence);

}  // namespace vitrine::ingest

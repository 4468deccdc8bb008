#pragma once
// Which list columns are vectors. Private to ingest.

#include <string>
#include <vector>

#include "ingest/source_columns.h"

namespace vitrine::ingest {

/// What is made of lengths that a file's schema states.
enum class PromisedLengths {
  kTrusted,
  kChecked /* dropped where the rows do not keep them, or members are null */
};

/// Lists of floats of one length in every row of every split become vectors, short ones where their
/// name or the user says so. `from` has a FROM clause per split, `expressions` the columns there.
/// Cost: one pass over these columns.
Status settle_vector_lengths(const SourceScan& scan, const std::vector<std::string>& from,
                             const std::vector<std::string>& expressions, PromisedLengths promised,
                             schema::Features& features);

}  // namespace vitrine::ingest

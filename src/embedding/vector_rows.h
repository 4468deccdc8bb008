#pragma once
// The rows of a new column of vectors, as a table of DuckDB's.

#include <memory>
#include <string>
#include <vector>

#include "duck/row_source.h"
#include "embedding/vector_log.h"

namespace vitrine::embedding {

/// What stands for a row without text, which gets no vector.
inline constexpr Hash128 kNoText = {};

/// One column called `name`: for each of `texts` its vector in the log, a null for kNoText. Both
/// outlive the source.
std::shared_ptr<const duck::RowSource> vector_rows(std::string name,
                                                   const std::vector<Hash128>& texts,
                                                   const VectorLog& log);

}  // namespace vitrine::embedding

#pragma once
// Learns the projection of a column of given vectors, judges it, and writes its file.

#include "meaning/learning_texts.h"
#include "vector/vector_query.h"

namespace vitrine::meaning {

/// Writes no file where fewer than kMinProjectionRows rows have a text and a vector; where the
/// judge finds that the vectors have nothing to do with the text, a file with the quality alone.
/// `row_texts` are what `texts` was read from, `vectors` those of the same split, known to be
/// whole. Errors: those of `row_texts`; io; cancelled. Cost and memory: those of fit_projection(),
/// twice where there are few rows. Progress: stage "projection".
Status write_projection(const fs::path& path, const LearningTexts& texts,
                        const vector::AnyVectorMatrix& vectors, const RowTexts& row_texts,
                        const TextVectorsOptions& options);

}  // namespace vitrine::meaning

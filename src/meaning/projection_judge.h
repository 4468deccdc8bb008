#pragma once
// The judge of a projection: fits one without some rows and looks for those.

#include <stop_token>

#include "meaning/projection_fit.h"
#include "meaning/projection_quality.h"

namespace vitrine::meaning {

/// `vectors` are those of texts.rows; `usable` the places of texts with a vector, ascending, at
/// least kMinProjectionRows. A fifth of them is held out, at most 300; the fit that is judged sees
/// at most 20,000 of the others. Errors: those of `row_texts`; cancelled. Cost: a fit of so many
/// rows, and 300 products with each of 10,000 vectors.
Result<ProjectionQuality> judge_projection(const LearningTexts& texts, const UnitVectors& vectors,
                                           std::span<const std::uint32_t> usable,
                                           const RowTexts& row_texts,
                                           const TextVectorsOptions& options);

/// What a row is looked for by: the first line of its text where there are more, else the first
/// half of its words.
std::string_view part_of_text(std::string_view text);

}  // namespace vitrine::meaning

#pragma once
// Which models made a dataset's columns of vectors, as its card says:
//
//     embedding_models:
//       embedding: BAAI/bge-small-en-v1.5

#include <vector>

#include "base/result.h"
#include "schema/named_model.h"
#include "source/card.h"

namespace vitrine::source {

/// Empty where the card names none. Errors: invalid_argument with the line for an entry that is no
/// map of columns to models; too_large above 1,000.
Result<std::vector<schema::NamedModel>> card_models(const Card& card);

}  // namespace vitrine::source

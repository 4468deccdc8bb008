#pragma once
// Which models made a dataset's columns of vectors, as its card says:
//
//     embedding_models:
//       embedding: BAAI/bge-small-en-v1.5

#include <string>
#include <vector>

#include "base/result.h"
#include "source/card.h"

namespace vitrine {

struct CardModel {
  std::string column;
  std::string model;  ///< As written: what the Hub calls it, as a rule.
};

/// Empty where the card names none. Errors: invalid_argument with the line for an entry that is no
/// map of columns to models; too_large above 1,000.
Result<std::vector<CardModel>> card_models(const Card& card);

}  // namespace vitrine

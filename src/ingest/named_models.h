#pragma once
// Which models made the columns of vectors, as the dataset's card says.

#include <string>
#include <vector>

#include "base/result.h"
#include "source/card.h"
#include "store/manifest.h"

namespace vitrine {

/// Fills in the models of the columns of vectors that `card` names, in each config that has them;
/// without a version, since nobody has seen them make the vectors. What is not followed is told in
/// `notices`: a column that is none, or no vectors; a folder or an address, which a card may not
/// have read or asked.
/// Errors: those of card_models().
Status name_models(const Card& card, std::vector<ConfigManifest>& configs,
                   std::vector<std::string>& notices);

}  // namespace vitrine

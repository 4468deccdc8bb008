#pragma once
// Which models made the columns of vectors, as the dataset's files or its card say.

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/named_model.h"
#include "source/card.h"
#include "store/manifest.h"

namespace vitrine::ingest {

/// Fills in the models that the metadata of the config's files name, each file's in turn; without a
/// version, since nobody has seen them make the vectors. What is not followed is told in
/// `notices`: a column without vectors; a folder or an address, which a stranger may not have read
/// or asked; files that name different models.
void name_models(std::span<const schema::NamedModel> of_files, store::ConfigManifest& config,
                 std::vector<std::string>& notices);

/// The same of the models that `card` names, in each config that has the columns; what it says
/// stands in place of what the files say. Errors: those of card_models().
Status name_models(const source::Card& card, std::vector<store::ConfigManifest>& configs,
                   std::vector<std::string>& notices);

}  // namespace vitrine::ingest

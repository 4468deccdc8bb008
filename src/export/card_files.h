#pragma once
// What leaves the library with a card: the pictures that it shows.

#include "base/file.h"
#include "base/result.h"
#include "store/library.h"

namespace vitrine {

/// Copies them below `folder`, where the card in that folder would name them. Errors: io.
Status copy_card_pictures(const Snapshot& snapshot, const fs::path& folder);

}  // namespace vitrine

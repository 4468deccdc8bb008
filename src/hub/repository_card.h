#pragma once
// The card that a dataset of ours has as a repository: what its own card says, with `configs:` that
// name our Parquet files and `dataset_info` that tells the types of the split, so that
// `load_dataset` finds and reads them as `/info` has them.

#include <string>

#include "store/manifest.h"

namespace vitrine::hub {

/// A README.md for a folder that holds {config}/{split}/*.parquet. Everything of the card's header
/// is kept as written but `configs` and `dataset_info`, which speak of files that are not there and
/// are written anew (without types where cells name files that only this server shows); a header
/// that cannot be kept so is written anew from what was understood of it. Without a card: a header
/// and a title.
std::string repository_card(const store::Manifest& manifest);

}  // namespace vitrine::hub

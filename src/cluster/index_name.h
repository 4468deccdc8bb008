#pragma once
// Index names: how the indexes of a library are called in an engine that others use too.
//
//   vitrine-{library}-{dataset}-{rows}-{version}
//
// `dataset` and `rows` are hashes: the one of the dataset's name, the other of the snapshot, config
// and split whose rows stand in the index. `version` names how they stand there and which encoder
// made the vectors of their texts. Pure functions.

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/dataset_name.h"

namespace vitrine::cluster {

/// What all indexes of a library begin with.
std::string index_prefix(std::string_view library);
/// The same of one dataset's.
std::string index_prefix(std::string_view library, const store::DatasetName& dataset);

/// `attempt`: another index for the same rows, where they are loaded anew; else empty.
Result<std::string> index_name(std::string_view library, const store::DatasetName& dataset,
                               std::string_view snapshot_id, std::string_view config,
                               std::string_view split, std::string_view attempt);

/// Whether this build reads an index of that name. Errors: unsupported.
Status check_index_name(std::string_view name);

}  // namespace vitrine::cluster

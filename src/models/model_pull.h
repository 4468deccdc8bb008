#pragma once
// Fetches a model from the Hub into the cache of its clients. The small files come first: what
// cannot be run is refused before its weights are fetched. A download that was cut goes on where it
// stopped (source/hub_download.h).

#include <stop_token>
#include <string_view>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "source/hub_settings.h"

namespace vitrine::models {

/// The folder of the model owner/name[@revision], opened once to see that it can be run. Errors:
/// invalid_argument for what is no name; those of HubClient and download_files; those of
/// TransformerModel::open.
Result<fs::path> pull_model(std::string_view name, const source::HubSettings& settings,
                            ProgressSink* progress, const std::stop_token& stop);

}  // namespace vitrine::models

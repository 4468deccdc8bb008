#pragma once
// Datasets of the Hub by their name, downloaded as far as they are needed.
//
// The files that the card's configs name, or those that follow the Hub's conventions for names, are
// fetched if they are of a format we read. A dataset of other formats (images in folders, tar, a
// script) is had as the Parquet that the Hub has made of it, if it has.

#include "base/result.h"
#include "source/hub_settings.h"
#include "source/source.h"

namespace vitrine::source {

/// `argument` is hf://owner/name[@revision][/path]. Owner and name are those of the dataset.
/// Errors: as parse_hub_address, HubClient, download_files and resolve_source.
Result<Source> resolve_hub(std::string_view argument, const HubSettings& settings,
                           const ResolveOptions& options);

}  // namespace vitrine::source

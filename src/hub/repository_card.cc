#include "hub/repository_card.h"

#include "schema/hub_metadata.h"
#include "source/card_writer.h"

namespace vitrine::hub {

std::string repository_card(const Manifest& manifest) {
  std::vector<CardSubset> subsets;
  for (const ConfigManifest& config : manifest.configs) {
    CardSubset subset;
    subset.config = config.name;
    if (!manifest.has_media_files()) subset.features = in_cards(config.features);
    for (const SplitManifest& split : config.splits) {
      subset.files.push_back({split.name, config.name + "/" + split.name + "/*.parquet",
                              split.num_rows, split.num_bytes_memory});
      subset.num_bytes_files += split.num_bytes_parquet();
    }
    subsets.push_back(std::move(subset));
  }
  return write_card(manifest.card, manifest.dataset.name, subsets);
}

}  // namespace vitrine::hub

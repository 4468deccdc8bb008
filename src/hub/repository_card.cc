#include "hub/repository_card.h"

#include "schema/hub_metadata.h"
#include "source/card_writer.h"

namespace vitrine::hub {

std::string repository_card(const store::Manifest& manifest) {
  std::vector<source::CardSubset> subsets;
  for (const store::ConfigManifest& config : manifest.configs) {
    source::CardSubset subset;
    subset.config = config.name;
    if (!manifest.has_media_files()) subset.features = schema::in_cards(config.features);
    for (const store::SplitManifest& split : config.splits) {
      subset.files.push_back({split.name, config.name + "/" + split.name + "/*.parquet",
                              split.num_rows, split.num_bytes_memory});
      subset.num_bytes_files += split.num_bytes_parquet();
    }
    subsets.push_back(std::move(subset));
  }
  return source::write_card(manifest.card, manifest.dataset.name, subsets);
}

}  // namespace vitrine::hub

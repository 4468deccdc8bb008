#include "cluster/index_name.h"

#include "base/hash.h"
#include "cluster/index_layout.h"
#include "meaning/text_space.h"

namespace vitrine::cluster {
namespace {

std::string dataset_hash(const store::DatasetName& dataset) {
  Hasher128 hasher;
  hasher.update_field(dataset.id());
  return hasher.digest().hex().substr(0, 12);
}

/// How rows stand in an index, and what made the vectors of their texts.
Result<std::string> version_of() {
  const Result<const meaning::TextSpace*> space = meaning::TextSpace::get();
  if (!space) return space.error();
  Hasher128 hasher;
  hasher.update_field(std::to_string((*space)->checksum()));
  return "v" + std::to_string(kEngineIndexVersion) + hasher.digest().hex().substr(0, 6);
}

}  // namespace

std::string index_prefix(std::string_view library) {
  return "vitrine-" + std::string(library) + "-";
}

std::string index_prefix(std::string_view library, const store::DatasetName& dataset) {
  return index_prefix(library) + dataset_hash(dataset) + "-";
}

Result<std::string> index_name(std::string_view library, const store::DatasetName& dataset,
                               std::string_view snapshot_id, std::string_view config,
                               std::string_view split, std::string_view attempt) {
  const Result<std::string> version = version_of();
  if (!version) return version.error();
  Hasher128 hasher;
  for (const std::string_view part : {snapshot_id, config, split, attempt})
    hasher.update_field(part);
  return index_prefix(library, dataset) + hasher.digest().hex().substr(0, 20) + "-" + *version;
}

Status check_index_name(std::string_view name) {
  const Result<std::string> version = version_of();
  if (!version) return version.error();
  if (name.ends_with("-" + *version)) return {};
  return unsupported("its rows stand in the engine as another version of Vitrine put them");
}

}  // namespace vitrine::cluster

#pragma once
// Repositories as JSON, in the words of the Hub's read API.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "hub/repository.h"

namespace vitrine::hub {

/// "2026-11-23T10:00:00.000Z"
std::string api_time(std::int64_t seconds);

/// What the configs hold, in the Hub's words, which has none for vectors.
std::set<std::string_view> hub_modalities(const store::Manifest& manifest);

/// As the Hub tags a dataset: "language:en", "modality:text", "library:pandas", ...
std::vector<std::string> tags_of(const Repository& repository);

/// One file of a listing; `expanded`, if not null, adds its last commit.
void write_file_entry(JsonWriter& json, const RepositoryFile& file, const FileIdentity& identity,
                      const Repository* expanded);

/// One folder of a listing.
void write_folder_entry(JsonWriter& json, const Repository& repository, std::string_view path);

struct InfoOptions {
  bool files = true;                     ///< "siblings"
  ContentDigests* identities = nullptr;  ///< Not null: with size and names of each.
  std::uint64_t downloads_last_month = 0;
};

/// What a dataset is. Errors: io, from identities.
Status write_info(JsonWriter& json, const Repository& repository, const InfoOptions& options);

}  // namespace vitrine::hub

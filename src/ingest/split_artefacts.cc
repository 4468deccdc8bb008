#include "ingest/split_artefacts.h"

#include "base/file_error.h"
#include "duck/types.h"
#include "ingest/split_indexer.h"
#include "ingest/text_vector_indexer.h"
#include "ingest/vector_indexer.h"
#include "profile/statistics.h"
#include "source/media_address.h"
#include "store/artefacts.h"
#include "store/snapshot.h"

namespace vitrine {
namespace {

Status write_statistics(Connection& connection, const SplitManifest& split,
                        const Features& features, const std::vector<std::string>& parts,
                        const fs::path& snapshot, const fs::path& parquet, const fs::path& index,
                        const ArtefactOptions& options) {
  std::vector<fs::path> files;
  for (const ParquetFile& file : split.parquet_files) files.push_back(parquet / file.filename);
  ProfileInput input{read_parquet_sql(files), features, "", {}, {}};
  input.file_of = [&](std::string_view address) {
    const std::string path = media_path_of(address);
    return path.empty() ? fs::path() : snapshot / path;
  };
  if (parts.size() > files.size()) input.parts = parts;  // large rows
  ProfileOptions profile;
  profile.stop = options.stop;
  profile.progress = options.progress;
  profile.spill_directory = parquet;
  const Result<SplitStatistics> statistics = profile_split(connection, input, profile);
  if (!statistics) return statistics.error();
  return write_file_atomic(index / artefact_filename(Artefact::kStatistics),
                           format_statistics(*statistics));
}

}  // namespace

Status make_artefacts(Connection& connection, const fs::path& snapshot, const std::string& config,
                      const SplitManifest& split, const Features& features,
                      const ArtefactOptions& options) {
  const fs::path parquet = snapshot / parquet_path(config, split.name);
  const fs::path index = snapshot / index_path(config, split.name);
  std::error_code ec;
  fs::create_directories(index, ec);
  if (ec) return file_error("create", index, ec.value());
  const Result<std::vector<std::string>> parts =
      index_split(connection, parquet, split, features, index, options.progress, options.stop);
  if (!parts) return parts.error();
  for (const auto step : {&index_vectors, &index_text_vectors, &index_projections}) {
    Status status = step(index, features, options.threads, options.progress, options.stop);
    if (!status) return status;
  }
  return write_statistics(connection, split, features, *parts, snapshot, parquet, index, options);
}

}  // namespace vitrine

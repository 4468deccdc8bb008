#include "ingest/source_columns.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/ascii.h"
#include "duck/types.h"

namespace vitrine {
namespace {}  // namespace

const Feature* SourceScan::declared(std::string_view name) const {
  if (!config.features) return nullptr;
  const std::optional<std::size_t> column = find_column(*config.features, name);
  return column ? &(*config.features)[*column].type : nullptr;
}

Feature without_lengths(Feature feature) {
  feature.length.reset();
  for (FeatureField& child : feature.children) child.type = without_lengths(std::move(child.type));
  return feature;
}

std::string storable_type(const Feature& feature) {
  return *sql_type(feature);
}

std::string sql_file_list(const std::vector<SourceFile>& files) {
  std::vector<fs::path> paths;
  for (const SourceFile& file : files) paths.push_back(file.path);
  return path_list_sql(paths);
}

std::string_view sql_compression(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return "uncompressed";
    case Compression::kGzip:
      return "gzip";
    case Compression::kZstd:
      return "zstd";
  }
  return "uncompressed";
}

std::vector<std::string> storable_names(const std::vector<std::string>& names,
                                        std::vector<std::string>& notices) {
  std::vector<std::string> out;
  std::set<std::string> taken;
  for (const std::string& name : names) taken.insert(ascii_lower(name));
  // DuckDB's own name for a row's position in its file, which every reader of ours asks for.
  std::set<std::string> used = {"file_row_number"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool blank = names[i].empty();
    std::string candidate = blank ? "column_" + std::to_string(i) : names[i];
    bool renamed = blank && taken.contains(candidate);
    for (int n = 1; renamed || used.contains(ascii_lower(candidate)); ++n) {
      candidate = (blank ? "column_" + std::to_string(i) : names[i]) + "_" + std::to_string(n);
      renamed = taken.contains(ascii_lower(candidate));
    }
    used.insert(ascii_lower(candidate));
    if (candidate != names[i]) {
      notices.push_back("column " + std::to_string(i + 1) + " (\"" + names[i] + "\") is called \"" +
                        candidate + "\"");
    }
    out.push_back(std::move(candidate));
  }
  return out;
}

}  // namespace vitrine

#pragma once
// Preview: what an import would make of a source, without making it.

#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "ingest/import.h"
#include "schema/features.h"
#include "source/source.h"

namespace vitrine::ingest {

struct ColumnPreview {
  std::string name;
  schema::Feature type;
  std::uint64_t nulls = 0;            ///< Over all splits.
  std::vector<std::string> examples;  ///< Of the first rows of the first split, as text.
};

struct ConfigPreview {
  std::string name;
  std::vector<std::pair<std::string, std::uint64_t>> splits;  ///< Name and rows.
  std::vector<std::string> files_read;  ///< How each file is read, a sentence each.
  std::vector<ColumnPreview> columns;
  std::vector<std::string> notices;
};

/// Errors: those of reading the source. Cost: its files are read twice, nothing is written.
Result<std::vector<ConfigPreview>> preview_source(const source::Source& source,
                                                  const ImportOptions& options,
                                                  ProgressSink* progress, std::stop_token stop);

/// The same as JSON, for programs: an array of configs.
std::string preview_json(const std::vector<ConfigPreview>& configs);

}  // namespace vitrine::ingest

#pragma once
// What the library says of its datasets, as JSON, as docs/api.md has it: what our API sends,
// `--json` prints and a site of files holds.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/vectors_json.h"
#include "base/result.h"
#include "engine/reports.h"

namespace vitrine::api {

/// A dataset that is damaged is listed with `error` and zeros. `version`: of this program.
std::string datasets_json(std::span<const engine::DatasetEntry> entries, std::string_view version);
std::string dataset_json(const engine::DatasetReport& report);
/// [{"config": "default", "splits": [{"split", "num_rows", ...}]}]
std::string configs_json(const store::Manifest& manifest);
std::string columns_json(const engine::ColumnReport& report);
/// An object; null where there is none.
std::string projection_json(const std::optional<meaning::ProjectionQuality>& quality);
struct RowJsonOptions {
  VectorDetail vectors = VectorDetail::kNorm;
  bool media_by_address = false;  ///< See media_addresses.h.
  std::string identity = {};      ///< What names the row; empty: not said.
};
/// One row, its vectors apart. Requires: row < num_rows(). Errors: corrupt, io.
Result<std::string> row_json(const search::Split& split, std::uint64_t row,
                             const RowJsonOptions& options);

}  // namespace vitrine::api

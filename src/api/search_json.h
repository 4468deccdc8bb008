#pragma once
// A search's answer as JSON, as docs/api.md has it: what our API sends, `--json` prints and a site
// of files holds.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "api/row_list.h"
#include "base/result.h"
#include "engine/search_answer.h"

namespace vitrine::api {

struct SearchJsonOptions {
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  bool highlights = true;
  bool vectors = false;                 ///< Show a sketch of each row's.
  bool media_by_address = false;        ///< See media_addresses.h.
  std::size_t max_bytes = 100'000'000;  ///< Of the rows.
};

/// The answer, its hits as rows of a list. Errors: corrupt, io; the list's are the same.
/// Cost: the decompression of the blocks touched, and a copy of the cells.
Result<RowList> search_list(std::shared_ptr<const engine::SearchAnswer> answer,
                            const SearchJsonOptions& options);
/// The whole text. Errors: also too_large above `max_bytes`.
Result<std::string> search_json(const engine::SearchAnswer& answer,
                                const SearchJsonOptions& options);

/// {"venue": {"missing": 0, "distinct": 3, "values": [...], "histogram": null}}
std::string facets_json(const engine::SearchAnswer& answer);
/// [{"word": "rewrd", "term": "reward"}]
std::string corrections_json(const search::Hits& hits);

}  // namespace vitrine::api

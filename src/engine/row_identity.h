#pragma once
// Row identity: names a row by what it holds rather than by where it stands, so that links and
// labels find it again after an import in another order.
//
//   key:paper_id="2403.01234"     where a column names the rows: of role id, link or arXiv number,
//                                 no value missing or there twice
//   row:9f86d081884c7d65          else XXH3-64 of all its cells but the vectors, with their names
//                                 in order of the names
//
// A row found by a key may differ in all else; one found by its content is the same row. Rows with
// equal content have one identity. Thread safe.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "search/split.h"

namespace vitrine::engine {

class RowIdentities {
 public:
  /// One per row, in the order given. Errors: those of the statistics and cells. Cost: a look at
  /// the split's statistics the first time; then that of visit_cells().
  Result<std::vector<std::string>> of(const search::Split& split,
                                      std::span<const std::uint64_t> rows);

  /// The rows that have each identity, ascending. A text that is no identity has none. Errors:
  /// cancelled; those of the cells. Cost: one pass over the key's cells, or over all where an
  /// identity is of content.
  static Result<std::vector<std::vector<std::uint64_t>>> find(
      const search::Split& split, std::span<const std::string> identities,
      const std::stop_token& stop);

 private:
  Result<std::optional<std::size_t>> key_column(const search::Split& split);

  std::mutex mutex_;
  std::map<std::string, std::optional<std::size_t>> known_;  // by Split::key()
};

}  // namespace vitrine::engine

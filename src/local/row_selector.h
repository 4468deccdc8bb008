#pragma once
// RowSelector: answers "which rows" and "in which order", and remembers the answers: from the
// column values where they tell (predicate_values.h), else by asking DuckDB about the split's
// Parquet.
//
// Each predicate and order is evaluated once over all rows of a split; the cache is bounded and
// forgets what was used least recently. Of answers that are larger than all of it (an order of 17
// million rows) the last is kept: it took the same memory when it was made, and without it every
// page of the order would sort all rows. DuckDB is opened at the first question, so that a server
// that only pages never pays for it. Thread safe.

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "ask/predicate.h"
#include "base/result.h"
#include "duck/database.h"
#include "search/row_set.h"
#include "search/split.h"
#include "store/column_values.h"

namespace vitrine::local {

class RowSelector {
 public:
  struct Options {
    int threads = 0;  ///< 0: one per core.
    std::uint64_t memory_bytes = std::uint64_t{512} << 20U;
    std::uint64_t cache_bytes = std::uint64_t{64} << 20U;
    fs::path temp_directory;
  };

  /// What a predicate reads: the split's files, or only columns added to it, which are in memory.
  enum class Reads { kFiles, kAddedColumns };

  explicit RowSelector(Options options) : options_(std::move(options)) {}

  /// Rows for which the predicate is true. `values` are the split's, or null where it has none.
  /// Errors: invalid_argument if DuckDB refuses it (a text
  /// that is not of the column's type, a bad pattern) or a map it needs has not been made;
  /// too_large; cancelled.
  Result<std::shared_ptr<const search::RowSet>> matching(const search::Split& split,
                                                         const store::ColumnValues* values,
                                                         const ask::Predicate& predicate,
                                                         std::stop_token stop,
                                                         Reads reads = Reads::kFiles);
  /// All rows of the split in that order. Errors: as above.
  Result<std::shared_ptr<const std::vector<std::uint32_t>>> sorted(const search::Split& split,
                                                                   const ask::Order& order,
                                                                   std::stop_token stop);

  /// A connection of this engine's database, for one caller's own use.
  Result<duck::Connection> connect();
  const fs::path& temp_directory() const { return options_.temp_directory; }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const void> value;
    std::uint64_t bytes;
  };
  std::shared_ptr<const void> cached(const std::string& key);
  void remember(std::string key, std::shared_ptr<const void> value, std::uint64_t bytes);

  Options options_;
  std::mutex mutex_;
  std::optional<duck::Database> database_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::uint64_t cached_bytes_ = 0;
  std::optional<Entry> large_;  // the last that has no room among them
};

}  // namespace vitrine::local

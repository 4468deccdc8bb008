#pragma once
// Kept rows: where the entries of a reading list (store/reading_list.h) stand in the data of today.
//
// An entry of this snapshot stands at its number. One of another follows its row by what names the
// row (row_identity.h): to the same number if that row still has it, else to the first that has it.
// Entries of before version 3 that were not given an identity (Engine::identify_kept_rows) are lost
// with their snapshot. Thread safe. Cost:
// where entries are of another snapshot, one RowIdentities::find() the first time, which is
// remembered.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/catalogue.h"
#include "store/reading_list.h"

namespace vitrine::engine {

struct KeptRow {
  store::ReadingEntry entry;
  /// The row's number now; none where the data has it no longer, or its split.
  std::optional<std::uint64_t> now;
};

class KeptRows {
 public:
  /// In the order given. Errors: those of RowIdentities::find().
  Result<std::vector<KeptRow>> place(const OpenDataset& dataset,
                                     std::vector<store::ReadingEntry> entries,
                                     const std::stop_token& stop);

 private:
  using Rows = std::vector<std::uint64_t>;

  /// Adds what is not known of `identities` yet.
  Status look_up(const search::Split& split, const std::vector<std::string>& identities,
                 const std::stop_token& stop);
  std::optional<std::uint64_t> find(const search::Split& split,
                                    const store::ReadingEntry& entry) const;

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, Rows> known_;  // by Split::key() and identity
};

}  // namespace vitrine::engine

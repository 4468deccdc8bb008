#include "engine/kept_rows.h"

#include <algorithm>

#include "engine/row_identity.h"

namespace vitrine::engine {
namespace {

constexpr std::size_t kMostKnown = 4 * store::ReadingLists::kMostEntries;

bool is_current(const OpenDataset& dataset, const store::ReadingEntry& entry) {
  return entry.key.snapshot == dataset.manifest().snapshot_id;
}

std::shared_ptr<const search::Split> split_of(const OpenDataset& dataset,
                                              const store::ReadingEntry& entry) {
  const Result<std::shared_ptr<const search::Split>> split =
      dataset.split(entry.key.config, entry.key.split);
  return split ? *split : nullptr;
}

}  // namespace

Status KeptRows::look_up(const search::Split& split, const std::vector<std::string>& identities,
                         const std::stop_token& stop) {
  std::vector<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    std::ranges::copy_if(identities, std::back_inserter(unknown), [&](const std::string& one) {
      return !known_.contains({split.key(), one});
    });
  }
  if (unknown.empty()) return {};
  Result<std::vector<Rows>> rows = RowIdentities::find(split, unknown, stop);
  if (!rows) return std::move(rows).error();
  const std::lock_guard lock(mutex_);
  if (known_.size() + unknown.size() > kMostKnown) known_.clear();
  for (std::size_t i = 0; i < unknown.size(); ++i)
    known_.insert_or_assign({split.key(), unknown[i]}, std::move((*rows)[i]));
  return {};
}

std::optional<std::uint64_t> KeptRows::find(const search::Split& split,
                                            const store::ReadingEntry& entry) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find({split.key(), entry.identity});
  if (known == known_.end() || known->second.empty()) return std::nullopt;
  const bool stayed = std::ranges::binary_search(known->second, entry.key.row);
  return stayed ? entry.key.row : known->second.front();
}

Result<std::vector<KeptRow>> KeptRows::place(const OpenDataset& dataset,
                                             std::vector<store::ReadingEntry> entries,
                                             const std::stop_token& stop) {
  std::map<std::shared_ptr<const search::Split>, std::vector<std::string>> moved;
  for (const store::ReadingEntry& entry : entries) {
    if (is_current(dataset, entry) || entry.identity.empty()) continue;
    if (const auto split = split_of(dataset, entry)) moved[split].push_back(entry.identity);
  }
  for (const auto& [split, identities] : moved) {
    if (Status status = look_up(*split, identities, stop); !status)
      return std::move(status).error();
  }
  std::vector<KeptRow> placed;
  placed.reserve(entries.size());
  for (store::ReadingEntry& entry : entries) {
    const auto split = split_of(dataset, entry);
    std::optional<std::uint64_t> now;
    if (split && is_current(dataset, entry)) now = entry.key.row;
    if (split && !is_current(dataset, entry)) now = find(*split, entry);
    placed.push_back({std::move(entry), now});
  }
  return placed;
}

}  // namespace vitrine::engine

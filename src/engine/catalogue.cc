#include "engine/catalogue.h"

#include <algorithm>

#include "cluster/cluster_split.h"
#include "local/local_split.h"
#include "local/widened_split.h"

namespace vitrine::engine {

Result<const store::ConfigManifest*> OpenDataset::config(std::string_view name) const {
  if (name.empty()) return &manifest().configs.front();
  const store::ConfigManifest* found = manifest().find_config(name);
  if (found != nullptr) return found;
  return not_found("dataset " + manifest().dataset.id() + " has no config \"" + std::string(name) +
                   "\"");
}

Result<std::shared_ptr<const search::Split>> OpenDataset::split(std::string_view config_name,
                                                                std::string_view split_name) const {
  const Result<const store::ConfigManifest*> found = config(config_name);
  if (!found) return found.error();
  const std::string& name = (*found)->name;
  if (split_name.empty()) split_name = (*found)->splits.front().name;
  const store::SplitManifest* wanted = manifest().find_split(name, split_name);
  const std::lock_guard lock(mutex_);
  if (const auto known = splits_.find(wanted); known != splits_.end())
    return std::shared_ptr<const search::Split>(known->second);
  if (wanted != nullptr && !wanted->engine_index.empty()) {
    Result<std::shared_ptr<const search::Split>> reader =
        cluster::ClusterSplit::open(snapshot_, **found, *wanted, *sql_, engine_);
    if (reader) splits_.emplace(wanted, *reader);
    return reader;
  }
  Result<std::shared_ptr<const local::BitmapSplit>> reader =
      local::LocalSplit::open(snapshot_, name, split_name, *sql_);
  if (!reader) return std::move(reader).error();
  splits_.emplace(wanted, *reader);
  local_splits_.emplace(wanted, *reader);
  return std::shared_ptr<const search::Split>(*std::move(reader));
}

const store::LabelValue* LabelledSplit::value(std::string_view label, std::uint64_t row) const {
  const auto column = std::ranges::find(*book, label, &store::LabelColumn::name);
  if (column == book->end()) return nullptr;
  const auto& values = labels.values[static_cast<std::size_t>(column - book->begin())];
  const auto found = values.find(row);
  return found == values.end() ? nullptr : found->second;
}

Result<std::shared_ptr<const LabelledSplit>> OpenDataset::labelled(
    const search::Split& split, const std::shared_ptr<const store::LabelBook>& book,
    const std::stop_token& stop) const {
  std::shared_ptr<const local::BitmapSplit> rows;
  {
    const std::lock_guard lock(mutex_);
    const auto known = labelled_.find(&split.split());
    if (known != labelled_.end() && known->second->book == book) return known->second;
    rows = local_splits_.at(&split.split());
  }
  Result<PlacedLabels> placed = place_labels(*rows, *book, stop);
  if (!placed) return std::move(placed).error();
  auto made = std::make_shared<LabelledSplit>(LabelledSplit{book, *std::move(placed), nullptr});
  made->split = std::make_shared<const local::WidenedSplit>(
      std::move(rows), std::make_shared<const search::AddedColumns>(made->labels.columns), *sql_);
  const std::lock_guard lock(mutex_);
  labelled_.insert_or_assign(&split.split(), made);
  return std::shared_ptr<const LabelledSplit>(std::move(made));
}

Result<std::shared_ptr<const OpenDataset>> Catalogue::open(
    const store::DatasetName& dataset) const {
  const Result<store::CurrentSnapshot> current = library_.current(dataset);
  if (!current) {
    const std::lock_guard lock(mutex_);
    open_.erase(dataset);
    return current.error();
  }
  {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(dataset);
    if (found != open_.end() && found->second.current == *current) {
      found->second.used_at = ++num_uses_;
      return found->second.dataset;
    }
  }
  // Opened outside the lock, so that a slow disk holds up this dataset alone; two that come at the
  // same moment open it twice, and one of the two is soon forgotten.
  Result<std::shared_ptr<const store::Snapshot>> snapshot = library_.open_snapshot(dataset);
  if (!snapshot) return std::move(snapshot).error();
  auto opened = std::make_shared<const OpenDataset>(*std::move(snapshot), sql_, engine_);
  const std::lock_guard lock(mutex_);
  open_.insert_or_assign(dataset, Opened{*current, opened, ++num_uses_});
  if (open_.size() > most_open_) {
    open_.erase(std::ranges::min_element(open_, {},
                                         [](const auto& entry) { return entry.second.used_at; }));
  }
  return std::shared_ptr<const OpenDataset>(std::move(opened));
}

}  // namespace vitrine::engine

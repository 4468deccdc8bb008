#include "store/trash.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/durable.h"
#include "store/dataset_folder.h"

namespace vitrine::store {
namespace {

std::string entry_name(const DatasetName& dataset, std::int64_t removed_at) {
  return dataset.owner + "@" + dataset.name + "@" + std::to_string(removed_at);
}

std::optional<RemovedDataset> parse_entry(const fs::path& folder, const std::string& entry) {
  const std::size_t first = entry.find('@');
  const std::size_t last = entry.rfind('@');
  if (first == std::string::npos || first == last) return std::nullopt;
  Result<DatasetName> name =
      DatasetName::parse(entry.substr(0, first) + "/" + entry.substr(first + 1, last - first - 1));
  std::int64_t seconds = 0;
  const char* end = entry.data() + entry.size();
  const auto parsed = std::from_chars(entry.data() + last + 1, end, seconds);
  if (!name || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return RemovedDataset{*std::move(name), seconds, folder / entry};
}

}  // namespace

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

Result<std::vector<RemovedDataset>> Trash::list() const {
  std::vector<RemovedDataset> removed;
  const Result<std::vector<std::string>> names = storage_->list(folder_);
  if (!names && names.error().code() == ErrorCode::kNotFound) return removed;
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (std::optional<RemovedDataset> entry = parse_entry(folder_, name))
      removed.push_back(*std::move(entry));
  }
  std::ranges::stable_sort(removed, std::ranges::greater(), &RemovedDataset::removed_at);
  return removed;
}

Result<RemovedDataset> Trash::latest(const DatasetName& dataset) const {
  Result<std::vector<RemovedDataset>> removed = list();
  if (!removed) return std::move(removed).error();
  const auto found = std::ranges::find(*removed, dataset, &RemovedDataset::dataset);
  if (found == removed->end()) return not_found("no removed dataset " + dataset.id() + " is kept");
  return *std::move(found);
}

Status Trash::take(const DatasetName& dataset, const fs::path& folder, std::int64_t now) const {
  if (Status status = make_folders_durably(*storage_, folder_); !status) return status;
  const Result<RemovedDataset> before = latest(dataset);
  if (!before && before.error().code() != ErrorCode::kNotFound) return before.error();
  if (before) now = std::max(now, before->removed_at + 1);
  while (true) {
    Status status = rename_durably(*storage_, folder, folder_ / entry_name(dataset, now));
    if (status || status.error().code() != ErrorCode::kExists) return status;
    ++now;  // removed twice within a second
  }
}

Status Trash::put_back(const RemovedDataset& removed, const fs::path& folder) const {
  if (Status status = make_folders_durably(*storage_, folder.parent_path()); !status) return status;
  return rename_durably(*storage_, removed.folder, folder);
}

Status Trash::return_side_files(const DatasetName& dataset, const fs::path& folder) const {
  const Result<RemovedDataset> removed = latest(dataset);
  if (!removed)
    return removed.error().code() == ErrorCode::kNotFound ? Status() : Status(removed.error());
  for (const std::string_view name : kSideFiles) {
    const Result<std::optional<FileFacts>> there = storage_->stat(folder / name);
    if (!there) return there.error();
    if (*there) continue;
    const Result<std::string> bytes = storage_->read(removed->folder / name, kMaxSideFileBytes);
    if (!bytes && bytes.error().code() == ErrorCode::kNotFound) continue;
    if (!bytes) return bytes.error();
    if (Status status = write_durably(*storage_, folder / name, *bytes); !status) return status;
  }
  return {};
}

void Trash::collect(std::int64_t now) const {
  const Result<std::vector<RemovedDataset>> removed = list();
  if (!removed) return;
  for (const RemovedDataset& entry : *removed) {
    if (now - entry.removed_at > std::chrono::seconds(kKeptFor).count())
      static_cast<void>(remove_tree(*storage_, entry.folder));
  }
}

Status Trash::purge(const RemovedDataset& removed) const {
  return remove_tree(*storage_, removed.folder);
}

}  // namespace vitrine::store

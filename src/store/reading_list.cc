#include "store/reading_list.h"

#include <algorithm>
#include <array>

#include "base/durable.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "store/dataset_folder.h"

namespace vitrine::store {
namespace {

constexpr std::int64_t kVersion = 3;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 31U;
constexpr std::array<std::string_view, 3> kStates = {"to read", "reading", "read"};

Status check_tags(const std::vector<std::string>& tags) {
  if (tags.size() > ReadingEntry::kMostTags)
    return invalid_argument("A row may have 50 tags at most.");
  for (auto it = tags.begin(); it != tags.end(); ++it) {
    if (it->empty() || it->size() > ReadingEntry::kMaxTagBytes)
      return invalid_argument("A tag has 1 to 100 bytes.");
    if (std::find(tags.begin(), it, *it) != it)
      return invalid_argument("A row has the tag \"" + *it + "\" once.");
  }
  return {};
}

Status check(const ReadingEntry& entry) {
  if (entry.title.size() > ReadingEntry::kMaxTitleBytes)
    return invalid_argument("A title may have 2,000 bytes at most.");
  if (entry.note.size() > ReadingEntry::kMaxNoteBytes)
    return invalid_argument("A note may have 100,000 bytes at most.");
  if (entry.folder.size() > ReadingEntry::kMaxFolderBytes)
    return invalid_argument("A folder's name may have 200 bytes at most.");
  if (entry.rating < 0 || entry.rating > ReadingEntry::kMaxRating)
    return invalid_argument("A rating is a number from 1 to 5, or 0 for none.");
  if (std::ranges::find(kStates, entry.status) == kStates.end())
    return invalid_argument("A status is \"to read\", \"reading\" or \"read\".");
  return check_tags(entry.tags);
}

std::string text_member(const boost::json::value& json, std::string_view name) {
  return std::string(string_member(json, name).value_or(""));
}

Result<ReadingEntry> parse_entry(const boost::json::value& json) {
  ReadingEntry entry;
  const auto row = int_member(json, "row");
  const auto config = string_member(json, "config");
  const auto split = string_member(json, "split");
  if (!row || *row < 0 || !config || !split) return corrupt("an entry names no row");
  entry.key = {std::string(*config), std::string(*split), static_cast<std::uint64_t>(*row),
               text_member(json, "snapshot")};
  entry.identity = text_member(json, "identity");
  entry.title = text_member(json, "title");
  entry.note = text_member(json, "note");
  entry.folder = text_member(json, "folder");
  if (const boost::json::value* tags = find_member(json, "tags"); tags && tags->is_array()) {
    for (const boost::json::value& tag : tags->get_array())
      entry.tags.emplace_back(tag.is_string() ? std::string_view(tag.get_string()) : "");
  }
  entry.status = text_member(json, "status");
  const std::int64_t rating = int_member(json, "rating").value_or(0);
  entry.rating = static_cast<int>(std::clamp<std::int64_t>(rating, -1, 100));
  entry.added_at = int_member(json, "added_at").value_or(0);
  entry.changed_at = int_member(json, "changed_at").value_or(0);
  if (Status status = check(entry); !status) return std::move(status).error();
  return entry;
}

Result<std::vector<ReadingEntry>> parse_list(std::string_view sealed) {
  const Result<std::string> text = unseal_json(sealed, {.first_sealed = 2, .today = kVersion});
  if (!text) return text.error();
  const Result<boost::json::value> root = parse_json(*text);
  if (!root) return root.error();
  const boost::json::value* list = find_member(*root, "entries");
  if (list == nullptr || !list->is_array()) return corrupt("it has no entries");
  std::vector<ReadingEntry> entries;
  for (const boost::json::value& one : list->get_array()) {
    Result<ReadingEntry> entry = parse_entry(one);
    if (!entry) return std::move(entry).error();
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<std::vector<ReadingEntry>> read_list(const fs::path& path) {
  const Result<std::string> text = posix_storage().read(path, kMaxFileBytes);
  if (!text && text.error().code() == ErrorCode::kNotFound) return std::vector<ReadingEntry>();
  if (!text) return text.error();
  Result<std::vector<ReadingEntry>> entries = parse_list(*text);
  if (!entries) {
    return corrupt("The reading list of this dataset is damaged (" + entries.error().message() +
                   "); repair or remove reading-list.json beside its snapshots.");
  }
  return entries;
}

std::string list_json(const std::vector<ReadingEntry>& entries) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).key("entries").begin_array();
  for (const ReadingEntry& entry : entries) {
    json.begin_object().member("config", entry.key.config).member("split", entry.key.split);
    json.member("row", entry.key.row).member("snapshot", entry.key.snapshot);
    json.member("identity", entry.identity).member("title", entry.title);
    json.member("note", entry.note).member("folder", entry.folder).key("tags").begin_array();
    for (const std::string& tag : entry.tags) json.value(tag);
    json.end_array().member("status", entry.status).member("rating", entry.rating);
    json.member("added_at", entry.added_at);
    json.member("changed_at", entry.changed_at).end_object();
  }
  json.end_array().end_object();
  return seal_json(out);
}

auto find_entry(std::vector<ReadingEntry>& entries, const ReadingKey& key) {
  return std::ranges::find_if(entries, [&](const ReadingEntry& one) { return one.key == key; });
}

/// The same row as it was kept from another snapshot.
auto find_elsewhere(std::vector<ReadingEntry>& entries, const ReadingKey& key,
                    std::string_view identity) {
  return std::ranges::find_if(entries, [&](const ReadingEntry& one) {
    return !identity.empty() && one.identity == identity && one.key.config == key.config &&
           one.key.split == key.split && one.key.snapshot != key.snapshot;
  });
}

}  // namespace

fs::path ReadingLists::file_of(const DatasetName& dataset) const {
  return dataset_folder(home_, dataset) / kReadingListFile;
}

Result<std::vector<ReadingEntry>> ReadingLists::entries(const DatasetName& dataset) const {
  return read_list(file_of(dataset));
}

Status ReadingLists::change(const DatasetName& dataset, const Change& change) const {
  const fs::path folder = dataset_folder(home_, dataset);
  const std::lock_guard among_threads(mutex_);
  const Result<HeldLock> lock = lock_side_files(posix_storage(), folder);
  if (!lock) return lock.error();
  Result<std::vector<ReadingEntry>> entries = read_list(file_of(dataset));
  if (!entries) return std::move(entries).error();
  if (Status status = change(*entries); !status) return status;
  return write_durably(posix_storage(), folder / kReadingListFile, list_json(*entries));
}

Result<ReadingEntry> ReadingLists::edit(const DatasetName& dataset, const ReadingKey& key,
                                        std::string_view identity, std::int64_t now,
                                        const Edit& edit) const {
  ReadingEntry entry;
  Status status = change(dataset, [&](std::vector<ReadingEntry>& entries) -> Status {
    auto it = find_entry(entries, key);
    if (it == entries.end()) it = find_elsewhere(entries, key, identity);
    if (it == entries.end()) {
      if (entries.size() >= kMostEntries)
        return too_large("A reading list may have 10,000 entries at most.");
      it = entries.insert(entries.end(), ReadingEntry());
    }
    entry = *it;
    entry.key = key;
    if (!identity.empty()) entry.identity = identity;
    if (Status edited = edit(entry); !edited) return edited;
    entry.added_at = it->added_at == 0 ? now : it->added_at;
    entry.changed_at = now;
    if (Status checked = check(entry); !checked) return checked;
    *it = entry;
    return {};
  });
  if (!status) return std::move(status).error();
  return entry;
}

Status ReadingLists::identify(const DatasetName& dataset,
                              const std::map<ReadingKey, std::string>& identities) const {
  return change(dataset, [&](std::vector<ReadingEntry>& entries) -> Status {
    for (ReadingEntry& entry : entries) {
      const auto named = identities.find(entry.key);
      if (named != identities.end() && entry.identity.empty()) entry.identity = named->second;
    }
    return {};
  });
}

Status ReadingLists::remove(const DatasetName& dataset, const ReadingKey& key) const {
  Status status = change(dataset, [&](std::vector<ReadingEntry>& entries) -> Status {
    const auto it = find_entry(entries, key);
    if (it == entries.end()) return not_found("no entry");
    entries.erase(it);
    return {};
  });
  // A dataset without a folder has no list to remove from.
  if (!status && status.error().code() == ErrorCode::kNotFound)
    return not_found("This row is not on the reading list.");
  return status;
}

}  // namespace vitrine::store

#include "store/backup.h"

#include <algorithm>
#include <optional>

#include "base/durable.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "store/dataset_folder.h"

namespace vitrine::store {
namespace {

constexpr std::string_view kListFile = "backup.json";
constexpr std::int64_t kVersion = 1;
constexpr std::uint64_t kMaxListBytes = 64U << 20U;

/// A side file with its bytes, and where it belongs.
struct SideFile {
  DatasetName dataset;
  std::string name;
  std::string bytes;
};

/// Folders in a folder; none if it is missing.
Result<std::vector<std::string>> folders_in(Storage& storage, const fs::path& folder) {
  Result<std::vector<std::string>> names = storage.list(folder);
  if (!names && names.error().code() == ErrorCode::kNotFound) return std::vector<std::string>();
  return names;
}

/// Every dataset that the library has a folder of, also where only notes are left.
Result<std::vector<DatasetName>> dataset_folders(Storage& storage, const fs::path& home) {
  std::vector<DatasetName> datasets;
  const Result<std::vector<std::string>> owners = folders_in(storage, home / "datasets");
  if (!owners) return owners.error();
  for (const std::string& owner : *owners) {
    const Result<std::vector<std::string>> names = folders_in(storage, home / "datasets" / owner);
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (Result<DatasetName> dataset = DatasetName::parse(owner + "/" + name))
        datasets.push_back(*std::move(dataset));
    }
  }
  return datasets;
}

std::string origin_of(const Library& library, const DatasetName& dataset) {
  const auto snapshot = library.open_unchecked(dataset);
  return snapshot ? (*snapshot)->manifest().origin : std::string();
}

std::string list_json(const std::vector<BackedUpDataset>& datasets,
                      const std::vector<SideFile>& files) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).key("datasets").begin_array();
  for (const BackedUpDataset& dataset : datasets) {
    json.begin_object().member("name", dataset.dataset.id()).member("origin", dataset.origin);
    json.key("files").begin_array();
    for (const SideFile& file : files) {
      if (file.dataset != dataset.dataset) continue;
      json.begin_object().member("name", file.name);
      json.member("xxh3", hash128(file.bytes).hex()).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return seal_json(out);
}

Status write_all(Storage& storage, const fs::path& folder, std::string_view list,
                 const std::vector<SideFile>& files) {
  if (Status status = make_folders_durably(storage, folder); !status) return status;
  for (const SideFile& file : files) {
    const fs::path place = dataset_folder(folder, file.dataset);
    if (Status status = make_folders_durably(storage, place); !status) return status;
    if (Status status = storage.write(place / file.name, file.bytes); !status) return status;
  }
  if (Status status = storage.write(folder / kListFile, list); !status) return status;
  return sync_tree(storage, folder);
}

/// A side file as it is; nothing where there is none.
Result<std::optional<std::string>> read_if_there(Storage& storage, const fs::path& path) {
  Result<std::string> bytes = storage.read(path, kMaxSideFileBytes);
  if (bytes) return std::optional(*std::move(bytes));
  if (bytes.error().code() == ErrorCode::kNotFound) return std::optional<std::string>();
  return std::move(bytes).error();
}

}  // namespace

Result<std::vector<BackedUpDataset>> back_up(Storage& storage, const Library& library,
                                             const fs::path& target) {
  const fs::path& home = library.home();
  // "kept/" names the folder that "kept" does.
  const fs::path folder = target.has_filename() ? target : target.parent_path();
  const Result<std::optional<FileFacts>> there = storage.stat(folder);
  if (!there) return there.error();
  if (*there)
    return already_exists(folder.string() + " exists; a backup is written to a new folder");
  const Result<std::vector<DatasetName>> names = dataset_folders(storage, home);
  if (!names) return names.error();
  std::vector<BackedUpDataset> datasets;
  std::vector<SideFile> files;
  for (const DatasetName& name : *names) {
    BackedUpDataset& dataset =
        datasets.emplace_back(BackedUpDataset{name, origin_of(library, name), {}});
    for (const std::string_view file : kSideFiles) {
      auto bytes = read_if_there(storage, dataset_folder(home, name) / file);
      if (!bytes) return std::move(bytes).error();
      if (!*bytes) continue;
      dataset.files.emplace_back(file);
      files.push_back({name, std::string(file), **std::move(bytes)});
    }
  }
  fs::path unfinished = folder;
  unfinished += ".unfinished";
  static_cast<void>(remove_tree(storage, unfinished));  // of a backup that was killed
  Status written = write_all(storage, unfinished, list_json(datasets, files), files);
  if (written) written = rename_durably(storage, unfinished, folder);
  if (!written) {
    static_cast<void>(remove_tree(storage, unfinished));
    return std::move(written).error();
  }
  return datasets;
}

namespace {

Error not_as_written(const fs::path& folder, const std::string& what) {
  return corrupt("the backup " + folder.string() + " is not as it was written: " + what);
}

/// A dataset of the list, and its files read and compared with it.
Result<BackedUpDataset> read_dataset(Storage& storage, const fs::path& folder,
                                     const boost::json::value& entry,
                                     std::vector<SideFile>& files) {
  const auto name = string_member(entry, "name");
  Result<DatasetName> dataset = DatasetName::parse(name.value_or(""));
  const boost::json::value* listed = find_member(entry, "files");
  if (!dataset || listed == nullptr || !listed->is_array())
    return not_as_written(folder, "a dataset of backup.json has no name or no files");
  BackedUpDataset read{*dataset, std::string(string_member(entry, "origin").value_or("")), {}};
  for (const boost::json::value& item : listed->get_array()) {
    const std::string file(string_member(item, "name").value_or(""));
    if (std::ranges::find(kSideFiles, std::string_view(file)) == kSideFiles.end())
      return not_as_written(folder, "\"" + file + "\" is no file of a backup");
    auto bytes = read_if_there(storage, dataset_folder(folder, *dataset) / file);
    if (!bytes) return std::move(bytes).error();
    if (!*bytes || hash128(**bytes).hex() != string_member(item, "xxh3").value_or(""))
      return not_as_written(folder, file + " of " + dataset->id() + " is missing or changed");
    read.files.push_back(file);
    files.push_back({*dataset, file, **std::move(bytes)});
  }
  return read;
}

Result<std::vector<BackedUpDataset>> read_backup(Storage& storage, const fs::path& folder,
                                                 std::vector<SideFile>& files) {
  const Result<std::string> sealed = storage.read(folder / kListFile, kMaxListBytes);
  if (!sealed && sealed.error().code() == ErrorCode::kNotFound)
    return not_found(folder.string() + " is no backup: it has no backup.json");
  if (!sealed) return sealed.error();
  const Result<std::string> text = unseal_json(*sealed, {.first_sealed = 1, .today = kVersion});
  if (!text && text.error().code() == ErrorCode::kUnsupported) return text.error();
  if (!text) return not_as_written(folder, "backup.json has been changed");
  const Result<boost::json::value> root = parse_json(*text);
  const boost::json::value* listed = root ? find_member(*root, "datasets") : nullptr;
  if (listed == nullptr || !listed->is_array())
    return not_as_written(folder, "backup.json lists no datasets");
  std::vector<BackedUpDataset> datasets;
  for (const boost::json::value& entry : listed->get_array()) {
    Result<BackedUpDataset> dataset = read_dataset(storage, folder, entry, files);
    if (!dataset) return std::move(dataset).error();
    datasets.push_back(*std::move(dataset));
  }
  return datasets;
}

Result<RestoredFile> put_back(Storage& storage, const fs::path& home, const SideFile& file,
                              IfThere if_there) {
  const fs::path folder = dataset_folder(home, file.dataset);
  if (Status status = make_folders_durably(storage, folder); !status)
    return std::move(status).error();
  const Result<HeldLock> lock = lock_side_files(storage, folder);
  if (!lock) return lock.error();
  auto there = read_if_there(storage, folder / file.name);
  if (!there) return std::move(there).error();
  const bool is_other = there->has_value() && **there != file.bytes;
  if (is_other && if_there == IfThere::kKeep) return RestoredFile{file.dataset, file.name, false};
  if (!*there || is_other) {
    if (Status status = write_durably(storage, folder / file.name, file.bytes); !status)
      return std::move(status).error();
  }
  return RestoredFile{file.dataset, file.name, true};
}

}  // namespace

Result<RestoredBackup> restore_backup(Storage& storage, const fs::path& home,
                                      const fs::path& folder, IfThere if_there) {
  std::vector<SideFile> files;
  Result<std::vector<BackedUpDataset>> datasets = read_backup(storage, folder, files);
  if (!datasets) return std::move(datasets).error();
  RestoredBackup restored;
  for (const SideFile& file : files) {
    Result<RestoredFile> put = put_back(storage, home, file, if_there);
    if (!put) return std::move(put).error();
    restored.files.push_back(*std::move(put));
  }
  for (BackedUpDataset& dataset : *datasets) {
    const auto current = storage.stat(dataset_folder(home, dataset.dataset) / kCurrentFile);
    if (!current) return current.error();
    if (!*current) restored.missing.push_back(std::move(dataset));
  }
  return restored;
}

}  // namespace vitrine::store

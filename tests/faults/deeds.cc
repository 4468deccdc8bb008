#include "deeds.h"

#include "base/durable.h"
#include "store/dataset_folder.h"
#include "store/publication.h"

namespace vitrine::faults {
namespace {

const store::DatasetName kPapers{"local", "papers"};
const fs::path kHome = "/home";

/// Writes as DuckDB and the indexers do: files by path, nothing synced; commit() does that.
Status write_artefacts(Storage& storage, const fs::path& folder, const std::string& content) {
  if (Status status = storage.make_folder(folder / "parquet"); !status) return status;
  for (const char* name : {"rows.vtr", "parquet/0000.parquet"}) {
    if (Status status = storage.write(folder / name, content + name); !status) return status;
  }
  return {};
}

}  // namespace

Status import(Storage& storage, char id, const std::string& content) {
  const fs::path folder = store::dataset_folder(kHome, kPapers);
  if (Status status = make_folders_durably(storage, folder); !status) return status;
  store::collect_remains(storage, folder);
  const fs::path staging = folder / "staging-1";
  if (Status status = storage.make_folder(staging); !status) return status;
  Status status = write_artefacts(storage, staging, content);
  if (status) {
    store::Manifest manifest;
    manifest.dataset = kPapers;
    manifest.snapshot_id = std::string(32, id);
    manifest.configs.push_back(
        {"default", 1, {{"a", schema::Feature::value("string")}}, {{"train", 1, 1, {}}}});
    status = store::publish_snapshot(storage, kHome, staging, std::move(manifest));
  }
  store::discard_staging(storage, staging);
  store::forget_empty_folder(storage, folder);
  return status;
}

Status note(Storage& storage, const std::string& text) {
  const fs::path folder = store::dataset_folder(kHome, kPapers);
  const Result<HeldLock> lock = store::lock_side_files(storage, folder);
  return lock ? write_durably(storage, folder / store::kReadingListFile, text)
              : Status(lock.error());
}

Status remove(Storage& storage, std::int64_t now) {
  return store::take_to_trash(storage, kHome, kPapers, now);
}

Status restore(Storage& storage) {
  return store::restore_dataset(storage, kHome, kPapers);
}

Found find(Storage& storage) {
  const fs::path folder = store::dataset_folder(kHome, kPapers);
  const Result<std::string> id = storage.read(folder / store::kCurrentFile, 100);
  if (!id) return {};
  const fs::path snapshot = folder / "snapshots" / *id;
  const Result<std::string> text = storage.read(snapshot / store::kManifestFile, 10'000);
  const Result<store::Manifest> manifest =
      text ? store::parse_manifest(*text) : Result<store::Manifest>(text.error());
  if (!manifest) return {"damaged: " + manifest.error().message(), ""};
  std::string content = manifest->snapshot_id.substr(0, 1);
  for (const store::SnapshotFile& file : manifest->files) {
    const Result<std::string> bytes = storage.read(snapshot / file.path, 1000);
    if (!bytes) return {"damaged: " + bytes.error().message(), ""};
    if (hash128(*bytes).hex() != file.hash) return {"damaged: content of " + file.path, ""};
    content += " " + *bytes;
  }
  const Result<std::string> notes = storage.read(folder / store::kReadingListFile, 1000);
  return {std::move(content), notes ? *notes : std::string()};
}

}  // namespace vitrine::faults

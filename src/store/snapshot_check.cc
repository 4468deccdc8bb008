#include "store/snapshot_check.h"

#include <algorithm>

#include "store/artefacts.h"

namespace vitrine::store {
namespace {

/// Whether a file is made from the Parquet.
bool can_be_made_again(std::string_view path) {
  return path.starts_with("index/") || path.starts_with("derived/");
}

class Check {
 public:
  explicit Check(const Snapshot& snapshot) : snapshot_(snapshot) {}

  /// The manifest's own list: sizes and hashes.
  Status read_files(const std::stop_token& stop) {
    for (const SnapshotFile& file : snapshot_.manifest().files) {
      if (stop.stop_requested()) return cancelled("stopped");
      report_.bytes_read += file.size_bytes;
      if (Status found = add(file.path, snapshot_.check_file(file)); !found) return found;
    }
    return {};
  }

  /// What must be there, and of today's version.
  Status look_for_artefacts() {
    for (const ConfigManifest& config : snapshot_.manifest().configs) {
      for (const SplitManifest& split : config.splits) {
        const RowsIn rows = split.engine_index.empty() ? RowsIn::kSnapshot : RowsIn::kEngine;
        for (const ExpectedArtefact& expected : expected_artefacts(config.features, rows)) {
          if (Status status = look_for(config.name, split.name, expected); !status) return status;
        }
      }
    }
    return {};
  }

  /// Files outside the manifest tell themselves whether they are whole.
  Status read_derived(const std::stop_token& stop) {
    std::error_code ec;
    const fs::path derived = snapshot_.directory() / "derived";
    for (fs::recursive_directory_iterator it(derived, ec), end; !ec && it != end;
         it.increment(ec)) {
      if (stop.stop_requested()) return cancelled("stopped");
      const FileKind* kind = kind_of_file(it->path().filename().string());
      if (kind == nullptr || !it->is_regular_file()) continue;
      report_.bytes_read += it->file_size();
      const std::string path =
          it->path().lexically_relative(snapshot_.directory()).generic_string();
      if (Status found = add(path, Container::check_file(it->path(), *kind)); !found) return found;
    }
    return {};
  }

  SnapshotReport report() && { return std::move(report_); }

 private:
  Status look_for(const std::string& config, const std::string& split,
                  const ExpectedArtefact& expected) {
    const std::string path = (index_path(config, split) / expected.filename).generic_string();
    if (std::ranges::find(report_.damage, path, &SnapshotDamage::file) != report_.damage.end())
      return {};
    if (snapshot_.manifest().find_file(path) == nullptr)
      return add(path, corrupt("its file " + path + " is missing"));
    if (expected.kind == nullptr) return {};
    const Result<Container> file = Container::open(snapshot_.directory() / path, *expected.kind);
    return file ? Status() : add(path, file.error());
  }

  /// Damage goes into the report; what may pass is the caller's error.
  Status add(const std::string& path, const Status& found) {
    if (found) return {};
    const ErrorCode code = found.error().code();
    if (code != ErrorCode::kCorrupt && code != ErrorCode::kUnsupported) return found;
    report_.damage.push_back({path, found.error().message(), can_be_made_again(path)});
    return {};
  }

  const Snapshot& snapshot_;
  SnapshotReport report_;
};

}  // namespace

bool SnapshotReport::can_be_rebuilt() const {
  return std::ranges::all_of(damage, &SnapshotDamage::can_be_rebuilt);
}

Result<SnapshotReport> check_artefacts(const Snapshot& snapshot) {
  Check check(snapshot);
  if (Status status = check.look_for_artefacts(); !status) return std::move(status).error();
  return std::move(check).report();
}

Result<SnapshotReport> check_snapshot(const Snapshot& snapshot, const std::stop_token& stop) {
  Check check(snapshot);
  if (Status status = check.read_files(stop); !status) return std::move(status).error();
  if (Status status = check.read_derived(stop); !status) return std::move(status).error();
  if (Status status = check.look_for_artefacts(); !status) return std::move(status).error();
  return std::move(check).report();
}

}  // namespace vitrine::store

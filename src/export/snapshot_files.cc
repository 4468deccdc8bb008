#include "export/snapshot_files.h"

#include "base/file_error.h"

namespace vitrine::exporting {

Status copy_snapshot_files(const store::Snapshot& snapshot, std::string_view part,
                           const fs::path& folder, const std::stop_token& stop) {
  for (const store::SnapshotFile& file : snapshot.manifest().files) {
    if (!file.path.starts_with(part)) continue;
    if (stop.stop_requested()) return cancelled("stopped");
    const fs::path copy = folder / file.path.substr(part.size());
    std::error_code ec;
    fs::create_directories(copy.parent_path(), ec);
    if (ec) return file_error("create", copy.parent_path(), ec.value());
    if (Status copied = clone_file(snapshot.directory() / file.path, copy); !copied) return copied;
  }
  return {};
}

}  // namespace vitrine::exporting

#include "export/card_files.h"

#include "base/file_error.h"
#include "store/media_files.h"

namespace vitrine {

Status copy_card_pictures(const Snapshot& snapshot, const fs::path& folder) {
  for (const SnapshotFile& file : snapshot.manifest().files) {
    if (!file.path.starts_with(kCardPictures)) continue;
    const fs::path copy = folder / file.path.substr(kCardPictures.size());
    std::error_code ec;
    fs::create_directories(copy.parent_path(), ec);
    if (ec) return file_error("create", copy.parent_path(), ec.value());
    if (Status copied = clone_file(snapshot.directory() / file.path, copy); !copied) return copied;
  }
  return {};
}

}  // namespace vitrine

#include "store/dataset_folder.h"

namespace vitrine {

fs::path dataset_folder(const fs::path& home, const DatasetName& dataset) {
  return home / "datasets" / dataset.owner / dataset.name;
}

Result<HeldLock> lock_side_files(Storage& storage, const fs::path& folder) {
  return storage.lock(folder / kNotesLockFile, Storage::IfLocked::kWait);
}

}  // namespace vitrine

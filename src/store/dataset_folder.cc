#include "store/dataset_folder.h"

#include <algorithm>

namespace vitrine::store {

fs::path dataset_folder(const fs::path& home, const DatasetName& dataset) {
  return home / "datasets" / dataset.owner / dataset.name;
}

Result<std::vector<DatasetName>> datasets_with(const fs::path& home, const fs::path& file) {
  std::vector<DatasetName> names;
  std::error_code ec;
  for (fs::directory_iterator owner(home / "datasets", ec), end; !ec && owner != end;
       owner.increment(ec)) {
    if (!owner->is_directory()) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(owner->path(), ec)) {
      Result<DatasetName> name = DatasetName::parse(owner->path().filename().string() + "/" +
                                                    entry.path().filename().string());
      if (name && fs::exists(entry.path() / file)) names.push_back(*std::move(name));
    }
  }
  if (ec) return errno_error("cannot list " + home.string(), ec.value());
  std::ranges::sort(names);
  return names;
}

Result<HeldLock> lock_side_files(Storage& storage, const fs::path& folder) {
  return storage.lock(folder / kNotesLockFile, Storage::IfLocked::kWait);
}

}  // namespace vitrine::store

#pragma once
// Backup: what no import can make again (dataset_folder.h lists these side files), as a folder of
// small files, and back from there.
//
//   FOLDER/backup.json                         what is in it, sealed
//   FOLDER/datasets/{owner}/{name}/...         each dataset's side files, as they were
//
// A folder is complete or absent. Data is not in it: backup.json says where each dataset came from.

#include <string>
#include <vector>

#include "base/storage.h"
#include "store/dataset_name.h"
#include "store/library.h"

namespace vitrine::store {

struct BackedUpDataset {
  DatasetName dataset;
  std::string origin;  ///< What it was imported from; empty if its manifest cannot be read.
  std::vector<std::string> files;  ///< Names of its side files; may be none.
};

/// Writes a backup of the library to `target`, which must not exist. Files are copied
/// whole, each as one write left it. What is in the trash is not. Errors: exists; io; too_large.
Result<std::vector<BackedUpDataset>> back_up(Storage& storage, const Library& library,
                                             const fs::path& target);

enum class IfThere { kKeep, kReplace };

struct RestoredFile {
  DatasetName dataset;
  std::string file;
  bool is_written = false;  ///< Else the library had another one, which was kept.
};

struct RestoredBackup {
  std::vector<RestoredFile> files;
  /// Datasets that this library has no data of: their side files wait for an import of the name.
  std::vector<BackedUpDataset> missing;
};

/// Brings back what a backup has and the library lacks; `if_there` says what becomes of files that
/// differ. All of the backup is read and checked before anything is written. Errors: not_found;
/// corrupt for a backup that was changed; unsupported for one of a later version; io.
Result<RestoredBackup> restore_backup(Storage& storage, const fs::path& home,
                                      const fs::path& folder, IfThere if_there);

}  // namespace vitrine::store

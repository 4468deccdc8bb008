#include "cli/commands.h"

#include "cli/progress_display.h"
#include "store/backup.h"

namespace vitrine::cli {
namespace {

Status restore_from_backup(Session& session) {
  const Arguments& arguments = session.arguments();
  const Result<store::RestoredBackup> restored =
      store::restore_backup(posix_storage(), session.library().home(), arguments.folder,
                            arguments.overwrite ? store::IfThere::kReplace : store::IfThere::kKeep);
  if (!restored) return restored.error();
  for (const store::RestoredFile& file : restored->files) {
    note(file.dataset.id() + ": " + file.file +
         (file.is_written ? " is as in the backup"
                          : " differs in the library and was kept; --overwrite replaces it"));
  }
  for (const store::BackedUpDataset& dataset : restored->missing) {
    note(dataset.dataset.id() + " is not in this library; import it" +
         (dataset.origin.empty() ? std::string()
                                 : " again from where it came: `vitrine import " + dataset.origin +
                                       " --name " + dataset.dataset.id() + "`"));
  }
  return {};
}

}  // namespace

Status run_backup(Session& session) {
  const fs::path folder = session.arguments().folder;
  const Result<std::vector<store::BackedUpDataset>> datasets =
      store::back_up(posix_storage(), session.library(), folder);
  if (!datasets) return datasets.error();
  std::size_t num_files = 0;
  for (const store::BackedUpDataset& dataset : *datasets) num_files += dataset.files.size();
  note("backed up " + std::to_string(num_files) + (num_files == 1 ? " file" : " files") + " of " +
       std::to_string(datasets->size()) + (datasets->size() == 1 ? " dataset" : " datasets") +
       " to " + folder.string() + "; `vitrine restore --from` brings them back");
  return {};
}

Status run_gc(Session& session) {
  const Result<std::uint64_t> freed =
      session.library().collect_garbage(session.arguments().empty_trash);
  if (!freed) return freed.error();
  note("freed " + byte_count(*freed));
  if (session.rows() == nullptr) return {};
  const Result<std::size_t> removed = session.rows()->collect(session.stop());
  if (!removed) return removed.error();
  note("removed " + std::to_string(*removed) + (*removed == 1 ? " index" : " indexes") +
       " from the engine");
  return {};
}

Status run_remove(Session& session) {
  const Result<store::DatasetName> dataset =
      store::DatasetName::parse_short(session.arguments().name);
  if (!dataset) return dataset.error();
  const bool for_good = session.arguments().for_good;
  Status removed = session.library().remove(
      *dataset, for_good ? store::Removal::kForGood : store::Removal::kToTrash);
  if (!removed) return removed;
  note("removed " + dataset->id() +
       (for_good ? " for good"
                 : "; it is kept for 30 days: `vitrine restore " + dataset->id() +
                       "` brings it back, its notes too"));
  return {};
}

Status run_restore(Session& session) {
  if (!session.arguments().folder.empty()) return restore_from_backup(session);
  const Result<store::DatasetName> dataset =
      store::DatasetName::parse_short(session.arguments().name);
  if (!dataset) return dataset.error();
  if (Status status = session.library().restore(*dataset); !status) return status;
  note("restored " + dataset->id());
  return {};
}

}  // namespace vitrine::cli

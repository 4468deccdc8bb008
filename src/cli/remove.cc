#include "cli/commands.h"

namespace vitrine::cli {

Status run_remove(Session& session) {
  const Result<DatasetName> dataset = DatasetName::parse_short(session.arguments().name);
  if (!dataset) return dataset.error();
  const bool for_good = session.arguments().for_good;
  Status removed =
      session.library().remove(*dataset, for_good ? Removal::kForGood : Removal::kToTrash);
  if (!removed) return removed;
  note("removed " + dataset->id() +
       (for_good ? " for good"
                 : "; it is kept for 30 days: `vitrine restore " + dataset->id() +
                       "` brings it back, its notes too"));
  return {};
}

Status run_restore(Session& session) {
  const Result<DatasetName> dataset = DatasetName::parse_short(session.arguments().name);
  if (!dataset) return dataset.error();
  if (Status status = session.library().restore(*dataset); !status) return status;
  note("restored " + dataset->id());
  return {};
}

}  // namespace vitrine::cli

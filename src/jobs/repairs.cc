#include "jobs/repairs.h"

#include <algorithm>
#include <utility>

#include "base/caught.h"
#include "ingest/rebuild.h"
#include "store/snapshot_check.h"

namespace vitrine::jobs {
namespace {

/// More datasets than this do not wait: the next request for one asks again.
constexpr std::size_t kMostWaiting = 100;

/// A dataset in a state: a repair gives its snapshot another one.
std::string state_of(const store::DatasetName& dataset, const store::CurrentSnapshot& current,
                     Doubt doubt) {
  return dataset.id() + " " + current.id + " " + std::to_string(current.stamp) +
         (doubt == Doubt::kDamage ? " damage" : " version");
}

}  // namespace

Repairs::Repairs(store::Library library, std::function<void(const std::string&)> told,
                 const ingest::RowPlace* rows)
    : library_(std::move(library)),
      told_(std::move(told)),
      rows_(rows),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Repairs::~Repairs() {
  thread_.request_stop();
  changed_.notify_all();
}

void Repairs::consider(const store::DatasetName& dataset, Doubt doubt) {
  const Result<store::CurrentSnapshot> current = library_.current(dataset);
  if (!current) return;
  const MutexLock lock(mutex_);
  if (waiting_.size() >= kMostWaiting) return;
  if (!seen_.insert(state_of(dataset, *current, doubt)).second) return;
  waiting_.push_back({dataset, doubt});
  changed_.notify_all();
}

void Repairs::wait_until_idle() {
  MutexLock lock(mutex_);
  changed_.wait(lock, [this]() VITRINE_REQUIRES(mutex_) { return waiting_.empty() && !is_busy_; });
}

void Repairs::run(const std::stop_token& stop) {
  MutexLock lock(mutex_);
  while (true) {
    const auto has_work = [this]() VITRINE_REQUIRES(mutex_) { return !waiting_.empty(); };
    if (!changed_.wait(lock, stop, has_work)) return;
    const Case doubted = std::move(waiting_.front());
    waiting_.pop_front();
    is_busy_ = true;
    lock.unlock();
    mend(doubted, stop);
    lock.lock();
    is_busy_ = false;
    changed_.notify_all();
  }
}

/// What stands against an answer from the current snapshot: nothing where it is sound by now,
/// mended by somebody else. Errors: a failing disk or a stop, which are no damage; corrupt where
/// only the source can help.
Result<std::string> Repairs::reason_to_mend(const Case& doubted,
                                            const std::stop_token& stop) const {
  const auto snapshot = library_.open_unchecked(doubted.dataset);
  if (!snapshot) return snapshot.error();
  if ((*snapshot)->manifest().format_version < store::kSnapshotFormatVersion)
    return std::string("were of an older version");
  const bool of_version = doubted.doubt == Doubt::kVersion;
  const Result<store::SnapshotReport> report =
      of_version ? store::check_artefacts(**snapshot) : store::check_snapshot(**snapshot, stop);
  if (!report) return report.error();
  if (report->is_sound()) return std::string();
  if (!report->can_be_rebuilt()) return corrupt(report->damage.front().what);
  return std::string(of_version ? "were of an older version" : "were damaged");
}

void Repairs::mend(const Case& doubted, const std::stop_token& stop) {
  const store::DatasetName& dataset = doubted.dataset;
  const Result<std::string> reason = caught([&] { return reason_to_mend(doubted, stop); });
  if (!reason && reason.error().code() == ErrorCode::kCorrupt) {
    told_(dataset.id() + " is damaged in its data: " + reason.error().message() +
          "; import it again");
  }
  if (!reason || reason->empty()) return;
  // On one thread: requests come first.
  const Status mended = caught([&] {
    return ingest::rebuild_indexes(library_, dataset, {.threads = 1, .rows = rows_}, nullptr, stop);
  });
  if (mended) {
    told_("the indexes of " + dataset.id() + " " + *reason + " and have been made again");
  } else if (mended.error().code() != ErrorCode::kCancelled) {
    told_("the indexes of " + dataset.id() + " " + *reason +
          " and could not be made again: " + mended.error().message());
  }
}

}  // namespace vitrine::jobs

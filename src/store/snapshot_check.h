#pragma once
// The check of a snapshot: every byte of every file against the manifest, and the files that there
// must be against the table of artefacts.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/snapshot.h"

namespace vitrine::store {

struct SnapshotDamage {
  std::string file;  ///< "index/default/train/text.vti", relative to the snapshot's folder.
  std::string what;  ///< One sentence without a path of this machine.
  /// An index, which can be made again from the Parquet; else the source is needed.
  bool can_be_rebuilt = false;
};

struct SnapshotReport {
  std::vector<SnapshotDamage> damage;
  std::uint64_t bytes_read = 0;

  bool is_sound() const { return damage.empty(); }
  /// Whether making the indexes again mends all of it.
  bool can_be_rebuilt() const;
};

/// Looks only whether the artefacts are there and of today's versions. Errors: io. Cost: one look
/// at the head of each.
Result<SnapshotReport> check_artefacts(const Snapshot& snapshot);

/// Reads all of a snapshot, of whatever version, and what was derived from it. Errors: cancelled;
/// io, which is no damage. Cost: one read of every file.
Result<SnapshotReport> check_snapshot(const Snapshot& snapshot, const std::stop_token& stop);

}  // namespace vitrine::store

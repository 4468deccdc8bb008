#pragma once
// Scratch: what a process needs for a while and nobody after it, below HOME/tmp.
//
//   HOME/tmp/{purpose}-{pid}/       a process's folder
//   HOME/tmp/{purpose}-{pid}.lock   locked for as long as the process lives
//
// A process that is killed leaves its folder; collect_scratch() tells by the lock, which works
// across containers where process numbers do not. Files that lie in HOME/tmp itself are of single
// questions (a spilled sort, rows on their way out) and are remains when they are a day old.

#include <string_view>

#include "base/storage.h"

namespace vitrine::store {

/// A folder for this process, named and marked as in use until the process ends; its owner creates
/// and removes it. Without write access to the library nothing is marked: nothing can be left there
/// either.
fs::path scratch_folder(const fs::path& home, std::string_view purpose);

/// Removes what processes that have ended left. Best effort.
void collect_scratch(const fs::path& home);

}  // namespace vitrine::store

#include "store/scratch.h"

#include <unistd.h>

#include <chrono>
#include <map>
#include <mutex>

namespace vitrine::store {
namespace {

constexpr std::string_view kMark = ".lock";
constexpr std::chrono::hours kOld{24};

bool is_old(const fs::path& path) {
  std::error_code ec;
  const fs::file_time_type written = fs::last_write_time(path, ec);
  return !ec && fs::file_time_type::clock::now() - written > kOld;
}

/// Removes the folder that `mark` is of, and the mark, unless its process lives.
void collect_marked(const fs::path& mark) {
  const Result<HeldLock> lock = posix_storage().lock(mark, Storage::IfLocked::kFail);
  if (!lock) return;
  std::error_code ignored;
  fs::remove_all(fs::path(mark).replace_extension(), ignored);
  fs::remove(mark, ignored);
}

}  // namespace

fs::path scratch_folder(const fs::path& home, std::string_view purpose) {
  static std::mutex mutex;
  static std::map<fs::path, HeldLock> marks;  // until the process ends
  fs::path folder = home / "tmp" / (std::string(purpose) + "-" + std::to_string(::getpid()));
  std::error_code ignored;
  fs::create_directories(folder.parent_path(), ignored);
  const fs::path mark = folder.string() + std::string(kMark);
  const std::lock_guard lock(mutex);
  if (Result<HeldLock> held = posix_storage().lock(mark, Storage::IfLocked::kFail))
    marks.insert_or_assign(mark, *std::move(held));
  return folder;
}

void collect_scratch(const fs::path& home) {
  const Result<std::vector<std::string>> names = posix_storage().list(home / "tmp");
  if (!names) return;
  for (const std::string& name : *names) {
    if (name.ends_with(kMark)) collect_marked(home / "tmp" / name);
  }
  for (const std::string& name : *names) {
    const fs::path path = home / "tmp" / name;
    std::error_code ignored;
    if (fs::exists(path.string() + std::string(kMark), ignored) || name.ends_with(kMark)) continue;
    if (is_old(path)) fs::remove_all(path, ignored);
  }
}

}  // namespace vitrine::store

#include "export/output_place.h"

#include <unistd.h>

#include <utility>

namespace vitrine::exporting {
namespace {

constexpr std::string_view kHint = ": --overwrite replaces it";

/// Absolute, without a slash at its end.
fs::path full_path(const fs::path& given) {
  const fs::path path = fs::absolute(given).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

/// A file below `folder` that is not ours, or a thing that is no file; empty if there is none.
Result<fs::path> foreign_file(const fs::path& folder, const OutputPlace::IsOurs& is_ours) {
  std::error_code ec;
  for (fs::recursive_directory_iterator entry(folder, ec), end; entry != end; entry.increment(ec)) {
    if (entry->is_directory(ec) && !entry->is_symlink(ec)) continue;
    fs::path path = entry->path().lexically_relative(folder);
    if (!entry->is_regular_file(ec) || entry->is_symlink(ec) || !is_ours(path)) return path;
  }
  if (ec) return errno_error("cannot read " + folder.string(), ec.value());
  return fs::path();
}

}  // namespace

OutputPlace::OutputPlace(fs::path target, bool replaces)
    : target_(std::move(target)),
      work_(target_.string() + ".partial-" + std::to_string(getpid())),
      replaces_(replaces) {
  std::error_code ec;
  fs::remove_all(work_, ec);  // of an earlier process of this number that was killed
}

OutputPlace::OutputPlace(OutputPlace&& other) noexcept
    : target_(std::move(other.target_)),
      work_(std::exchange(other.work_, fs::path())),
      replaces_(other.replaces_) {}

OutputPlace::~OutputPlace() {
  std::error_code ec;
  if (!work_.empty()) fs::remove_all(work_, ec);
}

Result<OutputPlace> OutputPlace::file(const fs::path& target, bool overwrite) {
  std::error_code ec;
  const fs::file_status status = fs::status(target, ec);
  if (fs::is_directory(status)) return already_exists(target.string() + " is a folder");
  if (fs::exists(status) && !fs::is_regular_file(status))
    return already_exists(target.string() + " is no file that could be replaced");
  if (fs::exists(status) && !overwrite)
    return already_exists(target.string() + " exists already" + std::string(kHint));
  return OutputPlace(full_path(target), false);
}

Result<OutputPlace> OutputPlace::folder(const fs::path& target, bool overwrite,
                                        const IsOurs& is_ours) {
  std::error_code ec;
  const fs::file_status status = fs::status(target, ec);
  if (fs::exists(status) && !fs::is_directory(status))
    return already_exists(target.string() + " is no folder");
  const bool replaces = fs::exists(status) && !fs::is_empty(target, ec);
  if (replaces && !overwrite)
    return already_exists(target.string() + " is not empty" + std::string(kHint));
  if (replaces) {
    const Result<fs::path> foreign = foreign_file(target, is_ours);
    if (!foreign) return foreign.error();
    if (!foreign->empty())
      return already_exists(target.string() + " holds " + foreign->string() +
                            ", which no export wrote: choose another folder");
  }
  OutputPlace place(full_path(target), replaces);
  if (!fs::create_directory(place.work_, ec))
    return errno_error("cannot create " + place.work_.string(), ec.value());
  return place;
}

Status OutputPlace::finish() {
  if (fs::is_directory(work_)) {
    if (Status status = sync_tree(work_); !status) return status;
  }
  if (replaces_) return exchange_durably(work_, target_);  // the destructor removes the old one
  if (Status status = rename_durably(work_, target_); !status) return status;
  work_.clear();
  return {};
}

}  // namespace vitrine::exporting

#pragma once
// OutputPlace: a file or folder that an export writes, which appears when it is complete.
//
// The work goes on beside it under another name; destroyed before finish(), nothing is left. What
// is there already is replaced only where that was asked for, and a folder only if it holds nothing
// but what an earlier export wrote, so that no wrong word deletes anybody's files.

#include <functional>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::exporting {

class OutputPlace {
 public:
  /// Whether a file of that path, relative to the folder, may be one that an export wrote.
  using IsOurs = std::function<bool(const fs::path&)>;

  /// Errors: exists where something is there and `overwrite` is off, or it is a folder; io.
  static Result<OutputPlace> file(const fs::path& target, bool overwrite);
  /// As file(); exists also where a folder holds a file that is not ours.
  static Result<OutputPlace> folder(const fs::path& target, bool overwrite, const IsOurs& is_ours);

  OutputPlace(OutputPlace&& other) noexcept;
  OutputPlace& operator=(OutputPlace&&) = delete;
  ~OutputPlace();

  /// Where to write: a path that does not exist yet, or an empty folder.
  const fs::path& work() const { return work_; }
  /// Puts what was written in its place, durably. Errors: io.
  Status finish();

 private:
  OutputPlace(fs::path target, bool replaces);

  fs::path target_;
  fs::path work_;
  bool replaces_ = false;
};

}  // namespace vitrine::exporting

#pragma once
// The mark of a copy: what makes a library the copy of another one (replica/replica.h).
//
//   HOME/copy.json     sealed: the origin, whether the first copy was whole, and what was copied
//
// A library with a mark belongs to its origin: nobody else imports into it or removes from it.
// Without the file it is a library like any other again, with what it holds.

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/storage.h"
#include "store/dataset_name.h"

namespace vitrine::store {

inline constexpr std::string_view kCopyMarkFile = "copy.json";

struct CopyMark {
  std::string origin;  ///< Its address, or a folder of this machine.
  /// Whether all of the origin was here once.
  bool is_whole = false;
  /// The hash of the manifest that the origin sent of each dataset that is whole.
  std::map<DatasetName, std::string> manifests = {};
};

/// Nothing where the library is no copy. Errors: corrupt; unsupported; io.
Result<std::optional<CopyMark>> read_copy_mark(Storage& storage, const fs::path& home);
/// Errors: io, too_large (a full disk).
Status write_copy_mark(Storage& storage, const fs::path& home, const CopyMark& mark);

/// Errors: unsupported, with the origin's name, where the library is a copy; io.
Status refuse_if_copy(Storage& storage, const fs::path& home);

}  // namespace vitrine::store

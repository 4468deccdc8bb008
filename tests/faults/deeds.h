#pragma once
// Deeds: what people do to a dataset of a library, as steps over a Storage, and what they find.

#include <cstdint>
#include <string>

#include "base/storage.h"
#include "store/trash.h"

namespace vitrine::faults {

/// An import as Library does it under its lock: snapshot `id` (one letter), two files of `content`.
Status import(Storage& storage, char id, const std::string& content);
/// A side file's change, as reading lists, labels and counts are written.
Status note(Storage& storage, const std::string& text);
Status remove(Storage& storage, std::int64_t now);
Status restore(Storage& storage);

/// What a person finds.
struct Found {
  /// What the files of the dataset hold, byte by byte: "a ...". "none" for a dataset that is not
  /// there; "damaged: ..." must never be seen.
  std::string content = "none";
  std::string note;  ///< Empty for none.

  std::string text() const { return note.empty() ? content : content + " note " + note; }
};
Found find(Storage& storage);
inline std::string state_of(Storage& storage) {
  return find(storage).text();
}

}  // namespace vitrine::faults

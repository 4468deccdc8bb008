#include "store/revision.h"

#include "base/hash.h"

namespace vitrine::store {

std::string snapshot_revision(std::string_view snapshot_id) {
  constexpr std::size_t kDigitsOfChecksum = 8;
  return std::string(snapshot_id) + hex64(checksum64(snapshot_id)).substr(0, kDigitsOfChecksum);
}

std::string revision_of(const Manifest& manifest) {
  return manifest.pushed_commit.empty() ? snapshot_revision(manifest.snapshot_id)
                                        : manifest.pushed_commit;
}

}  // namespace vitrine::store

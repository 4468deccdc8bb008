#include "store/revision.h"

#include "base/hash.h"

namespace vitrine {

std::string revision_of(std::string_view snapshot_id) {
  constexpr std::size_t kDigitsOfChecksum = 8;
  return std::string(snapshot_id) + hex64(checksum64(snapshot_id)).substr(0, kDigitsOfChecksum);
}

}  // namespace vitrine

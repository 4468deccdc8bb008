#pragma once
// The revision of a dataset, as clients of the Hub compare it: 40 digits, as a git commit has.

#include <string>
#include <string_view>

namespace vitrine {

/// The snapshot's id (32 digits) and eight digits of its checksum.
std::string revision_of(std::string_view snapshot_id);

}  // namespace vitrine

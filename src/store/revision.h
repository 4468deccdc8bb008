#pragma once
// The revision of a dataset, as clients of the Hub compare it: 40 digits, as a git commit has.

#include <string>
#include <string_view>

#include "store/manifest.h"

namespace vitrine::store {

/// Of what was imported, as a commit of its own: the snapshot's id (32 digits) and eight digits of
/// its checksum.
std::string snapshot_revision(std::string_view snapshot_id);

/// What a snapshot was made of: the commit that was pushed, else snapshot_revision().
std::string revision_of(const Manifest& manifest);

}  // namespace vitrine::store

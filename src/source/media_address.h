#pragma once
// Addresses of media files that rows name, back to the file of the snapshot that they mean.

#include <string>
#include <string_view>

namespace vitrine::source {

/// "media/default/train/a b.png" of "/api/v1/datasets/owner/name/media/default/train/a%20b.png":
/// relative to the snapshot's folder, and never out of it. Empty for what is no such address.
std::string media_path_of(std::string_view address);

}  // namespace vitrine::source

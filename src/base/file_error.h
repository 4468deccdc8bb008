#pragma once
// What a failed call on a file is told as.

#include <filesystem>
#include <string_view>

#include "base/error.h"

namespace vitrine {

/// "cannot {verb} {path}: {reason}" as errno_error() has it; but a full disk (or quota) is
/// too_large, with a sentence that names no folder, so that clients of a server may see it too.
Error file_error(std::string_view verb, const std::filesystem::path& path, int error_number);

}  // namespace vitrine

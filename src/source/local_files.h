#pragma once
// Sources that are files of this machine: which files they are, and whether these have changed.

#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "base/result.h"

namespace vitrine::source {

/// file://, ~/ and quotes around a path, as people copy them from elsewhere, as the path they mean.
std::string plain_path(std::string argument);

/// Paths as they are, patterns as the files that match. Errors: those of expand_glob.
Result<std::vector<fs::path>> expand_paths(std::span<const std::string> arguments);

/// Another value where a file of the sources was written, added or removed, of folders at any
/// depth: a hash of names, sizes, inodes and times of change. Errors: invalid_argument for what is
/// no file or folder of this machine; those of list_files. Cost: one stat a file.
Result<Hash128> stamp_of(std::span<const std::string> sources);

}  // namespace vitrine::source

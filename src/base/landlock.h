#pragma once
// Which files a process may still open: Landlock (landlock(7), since Linux 5.13), for processes
// that read what strangers made.

#include <span>

#include "base/file.h"
#include "base/file_descriptor.h"
#include "base/result.h"

namespace vitrine {

/// Rules by which nothing can be opened but `files`, for reading, and what lies below `folders`,
/// for reading and running; folders that are not there are passed over. The descriptor is negative
/// where the kernel has no Landlock or it is switched off. Errors: io, for a file.
Result<FileDescriptor> landlock_rules(std::span<const fs::path> files,
                                      std::span<const fs::path> folders = {});

/// Holds the calling thread to the rules, for good, and what it starts. Requires:
/// PR_SET_NO_NEW_PRIVS. Safe between fork and exec. 0, or the errno that stopped it.
int obey_landlock_rules(const FileDescriptor& rules);

}  // namespace vitrine

#pragma once
// Confinement: what a process gives up before it runs a stranger's query. For good: nothing of it
// can be taken back. Linux.
//
// Limits (setrlimit(2)): address space, no core file, no byte written to a file, 1,024 open files
// beside those named.
// Landlock (landlock(7), since Linux 5.13): no file can be opened but those named, for reading; on
// a kernel without it the other layers stand alone. The process dies with the one that started it.

#include <cstdint>
#include <span>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::sql {

/// Requires: a single thread, or Landlock holds for the caller's alone and those it starts.
/// `memory_bytes` counts from what the process has mapped now. Errors: io.
Status confine_process(std::span<const fs::path> readable, std::uint64_t memory_bytes);

}  // namespace vitrine::sql

#pragma once
// Mapped faults: a page of a mapped file that cannot be had is an error, not the end of the
// program.
//
// Where a file that is mapped was cut short by another process, or its disk fails to read a page,
// the system sends SIGBUS to the thread that touched it. With the handler of this file the thread
// goes on with a page of zeros in that place, and is_intact() says from then on that what the range
// shows is not the file. MappedFile has its range watched. Who answers from maps asks
// mapped_faults() before and after, and gives no answer if the number has grown; readers that check
// sums see the zeros besides.
//
// Source: the SIGBUS handler for shared memory of Wayland (wayland-shm.c), which maps zeros over a
// client's file that shrank. Thread safe. Costs nothing until a fault.

#include <cstddef>
#include <cstdint>

namespace vitrine {

/// Installs the handler for this process. A fault outside the ranges below ends it as before.
void survive_mapped_faults();

/// Pages that could not be had so far, in all ranges.
std::uint64_t mapped_faults();

/// Has a range of memory that shows a file watched, until forget_range(). Where thousands are
/// watched already, one more is not.
void watch_range(const void* data, std::size_t size);
void forget_range(const void* data);

/// Whether every page read so far of the watched range that begins at `data` was the file's. Cost:
/// one look at a counter until there was a fault.
bool is_intact(const void* data);

}  // namespace vitrine

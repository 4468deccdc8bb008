#pragma once
// DuckDB's shared library, loaded when the first database is opened instead of when the program
// starts: that took 12 of the 26 ms of CPU of every start, and pages of rows, keyword searches and
// maps need none of it.
//
// It is looked for as any library is: the program's own RPATH, then LD_LIBRARY_PATH, then the
// system's folders. The RPATH is relative to the program: lib/ beside it in a build folder,
// ../lib/vitrine when installed.

#include "base/result.h"

namespace vitrine::duck {

/// Loads the library if it has not been. Database::open does so too: call this only where opening
/// files will not be possible later. Thread safety: any thread. Errors: unavailable if there is no
/// such library or it lacks a function that we call; the same each time.
Status load_duckdb();

}  // namespace vitrine::duck

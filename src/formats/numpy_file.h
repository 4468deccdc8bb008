#pragma once
// NumPy arrays: .npy, and .npz (several, side by side) as rows.
//
// The first axis is the rows. An array of one axis is a column, of two a column of lists (of
// floats: vectors), of more a column of lists of lists; an array with fields is a column for each.
// A column of a .npy is called "value", or by its field; of a .npz by its array. Texts, days and
// times come as such; time spans as durations; NaT is null. Bytes and axes may be in either order.
//
// Memory: of a .npy a chunk of rows; a .npz is held whole, up to 2 GiB.

#include "base/file.h"
#include "base/result.h"
#include "formats/row_file.h"

namespace vitrine::formats {

/// Errors: corrupt; unsupported (see numpy_header.h); invalid_argument for a single number; io.
Result<RowFile> open_numpy(const fs::path& path);

/// Errors: also invalid_argument where arrays have different numbers of rows; too_large.
Result<RowFile> open_numpy_archive(const fs::path& path);

}  // namespace vitrine::formats

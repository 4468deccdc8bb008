#pragma once
// Excel workbooks (.xlsx, .xlsm): a sheet as rows.
//
// The first row with anything in it names the columns if all its cells are texts, or texts and
// years over numbers that are no years; those without a name there, and all where it is data, are
// called A, B, C, ... and it is data. Rows without cells between others are rows of nulls; columns
// in front of all cells are none. A cell's value is what Excel computed last; of merged cells it
// stands in the first, and that there are some is said, as that a sheet is hidden is.
//
// Values decide a column's type: whole numbers int64, other numbers float64; numbers under a format
// of days date32 or, with a time of day, timestamp[us]; under one of hours time64[us]; duration[us]
// under one that counts hours beyond the day ([h]:mm), or where they go beyond it; more than a year
// under one of hours is a moment, of which the sheet shows the time. True and false are bool. An
// empty text is null beside those. Kinds mixed are text: numbers as the file has them, days in ISO
// 8601, times as 08:30:00. Errors (#N/A, ...) and
// formulas whose result the file has not are null, and counted in a notice.
//
// Memory: the texts that cells share (at most 1 GiB), and some rows. Cost: the sheet is read twice.
// Source: ECMA-376, part 1, section 18 (SpreadsheetML).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "formats/row_file.h"

namespace vitrine::formats {

/// What somebody says of where a table stands on its sheet; what is not said is found as above.
struct SheetReading {
  std::optional<bool> has_header = {};
  std::uint64_t skip_rows = 0;  ///< At the top of the sheet, of those that `skipped` leaves.
  std::vector<std::uint64_t> skipped = {};  ///< Rows left out by their numbers, from 0, in order.
  std::vector<std::string> names = {};  ///< Of all columns; without has_header no row is a header.
};

/// Sheets of cells, by name, in order; hidden ones too. Errors: corrupt; unsupported for workbooks
/// with a password and of the binary format; not_found, io.
Result<std::vector<std::string>> excel_sheets(const fs::path& path);

/// Errors: as above; not_found if there is no such sheet; invalid_argument for an empty one, and
/// for another number of names than of columns.
Result<RowFile> open_excel(const fs::path& path, const std::string& sheet,
                           const SheetReading& reading = {});

}  // namespace vitrine::formats

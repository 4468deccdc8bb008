#pragma once
// CSV check: every record of a CSV file has as many fields as its header, quotes close, and the
// text is UTF-8; so that a file that is not as it says is refused with its line before anything is
// read.
//
// Records as RFC 4180 has them: a quoted field may hold delimiters, line ends and doubled quotes.
// Blank lines count for nothing. Cost: about 500 MB/s. Not thread safe.

#include <string>

#include "base/result.h"
#include "source/source.h"

namespace vitrine {

struct CsvSummary {
  std::string header;         ///< The first record as it stands, without its line end.
  std::uint64_t records = 0;  ///< Without the header.
};

/// Errors: corrupt with file and line.
Result<CsvSummary> check_csv(const SourceFile& file);

}  // namespace vitrine

#pragma once
// CSV dialect: how the fields of a delimited text are parted and quoted, found by how well each way
// fits its beginning.

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/csv_records.h"
#include "source/read_options.h"

namespace vitrine::ingest {

/// The beginning of a text, in whole lines; `whole` tells whether it is all of it.
struct CsvSample {
  std::string_view text;
  bool whole = false;
};

/// How well a dialect fits a sample.
struct CsvFit {
  std::size_t columns = 0;  ///< Of the first record.
  std::size_t records = 0;
  std::size_t matching = 0;  ///< Records of as many fields as the first.
  std::size_t parted = 0;    ///< Records of several fields.
  std::size_t named = 0;     ///< Records of a field more than the first, that may be a row's name.
  bool clean = true;         ///< All could be parsed.

  bool is_table() const { return clean && columns >= 2 && (matching == records || names_rows()); }
  /// As R writes them: each record but the header begins with a name.
  bool names_rows() const { return clean && columns >= 2 && records > 2 && named + 1 == records; }
};

/// The first 2,000 records at most, until `visit` returns false. Errors: those of CsvRecords.
Status for_each_record(const CsvSample& sample, const CsvDialect& dialect,
                       const std::function<bool(const CsvRecord&)>& visit);

CsvFit measure(const CsvSample& sample, const CsvDialect& dialect);

/// The ways in which quotes and CRs might be meant, the likeliest first; the delimiter is `base`'s.
std::vector<CsvDialect> quotings(const CsvDialect& base, const source::ReadOptions& options);

/// Whether what ends the lines of a text is LF, and a CR alone, if any, might be part of a field.
bool lf_ends_lines(std::string_view text);

/// The dialect in which the sample is a table; else the one that fits most of it. `usual` is the
/// delimiter that the file's name promises, and goes first.
CsvDialect fitting_dialect(const CsvSample& sample, const CsvDialect& base, char usual,
                           const source::ReadOptions& options);

}  // namespace vitrine::ingest

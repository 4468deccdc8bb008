#pragma once
// Moments of 96 bits (INT96 of Spark, Hive and Impala): nanoseconds of a day in 64 bits, and the
// day in 32, counted as astronomers do.
//
// DuckDB reads them to the microsecond. In a retyped copy (parquet_footer.h) they are intervals,
// whose months, days and milliseconds are those bits 32 by 32, and SQL puts them together again.
// Source: Apache Impala, "TIMESTAMP data type"; Apache Parquet's parquet.thrift, INTERVAL. Private
// to ingest.

#include <set>
#include <span>
#include <stop_token>
#include <string>

#include "duck/database.h"
#include "ingest/parquet_footer.h"
#include "ingest/stored_form.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// In what the moments of a column are kept exactly.
enum class Moment96Form {
  kMicroseconds,  ///< timestamp[us]
  kNanoseconds,   ///< timestamp[ns]
  kText,          ///< One has nanoseconds, and one is outside of 1677 to 2262, which 64 bits hold.
};

/// Columns by their names.
struct Moments96 {
  std::set<std::string> finer;   ///< With a part of a microsecond.
  std::set<std::string> beyond;  ///< With a moment that 64 bits of nanoseconds do not hold.

  Moment96Form form_of(const std::string& column) const;
};

/// Looks at all such moments of a retyped copy, also inside of lists, maps and structs, and adds
/// to `found`. Errors: corrupt with the column for moments that no timestamp holds; those of a
/// query. Cost: one pass over those columns.
Status look_at_moments96(duck::Connection& connection, const fs::path& copy,
                         std::span<const ParquetColumn> columns, Moments96& found,
                         const std::stop_token& stop);

/// SQL over an interval of a copy: the moment that it is.
SqlOf moment96_sql(Moment96Form form);

/// The feature of a column of a copy, which DuckDB reads as `type`, with moments for intervals.
schema::Feature with_moments96(schema::Feature feature, const duck::ColumnType& type,
                               Moment96Form form);

}  // namespace vitrine::ingest

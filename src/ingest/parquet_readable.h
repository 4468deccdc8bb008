#pragma once
// Parquet readable: a config's Parquet files as DuckDB reads them without changing a value. Most
// are read where they are; files with columns that it would misread (parquet_footer.h) as retyped
// copies, whose columns SQL brings back to what they mean. Private to ingest.

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "ingest/moment96.h"
#include "ingest/parquet_footer.h"
#include "ingest/source_columns.h"
#include "source/unpack.h"

namespace vitrine::ingest {

struct ReadableFile {
  fs::path path;  ///< What DuckDB reads.
  /// Names are the file's own; misreadings and moments of 96 bits are told only of a retyped copy.
  std::vector<ParquetColumn> columns;
  /// Its rows are heavy, and the copy has another name for the column that is called as what
  /// DuckDB numbers rows by.
  bool is_renamed = false;
  bool is_miscounted = false;  ///< As ParquetFooter has it.
};

struct ReadableFiles {
  std::vector<ReadableFile> files;  ///< In the order given.
  /// Columns that hold, in one file at least, what the type nearest to theirs does not: a part of a
  /// microsecond, or more than 38 digits.
  std::set<std::string> finer;
  Moments96 moments;                   ///< Of all files.
  std::shared_ptr<const void> copies;  ///< Hold it as long as files are read.
};

/// A folder for copies, beside what DuckDB spills, which is in the library while a dataset is
/// imported. Errors: io.
Result<std::shared_ptr<const source::ScratchFolder>> make_copies_folder(const SourceScan& scan);

/// Errors: those of read_parquet_footer(), with the file's name; unsupported for times in
/// nanoseconds and decimals of more than 38 digits inside of lists and structs.
/// Cost: a footer a file; where one has such columns, a copy of it and a pass over them.
Result<ReadableFiles> make_readable(const SourceScan& scan,
                                    std::span<const source::SourceFile> files);

struct MendedColumn {
  std::string expression;
  schema::Feature type;
  std::string notice;  ///< Empty, or what a person should know.
};

/// A misread column of a retyped copy, as it is meant: times of day as time64[us], or as text where
/// they are `finer`; moments as timestamp[us, tz=UTC], or in timestamp[ns]; decimals as such, or as
/// text. Requires: a misreading.
MendedColumn mended(const ParquetColumn& column, const std::string& expression, bool finer);

/// Integers of 128 bits, which polars writes as 16 little-endian bytes, as decimals.
MendedColumn mended_integer(const std::string& name, const std::string& expression, bool is_signed);

}  // namespace vitrine::ingest

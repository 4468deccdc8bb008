#pragma once
// Heavy rows: Parquet files whose rows are large, written again in small row groups before they
// are read.
//
// DuckDB hands out 2,048 rows at a time, with every page that they lie in, and pyarrow closes a
// page after 1,024 rows whatever they weigh: of texts of 393 kB that is 800 MB. Those are the
// pages' own bytes; but whatever gathers rows to sort, stream or write them copies the whole vector
// once more. Here they are joined with the numbers of parts of 64 rows: DuckDB's nested loop over
// blocks keeps the vector as it was read and hands out the rows of one part after the other, so
// that what follows copies a part. (Slices by row numbers bound the copy too, but each decodes the
// pages before it again: 190 CPU-s and more for what takes 5 here.)
//
// Cost: beside reading and writing, one comparison a row and part of its group: rows² / 64 of a
// group. Private to ingest.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "duck/database.h"

namespace vitrine::ingest {

/// What DuckDB calls the numbers of rows. A file with such a column cannot be read with them.
constexpr std::string_view kRowNumberName = "file_row_number";

/// Of a file, by its footer. Bytes are uncompressed; texts that a dictionary holds count once.
struct RowGroups {
  std::vector<std::uint64_t> rows;  ///< Of each group.
  std::uint64_t largest_bytes = 0;  ///< Of a group.
  std::uint64_t row_bytes = 0;      ///< The average of the group whose rows are largest.
  std::uint64_t vector_bytes = 0;   ///< Of the rows that DuckDB hands out together, at most.

  std::uint64_t num_rows() const;
  std::uint64_t largest_rows() const;
  bool are_heavy() const;
};

/// Errors: corrupt, io.
Result<RowGroups> row_groups(duck::Connection& connection, const fs::path& file,
                             const std::stop_token& stop);

/// Writes `columns` (what stands behind SELECT) of all rows of a heavy file into `folder`, a file a
/// group, in their order; returns the files. Meanwhile up to 1.5 GiB more than DuckDB's limit of
/// memory is allowed, since it counts twice what pages of rows take. Requires: no column is called
/// file_row_number; no result of the connection is being read. Errors: those of a query.
Result<std::vector<fs::path>> write_light(duck::Connection& connection, const fs::path& file,
                                          const RowGroups& groups, const std::string& columns,
                                          const fs::path& folder, const std::stop_token& stop);

/// Does `work` while the database has at most `most` threads: each holds rows of its own until they
/// are written, but that one alone holds none. Errors: those of `work`. Requires: most > 0; no
/// result of the connection is being read.
Status on_few_threads(duck::Connection& connection, std::uint64_t most,
                      const std::function<Status()>& work);

}  // namespace vitrine::ingest

#pragma once
// Relation: how DuckDB reads a config's source files, and as which columns.
//
// Decides the features (declared by the card, else inferred from all rows), renames columns that
// DuckDB cannot hold ("" and names that differ in case only), and writes the SELECT whose columns
// are the features in order.

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "ingest/refused_value.h"
#include "schema/features.h"
#include "schema/named_model.h"
#include "source/source.h"

namespace vitrine::ingest {

struct SplitRelation {
  std::string sql;               ///< A SELECT of all rows in order.
  std::uint64_t num_rows = 0;    ///< 0 if the source does not tell before it is read.
  std::uint64_t group_rows = 0;  ///< Of the largest row group of Parquet that it reads.
  bool keeps_parquet = false;    ///< The source's Parquet files can be taken over as they are.
  std::vector<source::MediaFile> media =
      {};  ///< What rows show and the snapshot must keep, by key.
};

struct ConfigRelation {
  schema::Features features;
  std::vector<SplitRelation> splits;            ///< As the source's splits.
  std::vector<schema::NamedModel> models = {};  ///< What each file says made its vectors, in turn.
  std::vector<std::string> files_read;          ///< How: "a.csv: windows-1252, ';' between fields".
  std::vector<std::string>
      notices;                 ///< What a person should know: "column \"\" is called column_0".
  DeclaredPlaces places = {};  ///< Where to look for a value that has not its declared type.
  std::shared_ptr<const void> copies;  ///< Files that `splits` read, while this is held.
};

/// Whether the types that a person names are those of columns. Errors: unsupported.
Status check_named_types(const source::ReadOptions& reading);

/// Errors: corrupt with file and line; invalid_argument where the card or the user and the files,
/// or two files, disagree. Cost: one pass over JSON and CSV; footers and list columns only for
/// Parquet.
Result<ConfigRelation> make_relation(duck::Connection& connection,
                                     const source::SourceConfig& config, ProgressSink* progress,
                                     std::stop_token stop);

/// What DuckDB counts beyond the memory that a statement over all columns touches: in each step of
/// a plan (what is read, cast, gathered, written) room for 2,048 rows of every column, of which the
/// few rows of a wide table that are on their way fill little. See Connection::beyond_limit().
std::uint64_t unfilled_bytes(const schema::Features& features);

}  // namespace vitrine::ingest

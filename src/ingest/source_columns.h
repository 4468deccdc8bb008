#pragma once
// The columns of a config's source files as DuckDB can read them, per format. Private to ingest:
// relation.cc turns them into the columns of the dataset.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "schema/named_model.h"
#include "source/source.h"

namespace vitrine::ingest {

struct SourceColumn {
  std::string name;        ///< Unique without regard to case, never empty.
  std::string expression;  ///< SQL over the split's FROM clause.
  schema::Feature type;    ///< Of the expression.
};

struct SourceColumns {
  std::vector<SourceColumn> columns;
  std::vector<std::string> from;              ///< One FROM clause per split.
  std::vector<std::uint64_t> num_rows;        ///< One per split; empty if not known.
  std::vector<std::uint64_t> file_rows = {};  ///< One per file of all splits; empty if not known.
  /// The line of a row of a file, where there are lines. See refused_value.h.
  std::function<std::optional<std::uint64_t>(std::size_t file, std::uint64_t row)> line_of = {};
  bool keeps_parquet = false;
  std::uint64_t group_rows = 0;  ///< Of the largest row group of all files, where there are such.
  std::vector<std::string> files_read = {};     ///< How each file is read, a sentence each.
  std::vector<schema::NamedModel> models = {};  ///< What each file says made its vectors, in turn.
  std::vector<std::string> notices;
  /// SQL for what stands in front of names of media files; empty for nothing.
  std::string media_folder = {};
  std::shared_ptr<const void> copies = {};  ///< Files that `from` reads, while this is held.
};

struct SourceScan {
  duck::Connection& connection;
  const source::SourceConfig& config;
  ProgressSink* progress;
  std::stop_token stop;

  /// The type that the user, else the card, gives a column that is read as `name`, if one does.
  const schema::Feature* declared(std::string_view name) const;
};

Result<SourceColumns> json_columns(const SourceScan& scan);
Result<SourceColumns> csv_columns(const SourceScan& scan);
Result<SourceColumns> parquet_columns(const SourceScan& scan);
/// Of the formats that formats/ reads.
Result<SourceColumns> row_columns(const SourceScan& scan);

/// The types that a file's writer left under the key "huggingface", as {"info": {"features": ...}},
/// taken for the columns that they fit.
schema::Features named_by_writer(std::string_view hub_metadata, schema::Features schema);

/// Texts that are all dates in the form that the user or the card gives (reading.date_format)
/// become date32, or timestamp[us] where the form has a time. Cost: one pass, if a form is given.
Status read_dates(const SourceScan& scan, SourceColumns& source);

/// Vectors that are written in another form (texts of numbers, base64 or bytes of float32, lists of
/// small integers or of one list) become lists of floats of their length, which is said; other
/// types that are declared stay. Errors: invalid_argument for a column that the user or the card
/// calls a vector (reading.vectors) and that holds none. Cost: twenty rows, and one pass where
/// these look so.
Status read_vectors(const SourceScan& scan, SourceColumns& source);

/// The columns that the user or the card wants, in that order (reading.columns). Errors:
/// invalid_argument for one that is not there.
Status choose_columns(const SourceScan& scan, SourceColumns& source);

/// The same type with every list unsized: what DuckDB reads and Parquet holds.
schema::Feature without_lengths(schema::Feature feature);

/// Whether the type is one that we only keep (Image, Translation, ...), or holds one: its values
/// are stored as they come.
bool is_kept_as_it_comes(const schema::Feature& feature);

/// Whether a type that a stranger named may stand for values that are stored as `stored`: of the
/// same SQL type, where both have one, and media where there are bytes and a path.
bool fits(const schema::Feature& named, const schema::Feature& stored);

/// The type that a stranger named, as far down as it fits: of a struct or list whose other parts do
/// not, those that do.
schema::Feature named_where_it_fits(const schema::Feature& named, schema::Feature stored);

/// The SQL type of a feature that is known to have one. Requires: sql_type(feature) succeeds, which
/// make_relation has checked for the card's features and which holds for all that is inferred.
std::string storable_type(const schema::Feature& feature);

/// path_list_sql() of the files.
std::string sql_file_list(const std::vector<source::SourceFile>& files);

/// "uncompressed", "gzip" or "zstd", as DuckDB's readers name it.
std::string_view sql_compression(source::Compression compression);

/// Adds up to three sentences of one kind to `notices` by themselves, and more of them as one that
/// has the first three: "12 columns ...: <first>, <second>, <third>, and 9 more".
void say_gathered(std::vector<std::string> sentences, const std::string& what,
                  std::vector<std::string>& notices);

/// Names that DuckDB can hold together: "" becomes column_0 (by position), a name that another
/// has in other case, or that readers need for themselves, gets _1. Says so in `notices`.
std::vector<std::string> storable_names(const std::vector<std::string>& names,
                                        std::vector<std::string>& notices);

}  // namespace vitrine::ingest

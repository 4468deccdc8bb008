#include "local/row_parquet.h"

#include <unistd.h>

#include <cerrno>

#include "base/file.h"
#include "duck/parquet_metadata.h"
#include "duck/types.h"
#include "local/chosen_rows.h"

namespace vitrine::local {
namespace {

/// Removes its file when it goes.
struct TemporaryFile {
  explicit TemporaryFile(fs::path file) : path(std::move(file)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(path.c_str()); }
  const fs::path path;
};

Result<fs::path> new_file(const fs::path& folder) {
  std::error_code ec;
  fs::create_directories(folder, ec);
  std::string pattern = (folder / "rows-XXXXXX").string();
  const int descriptor = ::mkstemp(pattern.data());
  if (descriptor < 0) return errno_error("cannot create a file in " + folder.string(), errno);
  ::close(descriptor);
  return fs::path(pattern);
}

}  // namespace

Result<std::string> rows_as_parquet(const search::Split& split, RowSelector& sql,
                                    std::span<const std::uint64_t> rows,
                                    std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                    std::stop_token stop) {
  if (Status whole = split.check_parquet(); !whole) return std::move(whole).error();
  Result<fs::path> path = new_file(sql.temp_directory());
  if (!path) return std::move(path).error();
  const TemporaryFile file(*std::move(path));
  Result<duck::Connection> connection = sql.connect();
  if (!connection) return std::move(connection).error();
  const std::string chosen = chosen_rows_sql(split, rows, columns, ColumnTypes::kOfFiles);
  schema::Features features;
  for (const std::size_t column : columns) features.push_back(split.features()[column]);
  const Result<std::string> metadata =
      duck::parquet_metadata_sql(*connection, chosen, features, stop);
  if (!metadata) return metadata.error();
  const std::string statement = "COPY (" + chosen + ") TO " + quote_literal(file.path.string()) +
                                " (FORMAT parquet, COMPRESSION zstd, KV_METADATA " + *metadata +
                                ")";
  if (Status status = connection->execute(statement, std::move(stop)); !status)
    return std::move(status).error();
  return read_file(file.path, max_bytes);
}

}  // namespace vitrine::local

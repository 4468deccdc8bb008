#include "cli/query_output.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <thread>
#include <utility>

#include "cli/cell.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "duck/arrow_stream.h"
#include "duck/database.h"
#include "duck/json_cell.h"
#include "search/row_json.h"
#include "sql/console.h"

namespace vitrine::cli {
namespace {

constexpr std::size_t kMaxTableRows = 1000;
constexpr std::size_t kFlushBytes = 64 << 10;

/// Each row of the result, as JSON cells, until `visit` answers with an error.
Status visit_rows(duck::QueryResult& result,
                  const std::function<Status(std::span<const std::string_view>)>& visit) {
  duck::Chunk chunk;
  std::vector<std::string> cells(result.features().size());
  std::vector<std::string_view> views(cells.size());
  while (true) {
    const Result<bool> more = result.next(chunk);
    if (!more) return more.error();
    if (!*more) return {};
    for (std::size_t r = 0; r < chunk.rows(); ++r) {
      for (std::size_t c = 0; c < cells.size(); ++c) {
        cells[c].clear();
        duck::append_cell_json(cells[c], chunk.column(c), r, result.features()[c].type);
        views[c] = cells[c];
      }
      if (Status status = visit(views); !status) return status;
    }
  }
}

Status print_json(duck::QueryResult& result) {
  const std::vector<std::string> keys =
      search::column_keys(result.features(), search::all_columns(result.features()));
  std::string out = "{\"features\":" + schema::features_json(result.features()) + ",\"rows\":[";
  bool is_first = true;
  const Status read = visit_rows(result, [&](std::span<const std::string_view> cells) {
    if (!std::exchange(is_first, false)) out += ',';
    search::append_object(out, keys, cells);
    if (out.size() < kFlushBytes) return Status();
    return print(std::exchange(out, {}));
  });
  return read ? print(out + "]}\n") : read;
}

Status print_text(duck::QueryResult& result, OutputFormat format) {
  TextRows rows(format, result.features(), search::all_columns(result.features()));
  const Status read =
      visit_rows(result, [&](std::span<const std::string_view> cells) { return rows.add(cells); });
  return read ? rows.finish() : read;
}

Status print_arrow(duck::QueryResult& result) {
  std::vector<duck::ArrowColumn> columns;
  for (std::size_t i = 0; i < result.features().size(); ++i)
    columns.push_back({result.features()[i].name, result.types()[i]});
  std::string out;
  if (Status status = duck::append_arrow_schema(out, columns, {}); !status) return status;
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result.next(chunk);
    if (!more) return more.error();
    if (!*more) break;
    if (Status status = duck::append_arrow_batch(out, chunk); !status) return status;
    if (Status status = print(std::exchange(out, {})); !status) return status;
  }
  duck::append_arrow_end(out);
  return print(out);
}

Status print_table(duck::QueryResult& result) {
  Table table;
  for (const schema::FeatureField& field : result.features()) {
    table.header.push_back(field.name);
    table.right_aligned.push_back(field.type.is_integer() || field.type.is_float());
  }
  std::uint64_t rows = 0;
  const Status read = visit_rows(result, [&](std::span<const std::string_view> row) {
    if (++rows > kMaxTableRows) return Status();
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (const std::string_view cell : row) cells.push_back(cell_of_json(cell));
    return Status();
  });
  if (!read) return read;
  if (rows > table.rows.size()) {
    note("the first " + with_thousands(table.rows.size()) + " of " + with_thousands(rows) +
         " rows; --format jsonl or csv prints all");
  }
  return print(table_for_stdout(table));
}

/// Prints what comes out of a pipe until it is closed; closes this end, so that who writes into the
/// other learns it when nobody reads on.
Status relay(int from) {
  std::string buffer(kFlushBytes, '\0');
  Status printed;
  while (printed) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got == 0) break;
    if (got > 0) printed = print(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
    if (got < 0 && errno != EINTR) printed = errno_error("reading the rows", errno);
  }
  ::close(from);
  return printed;
}

/// DuckDB writes Parquet to a path: that of a pipe, since standard output may be what has none that
/// can be opened, such as a socket.
Status print_parquet(std::span<const sql::SqlTable> tables, const std::string& statement,
                     const std::stop_token& stop) {
  std::array<int, 2> pipe = {-1, -1};
  if (::pipe(pipe.data()) != 0) return errno_error("making a pipe", errno);
  Status relayed;
  std::jthread relaying([&] { relayed = relay(pipe[0]); });
  Status copied = [&] {
    Result<sql::SqlConsole> console =
        sql::SqlConsole::open(tables, {}, "/dev/fd/" + std::to_string(pipe[1]));
    if (!console) return Status(console.error());
    return console->copy(statement, "FORMAT parquet, COMPRESSION zstd", stop);
  }();
  ::close(pipe[1]);
  relaying.join();
  return relayed ? copied : relayed;
}

/// Requires: not kParquet, which DuckDB writes itself.
Status print_result(duck::QueryResult& result, OutputFormat format) {
  switch (format) {
    case OutputFormat::kTable:
      return print_table(result);
    case OutputFormat::kJson:
      return print_json(result);
    case OutputFormat::kJsonLines:
    case OutputFormat::kCsv:
      return print_text(result, format);
    case OutputFormat::kArrow:
      return print_arrow(result);
    case OutputFormat::kParquet:
      break;
  }
  return internal_error("a format without an implementation");
}

}  // namespace

Status print_query(std::span<const sql::SqlTable> tables, const std::string& statement,
                   OutputFormat format, const std::stop_token& stop) {
  if (format == OutputFormat::kParquet) return print_parquet(tables, statement, stop);
  Result<sql::SqlConsole> console = sql::SqlConsole::open(tables, {});
  if (!console) return std::move(console).error();
  Result<duck::QueryResult> result = console->query(statement, stop);
  if (!result) return std::move(result).error();
  return print_result(*result, format);
}

}  // namespace vitrine::cli

#include "sql/worker.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <optional>
#include <thread>

#include "base/json_writer.h"
#include "duck/json_cell.h"
#include "duck/library.h"
#include "schema/features.h"
#include "sql/confinement.h"
#include "sql/console.h"
#include "sql/frames.h"

namespace vitrine::sql {
namespace {

constexpr int kAnswer = STDOUT_FILENO;
constexpr int kNiceness = 5;  ///< Behind whoever serves pages.
constexpr std::size_t kFlushBytes = 256U << 10U;
constexpr std::size_t kMaxRequestBytes = 16U << 20U;

Result<std::string> read_request() {
  std::string text;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got == 0) return text;
    if (got < 0 && errno != EINTR) return errno_error("reading the request", errno);
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kMaxRequestBytes) return too_large("the request is too long");
  }
}

/// Takes "(at character 17)" off a message: the offset 16.
std::optional<std::size_t> take_position(std::string& message) {
  constexpr std::string_view kMark = " (at character ";
  const std::size_t at = message.rfind(kMark);
  if (at == std::string::npos || !message.ends_with(')')) return std::nullopt;
  std::size_t character = 0;
  const char* const first = message.data() + at + kMark.size();
  const char* const last = message.data() + message.size() - 1;
  const auto [end, error] = std::from_chars(first, last, character);
  if (error != std::errc() || end != last || character == 0) return std::nullopt;
  message.resize(at);
  return character - 1;
}

Status tell_error(const Error& error) {
  std::string message = error.message();
  const std::optional<std::size_t> offset = take_position(message);
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("code", static_cast<int>(error.code())).member("message", message);
  json.key("at");
  if (offset) {
    json.value(*offset);
  } else {
    json.null();
  }
  json.end_object();
  return write_frame(kAnswer, FrameKind::kError, out);
}

Status tell_columns(const schema::Features& features) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const schema::FeatureField& column : features) {
    std::string feature;
    schema::append_feature_json(feature, column.type);
    json.begin_object()
        .member("name", column.name)
        .member("type", schema::feature_label(column.type));
    json.key("feature").raw(feature).end_object();
  }
  json.end_array();
  return write_frame(kAnswer, FrameKind::kColumns, out);
}

Status tell_done(std::uint64_t rows, bool truncated) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("rows", rows).member("truncated", truncated).end_object();
  return write_frame(kAnswer, FrameKind::kDone, out);
}

void append_row(std::string& out, const duck::Chunk& chunk, std::size_t row,
                const schema::Features& features) {
  out += '[';
  for (std::size_t c = 0; c < chunk.columns(); ++c) {
    if (c > 0) out += ',';
    duck::append_cell_json(out, chunk.column(c), row, features[c].type);
  }
  out += ']';
}

Status answer_arrays(SqlConsole& console, const SqlRequest& request) {
  Result<duck::QueryResult> result = console.query(request.sql, {});
  if (!result) return std::move(result).error();
  if (Status told = tell_columns(result->features()); !told) return told;
  duck::Chunk chunk;
  std::string out = "[";
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  bool truncated = false;
  while (!truncated) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) break;
    for (std::size_t r = 0; r < chunk.rows() && !truncated; ++r) {
      truncated = rows == request.max_rows;
      if (truncated) break;
      if (rows++ > 0) out += ',';
      append_row(out, chunk, r, result->features());
      if (bytes + out.size() > request.max_bytes) {
        return too_large("the rows of the answer take more than " +
                         std::to_string(request.max_bytes) + " bytes; ask for fewer");
      }
      if (out.size() < kFlushBytes) continue;
      bytes += out.size();
      if (Status told = write_frame(kAnswer, FrameKind::kBytes, out); !told) return told;
      out.clear();
    }
  }
  out += ']';
  if (Status told = write_frame(kAnswer, FrameKind::kBytes, out); !told) return told;
  return tell_done(rows, truncated);
}

/// Sends what comes out of a pipe, until it is closed, as frames.
Status relay(int from) {
  std::string buffer(kFlushBytes, '\0');
  while (true) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got == 0) return {};
    if (got < 0 && errno != EINTR) return errno_error("reading the rows", errno);
    if (got <= 0) continue;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    if (Status told = write_frame(kAnswer, FrameKind::kBytes, bytes); !told) return told;
  }
}

std::string_view copy_format(SqlForm form) {
  if (form == SqlForm::kCsv) return "FORMAT csv, HEADER true";
  if (form == SqlForm::kJsonLines) return "FORMAT json";
  return "FORMAT parquet, COMPRESSION zstd";
}

/// DuckDB writes the file into a pipe, from which it goes on as frames.
Status answer_file(SqlConsole& console, const SqlRequest& request, const std::array<int, 2>& pipe) {
  const Result<schema::Features> features = console.describe(request.sql);
  if (!features) return features.error();
  if (Status told = tell_columns(*features); !told) return told;
  Status relayed;
  std::thread relaying([&] { relayed = relay(pipe[0]); });
  const Status copied = console.copy(request.sql, copy_format(request.form));
  ::close(pipe[1]);
  relaying.join();
  if (!copied) return copied;
  if (!relayed) return relayed;
  return tell_done(0, false);
}

/// Opens the tables' files, which stay open as long as the process, and names them by what is open:
/// an import that puts another file of that content in their place changes nothing for the query,
/// also not which files it may read (confinement.h). Errors: unavailable where a file is gone,
/// which a second import may have replaced while the query waited; io.
Status hold_files(std::vector<SqlTable>& tables) {
  if (rlimit files{}; ::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &files));
  }
  for (SqlTable& table : tables) {
    for (fs::path& file : table.files) {
      const int held = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
      if (held < 0 && errno == ENOENT)
        return unavailable("the dataset was imported again while the query waited; ask again");
      if (held < 0) return errno_error("opening a file of table " + table.name, errno);
      file = "/proc/self/fd/" + std::to_string(held);
    }
  }
  return {};
}

/// Whoever asks knows tables, not where they are kept.
Error without_paths(const Error& error, const std::vector<SqlTable>& tables) {
  std::string message = error.message();
  for (const SqlTable& table : tables) {
    for (const fs::path& file : table.files) {
      const std::string path = file.string();
      for (std::size_t at = 0; (at = message.find(path, at)) != std::string::npos;)
        message.replace(at, path.size(), table.name);
    }
  }
  return {error.code(), std::move(message)};
}

Status answer(SqlRequest& asked) {
  const Result<std::string> text = read_request();
  if (!text) return text.error();
  Result<SqlRequest> parsed = parse_sql_request(*text);
  if (!parsed) return std::move(parsed).error();
  asked = *std::move(parsed);
  const SqlRequest* const request = &asked;
  if (Status held = hold_files(asked.tables); !held) return held;
  std::array<int, 2> pipe = {-1, -1};
  fs::path writable;
  if (request->form != SqlForm::kArrays) {
    if (::pipe(pipe.data()) != 0) return errno_error("making a pipe", errno);
    writable = "/dev/fd/" + std::to_string(pipe[1]);
  }
  std::vector<fs::path> files;
  for (const SqlTable& table : request->tables)
    files.insert(files.end(), table.files.begin(), table.files.end());
  static_cast<void>(::nice(kNiceness));
  // Its file is not among those that may be opened later.
  if (Status loaded = duck::load_duckdb(); !loaded) return loaded;
  // Before the engine starts its threads: what they may do is settled when they begin.
  if (Status confined = confine_process(files, request->memory_bytes); !confined) return confined;
  const duck::DatabaseOptions options = {.threads = 2,
                                         .memory_limit_bytes = request->memory_bytes / 2};
  Result<SqlConsole> console = SqlConsole::open(request->tables, options, writable);
  if (!console) return std::move(console).error();
  if (request->form == SqlForm::kArrays) return answer_arrays(*console, *request);
  return answer_file(*console, *request, pipe);
}

}  // namespace

int run_sql_worker() {
  SqlRequest request;
  const Status answered = answer(request);
  if (answered) return 0;
  return tell_error(without_paths(answered.error(), request.tables)) ? 0 : 1;
}

}  // namespace vitrine::sql

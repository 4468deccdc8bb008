#include "formats/sqlite_file.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include "base/sql_quote.h"
#include "base/utf8.h"
#include "duck/types.h"

namespace vitrine::formats {
namespace {

constexpr std::int64_t kExactDoubles = std::int64_t{1} << 53U;
constexpr int kStepsPerCall = 1'000'000;
constexpr int kMaxListingSteps = 2000;

struct Closer {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using DatabasePointer = std::unique_ptr<sqlite3, Closer>;
using StatementPointer = std::unique_ptr<sqlite3_stmt, Closer>;

/// "file:/a/b.db?immutable=1" with what a URI gives a meaning escaped.
std::string uri_of(const fs::path& path) {
  std::string uri = "file:";
  for (const char c : fs::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#') {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      uri += '%';
      uri += kDigits[static_cast<unsigned char>(c) >> 4U];
      uri += kDigits[static_cast<unsigned char>(c) & 15U];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

Error failure(sqlite3* database, int code) {
  const std::string text = sqlite3_errmsg(database);
  if (code == SQLITE_NOTADB)
    return unsupported("it is no SQLite database, or an encrypted one: decrypt it first");
  if (code == SQLITE_CORRUPT) return corrupt("the database is damaged (" + text + ")");
  if (code == SQLITE_INTERRUPT)
    return too_large("a view takes too long for one row: write its result to a table first");
  if (code == SQLITE_CANTOPEN) return not_found("it cannot be opened");
  return invalid_argument(text);
}

/// What has been written but is not in the file is not seen by an immutable reader.
Status check_journals(const fs::path& path) {
  std::error_code ec;
  for (const char* ending : {"-wal", "-journal"}) {
    const fs::path journal = path.string() + ending;
    if (fs::exists(journal, ec) && fs::file_size(journal, ec) > 0 && !ec) {
      return unsupported("it has changes in " + journal.filename().string() +
                         " that are not in the file yet: close the program that writes it, or run "
                         "sqlite3 " +
                         path.filename().string() + " \"PRAGMA wal_checkpoint(TRUNCATE)\"");
    }
  }
  return {};
}

Result<DatabasePointer> open_database(const fs::path& path) {
  if (Status status = check_journals(path); !status) return std::move(status).error();
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(uri_of(path).c_str(), &raw,
                      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  DatabasePointer database(raw);
  if (code != SQLITE_OK) return failure(raw, code);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_exec(raw, "PRAGMA cell_size_check = ON", nullptr, nullptr, nullptr);
  return database;
}

Result<StatementPointer> prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr);
  if (code != SQLITE_OK) return failure(database, code);
  return StatementPointer(raw);
}

/// A query that is stepped through; counts SQLite's steps within each row.
class Query {
 public:
  static Result<std::unique_ptr<Query>> open(const fs::path& path, const std::string& sql,
                                             int max_steps) {
    Result<DatabasePointer> database = open_database(path);
    if (!database) return std::move(database).error();
    Result<StatementPointer> statement = prepare(database->get(), sql);
    if (!statement) return std::move(statement).error();
    auto query = std::make_unique<Query>();
    query->database_ = *std::move(database);
    query->statement_ = *std::move(statement);
    query->max_calls_ = max_steps;
    sqlite3_progress_handler(query->database_.get(), kStepsPerCall, &Query::count, query.get());
    return query;
  }

  /// False behind the last row.
  Result<bool> step() {
    calls_ = 0;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_DONE) return false;
    if (code != SQLITE_ROW) return failure(database_.get(), code);
    return true;
  }
  int columns() const { return sqlite3_column_count(statement_.get()); }
  std::string name(int i) const { return text_or(sqlite3_column_name(statement_.get(), i)); }
  std::string declared(int i) const {
    return text_or(sqlite3_column_decltype(statement_.get(), i));
  }
  int kind(int i) const { return sqlite3_column_type(statement_.get(), i); }
  std::int64_t integer(int i) const { return sqlite3_column_int64(statement_.get(), i); }
  double real(int i) const { return sqlite3_column_double(statement_.get(), i); }
  /// Of a blob its bytes, of anything else its text, as SQLite writes it.
  std::string_view bytes(int i) const {
    const void* data = kind(i) == SQLITE_BLOB ? sqlite3_column_blob(statement_.get(), i)
                                              : sqlite3_column_text(statement_.get(), i);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), i));
    return data == nullptr ? std::string_view()
                           : std::string_view(static_cast<const char*>(data), size);
  }

 private:
  static std::string text_or(const char* text) { return text == nullptr ? "" : text; }
  static int count(void* user) {
    auto* query = static_cast<Query*>(user);
    return ++query->calls_ > query->max_calls_ ? 1 : 0;
  }

  DatabasePointer database_;
  StatementPointer statement_;
  int calls_ = 0;
  int max_calls_ = 0;
};

/// A number of digits at the front of `text`, taken away; -1 if they are no digits.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::int32_t> take_day(std::string_view& text) {
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return std::nullopt;
  const int month = take_digits(text, 2);
  if (month < 0 || !take(text, '-')) return std::nullopt;
  const int day = take_digits(text, 2);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (day < 0 || !date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// "YYYY-MM-DD", nothing else.
std::optional<std::int32_t> parse_day(std::string_view text) {
  const std::optional<std::int32_t> day = take_day(text);
  return text.empty() ? day : std::nullopt;
}

/// "YYYY-MM-DD HH:MM:SS[.f...]" as microseconds since 1970.
std::optional<std::int64_t> parse_moment(std::string_view text) {
  const std::optional<std::int32_t> day = take_day(text);
  if (!day || !take(text, ' ')) return std::nullopt;
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return std::nullopt;
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59 || !take(text, ':')) return std::nullopt;
  const int second = take_digits(text, 2);
  if (second < 0 || second > 59) return std::nullopt;
  int micros = 0;
  if (take(text, '.')) {
    const std::size_t digits = text.size();
    micros = digits >= 1 && digits <= 6 ? take_digits(text, digits) : -1;
    if (micros < 0) return std::nullopt;
    for (std::size_t i = digits; i < 6; ++i) micros *= 10;
  }
  if (!text.empty()) return std::nullopt;
  const std::int64_t seconds = std::int64_t{*day} * 86'400 + hour * 3600 + minute * 60 + second;
  return seconds * 1'000'000 + micros;
}

/// What the values of a column are.
struct Evidence {
  bool integers = false;
  bool wide_integers = false;  ///< Beyond what a double holds.
  bool other_than_flags = false;
  bool reals = false;
  bool texts = false;
  bool other_than_days = false;
  bool other_than_moments = false;
  bool bytes = false;  ///< Blobs, or text that is not UTF-8.

  void add(const Query& query, int i);
};

void Evidence::add(const Query& query, int i) {
  switch (query.kind(i)) {
    case SQLITE_INTEGER: {
      const std::int64_t value = query.integer(i);
      integers = true;
      wide_integers |= value > kExactDoubles || value < -kExactDoubles;
      other_than_flags |= value != 0 && value != 1;
      return;
    }
    case SQLITE_FLOAT:
      reals = true;
      return;
    case SQLITE_TEXT: {
      const std::string_view text = query.bytes(i);
      texts = true;
      bytes |= !is_valid_utf8(text);
      other_than_days = other_than_days || !parse_day(text);
      other_than_moments = other_than_moments || !parse_moment(text);
      return;
    }
    case SQLITE_BLOB:
      bytes = true;
      return;
    default:
      return;  // null
  }
}

bool declares(const std::string& declared, std::string_view word) {
  std::string upper;
  for (const char c : declared) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return upper.find(word) != std::string::npos;
}

/// kNull where there is no value and no type is declared that says more.
duck::CellType cell_of(const Evidence& found, const std::string& declared) {
  const bool any = found.integers || found.reals || found.texts || found.bytes;
  if (!any) {
    if (declares(declared, "INT")) return duck::CellType::kInt64;
    if (declares(declared, "REAL") || declares(declared, "FLOA") || declares(declared, "DOUB"))
      return duck::CellType::kFloat64;
    return declares(declared, "CHAR") || declares(declared, "TEXT") ? duck::CellType::kString
                                                                    : duck::CellType::kNull;
  }
  if (found.bytes) return duck::CellType::kBlob;
  if (found.texts) {
    const bool only = !found.integers && !found.reals;
    const bool moment = declares(declared, "TIME");  // DATETIME, TIMESTAMP
    if (only && moment && !found.other_than_moments) return duck::CellType::kTimestampUs;
    if (only && declares(declared, "DATE") && !found.other_than_days) return duck::CellType::kDate;
    return duck::CellType::kString;
  }
  if (found.reals) return found.wide_integers ? duck::CellType::kString : duck::CellType::kFloat64;
  return declares(declared, "BOOL") && !found.other_than_flags ? duck::CellType::kBool
                                                               : duck::CellType::kInt64;
}

class SqliteReader final : public duck::RowReader {
 public:
  SqliteReader(std::unique_ptr<Query> query, const std::vector<duck::RowColumn>& columns)
      : query_(std::move(query)) {
    for (const duck::RowColumn& column : columns) cells_.push_back(column.type.cell);
  }

  Result<std::size_t> read(duck::RowChunk& out) override {
    std::size_t row = 0;
    while (!out.is_full(row) && !done_) {
      const Result<bool> more = query_->step();
      if (!more) return more.error();
      done_ = !*more;
      if (done_) break;
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (Status status = write(out.column(i), row, static_cast<int>(i)); !status)
          return std::move(status).error();
      }
      ++row;
    }
    return row;
  }

 private:
  Status write(duck::ColumnWriter out, std::size_t row, int i) {
    const duck::CellType cell = cells_[static_cast<std::size_t>(i)];
    if (query_->kind(i) == SQLITE_NULL) {
      out.null(row);
    } else if (cell == duck::CellType::kInt64) {
      out.number(row, query_->integer(i));
    } else if (cell == duck::CellType::kBool) {
      out.number(row, query_->integer(i) != 0);
    } else if (cell == duck::CellType::kFloat64) {
      out.number(row, query_->real(i));
    } else if (cell == duck::CellType::kDate) {
      out.number(row, parse_day(query_->bytes(i)).value_or(0));
    } else if (cell == duck::CellType::kTimestampUs) {
      out.number(row, parse_moment(query_->bytes(i)).value_or(0));
    } else if (query_->kind(i) == SQLITE_FLOAT) {
      // SQLite's own text of a real has 15 digits, which is not always the number.
      return out.text(row, fmt::format("{}", query_->real(i)));
    } else {
      return out.text(row, query_->bytes(i));
    }
    return {};
  }

  std::unique_ptr<Query> query_;
  std::vector<duck::CellType> cells_;
  bool done_ = false;
};

class SqliteRows final : public duck::RowSource {
 public:
  SqliteRows(fs::path path, std::string sql, std::vector<duck::RowColumn> columns,
             std::uint64_t rows, int max_steps)
      : path_(std::move(path)),
        sql_(std::move(sql)),
        columns_(std::move(columns)),
        rows_(rows),
        max_steps_(max_steps) {}

  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override { return rows_; }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    Result<std::unique_ptr<Query>> query = Query::open(path_, sql_, max_steps_);
    if (!query) return std::move(query).error();
    return std::unique_ptr<duck::RowReader>(
        std::make_unique<SqliteReader>(*std::move(query), columns_));
  }

 private:
  fs::path path_;
  std::string sql_;
  std::vector<duck::RowColumn> columns_;
  std::uint64_t rows_;
  int max_steps_;
};

}  // namespace

Result<std::vector<std::string>> sqlite_tables(const fs::path& path) {
  // What full-text and other modules keep for themselves is told by the list of tables alone.
  const Result<std::unique_ptr<Query>> query = Query::open(
      path,
      "SELECT m.name FROM sqlite_schema m JOIN pragma_table_list l ON l.name = m.name AND "
      "l.schema = 'main' WHERE m.type IN ('table', 'view') AND l.type IN ('table', 'view', "
      "'virtual') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name LIKE 'gpkg\\_%' "
      "ESCAPE '\\' OR m.name LIKE 'rtree\\_%' ESCAPE '\\' OR m.name IN ('spatial_ref_sys', "
      "'geometry_columns'), m.rowid",
      kMaxListingSteps);
  if (!query) return query.error();
  std::vector<std::string> names;
  while (true) {
    const Result<bool> more = (*query)->step();
    if (!more) return more.error();
    if (!*more) return names;
    names.emplace_back((*query)->bytes(0));
  }
}

Result<RowFile> open_sqlite(const fs::path& path, const std::string& table, int max_steps) {
  const std::string sql = "SELECT * FROM " + quote_identifier(table);
  const Result<std::unique_ptr<Query>> query = Query::open(path, sql, max_steps);
  if (!query) return query.error();
  const int count = (*query)->columns();
  std::vector<Evidence> found(static_cast<std::size_t>(count));
  std::uint64_t rows = 0;
  for (;; ++rows) {
    const Result<bool> more = (*query)->step();
    if (!more) return more.error();
    if (!*more) break;
    for (int i = 0; i < count; ++i) found[static_cast<std::size_t>(i)].add(**query, i);
  }
  RowFile out;
  std::vector<duck::RowColumn> columns;
  for (int i = 0; i < count; ++i) {
    duck::RowColumn column;
    column.name = position_name(columns.size());
    column.type.cell = cell_of(found[columns.size()], (*query)->declared(i));
    schema::Feature feature = duck::feature_of(column.type);
    // A column of nulls is stored as text.
    if (column.type.cell == duck::CellType::kNull) column.type.cell = duck::CellType::kString;
    columns.push_back(std::move(column));
    out.features.push_back({(*query)->name(i), std::move(feature)});
  }
  out.rows = std::make_shared<SqliteRows>(path, sql, std::move(columns), rows, max_steps);
  return out;
}

}  // namespace vitrine::formats

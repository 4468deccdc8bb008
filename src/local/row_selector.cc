#include "local/row_selector.h"

#include "ask/canonical.h"
#include "duck/types.h"
#include "local/map_area.h"
#include "local/predicate_sql.h"
#include "local/predicate_values.h"
#include "local/split_relation.h"

namespace vitrine::local {
namespace {

/// Calls `take` with the first column of every row that a statement gives.
template <typename Take>
Status for_each_row(duck::Connection& connection, const std::string& sql, std::stop_token stop,
                    Take take) {
  Result<duck::QueryResult> result = connection.query(sql, std::move(stop));
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return {};
    const duck::ColumnView column = chunk.column(0);
    for (std::size_t r = 0; r < chunk.rows(); ++r) take(column.uint64(r));
  }
}

/// A digit per row: 1 for those in the set.
std::string digits_of(const search::RowSet& rows, std::uint64_t num_rows) {
  std::string digits(num_rows, '0');
  for (std::uint64_t row = 0; row < num_rows; ++row) {
    if (rows.contains(row)) digits[row] = '1';
  }
  return digits;
}

/// Makes the relations that a condition asks for its areas, as temporary tables of the connection.
Status create_areas(const search::Split& split, const PredicateSql& sql,
                    duck::Connection& connection, const std::stop_token& stop) {
  for (std::size_t i = 0; i < sql.areas.size(); ++i) {
    const Result<search::RowSet> rows = rows_inside(split, *sql.areas[i]);
    if (!rows) return rows.error();
    // A bit per row keeps the statement short however many rows are inside.
    Status made =
        connection.execute("CREATE TEMP TABLE " + quote_identifier(area_relation(i)) +
                               " AS SELECT i AS \"row\" FROM range(" +
                               std::to_string(split.num_rows()) + ") AS r(i) WHERE get_bit('" +
                               digits_of(*rows, split.num_rows()) + "'::BIT, i::INTEGER) = 1",
                           stop);
    if (!made) return made;
  }
  return {};
}

}  // namespace

Result<duck::Connection> RowSelector::connect() {
  const std::lock_guard lock(mutex_);
  if (!database_) {
    Result<duck::Database> database =
        duck::Database::open({options_.threads, options_.memory_bytes, options_.temp_directory});
    if (!database) return std::move(database).error();
    database_.emplace(*std::move(database));
  }
  return duck::Connection::open(*database_);
}

std::shared_ptr<const void> RowSelector::cached(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (large_ && large_->key == key) return large_->value;
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->value;
}

void RowSelector::remember(std::string key, std::shared_ptr<const void> value,
                           std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > options_.cache_bytes) {
    large_ = Entry{std::move(key), std::move(value), bytes};
    return;
  }
  if (by_key_.contains(key)) return;
  while (cached_bytes_ + bytes > options_.cache_bytes) {
    cached_bytes_ -= entries_.back().bytes;
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key, std::move(value), bytes});
  by_key_.emplace(std::move(key), entries_.begin());
  cached_bytes_ += bytes;
}

Result<std::shared_ptr<const search::RowSet>> RowSelector::matching(
    const search::Split& split, const store::ColumnValues* values, const ask::Predicate& predicate,
    std::stop_token stop, Reads reads) {
  if (stop.stop_requested()) return cancelled("stopped");
  const std::string key = split.key() + "\nwhere\n" + ask::canonical_text(predicate);
  if (auto known = cached(key)) return std::static_pointer_cast<const search::RowSet>(known);
  if (values != nullptr) {
    Result<std::optional<search::RowSet>> told =
        rows_by_values(predicate, split.features(), *values,
                       [&](const ask::MapArea& area) { return rows_inside(split, area); });
    if (!told) return std::move(told).error();
    if (*told) {
      auto rows = std::make_shared<const search::RowSet>(**std::move(told));
      remember(key, rows, rows->words().size_bytes() + key.size());
      return rows;
    }
  }
  const Result<PredicateSql> sql = predicate_sql(predicate, split.features());
  if (!sql) return sql.error();
  const bool reads_files = reads == Reads::kFiles;
  if (Status whole = reads_files ? split.check_parquet() : Status(); !whole)
    return std::move(whole).error();
  Result<duck::Connection> connection = connect();
  if (!connection) return std::move(connection).error();
  if (Status made = create_areas(split, *sql, *connection, stop); !made)
    return std::move(made).error();
  auto rows = std::make_shared<search::RowSet>(split.num_rows());
  const std::string query =
      "SELECT " + quote_identifier(kRowColumn) + " FROM (" +
      (reads_files ? split_relation_sql(split, kRowColumn)
                   : added_relation_sql(*split.added_columns(), split.num_rows(), kRowColumn)) +
      ") WHERE " + sql->condition;
  Status read =
      for_each_row(*connection, query, std::move(stop), [&](std::uint64_t r) { rows->insert(r); });
  if (!read) return std::move(read).error();
  remember(key, rows, rows->words().size_bytes() + key.size());
  return std::shared_ptr<const search::RowSet>(std::move(rows));
}

Result<std::shared_ptr<const std::vector<std::uint32_t>>> RowSelector::sorted(
    const search::Split& split, const ask::Order& order, std::stop_token stop) {
  using Rows = std::vector<std::uint32_t>;
  const std::string key = split.key() + "\nsort\n" + ask::canonical_text(order);
  if (auto known = cached(key)) return std::static_pointer_cast<const Rows>(known);
  const Result<std::string> keys = order_sql(order, split.features());
  if (!keys) return keys.error();
  if (Status whole = split.check_parquet(); !whole) return std::move(whole).error();
  Result<duck::Connection> connection = connect();
  if (!connection) return std::move(connection).error();
  const std::string row = quote_identifier(kRowColumn);
  auto rows = std::make_shared<Rows>();
  rows->reserve(split.num_rows());
  const std::string query = "SELECT " + row + " FROM (" + split_relation_sql(split, kRowColumn) +
                            ") ORDER BY " + *keys + (order.empty() ? "" : ", ") + row;
  Status read = for_each_row(*connection, query, std::move(stop), [&](std::uint64_t r) {
    rows->push_back(static_cast<std::uint32_t>(r));
  });
  if (!read) return std::move(read).error();
  if (rows->size() != split.num_rows()) return internal_error("sorting lost rows");
  remember(key, rows, rows->size() * sizeof(std::uint32_t) + key.size());
  return std::shared_ptr<const Rows>(std::move(rows));
}

}  // namespace vitrine::local

#include "ingest/moment96.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sql_quote.h"
#include "duck/types.h"

namespace vitrine::ingest {
namespace {

/// Since 1970, whose first day is 2440588 as astronomers count.
std::string days(const std::string& cell) {
  return fmt::format(
      "(datepart('hour', {0}) * 3600000 + datepart('minute', {0}) * 60000 + "
      "datepart('milliseconds', {0}) - 2440588)",
      cell);
}

std::string nanoseconds(const std::string& cell) {
  return fmt::format(
      "(datepart('day', {0}) * 4294967296 + ((datepart('year', {0}) * 12 + datepart('month', {0})) "
      "& 4294967295))",
      cell);
}

/// Nanoseconds beyond whole microseconds, 0 to 999.
std::string rest(const std::string& cell) {
  return fmt::format("(({} % 1000 + 1000) % 1000)", nanoseconds(cell));
}

std::string microseconds(const std::string& cell) {
  return fmt::format("({} * 86400000000 + ({} - {}) // 1000)", days(cell), nanoseconds(cell),
                     rest(cell));
}

/// A timestamp of DuckDB ends 106,751,991 days before and after 1970; the nanoseconds of a day,
/// which may be any 64 bits, are up to 106,752 more.
std::string is_beyond_all(const std::string& cell) {
  return days(cell) + " NOT BETWEEN -106000000 AND 106000000";
}

/// What is beyond all is so here too, and nothing overflows.
std::string is_beyond_nanoseconds(const std::string& cell) {
  return fmt::format(
      "CASE WHEN {} THEN true ELSE {} NOT BETWEEN -9223372036854775 AND 9223372036854774 END",
      is_beyond_all(cell), microseconds(cell));
}

std::string is_finer(const std::string& cell) {
  return rest(cell) + " <> 0";
}

bool has_interval(const duck::ColumnType& type) {
  return type.cell == duck::CellType::kInterval || std::ranges::any_of(type.children, has_interval);
}

/// Whether an interval of a cell is so; false for none. `depth` names the parameters of lambdas.
std::string any_interval(const std::string& cell, const duck::ColumnType& type, const SqlOf& is_so,
                         int depth) {
  if (type.cell == duck::CellType::kInterval) return "coalesce(" + is_so(cell) + ", false)";
  if (type.cell == duck::CellType::kStruct) {
    std::string out;
    for (std::size_t i = 0; i < type.children.size(); ++i) {
      if (!has_interval(type.children[i])) continue;
      const std::string member =
          "struct_extract(" + cell + ", " + quote_literal(type.labels[i]) + ")";
      out += (out.empty() ? "(" : " OR ") + any_interval(member, type.children[i], is_so, depth);
    }
    return out + ")";
  }
  const std::string members =
      type.cell == duck::CellType::kMap ? "map_entries(" + cell + ")" : cell;
  const std::string member = "m" + std::to_string(depth);
  return fmt::format("coalesce(list_bool_or(list_transform({}, lambda {}: {})), false)", members,
                     member, any_interval(member, type.children.front(), is_so, depth + 1));
}

}  // namespace

Moment96Form Moments96::form_of(const std::string& column) const {
  if (!finer.contains(column)) return Moment96Form::kMicroseconds;
  return beyond.contains(column) ? Moment96Form::kText : Moment96Form::kNanoseconds;
}

Status look_at_moments96(duck::Connection& connection, const fs::path& copy,
                         std::span<const ParquetColumn> columns, Moments96& found,
                         const std::stop_token& stop) {
  const std::string from = duck::read_parquet_sql(std::span(&copy, 1));
  Result<duck::QueryResult> read = connection.query("SELECT * FROM " + from + " LIMIT 0", {}, stop);
  if (!read) return std::move(read).error();
  const std::vector<duck::ColumnType> types = read->types();
  const schema::Features names = read->features();
  for (std::size_t i = 0; i < std::min(columns.size(), names.size()); ++i) {
    if (!columns[i].has_int96 || !has_interval(types[i])) continue;
    const std::string cell = quote_identifier(names[i].name);
    std::string sql;
    for (const SqlOf& is_so : {SqlOf(is_beyond_all), SqlOf(is_beyond_nanoseconds), SqlOf(is_finer)})
      sql += (sql.empty() ? "SELECT coalesce(bool_or(" : ", coalesce(bool_or(") +
             any_interval(cell, types[i], is_so, 0) + "), false)";
    Result<duck::QueryResult> result = connection.query(sql + " FROM " + from, {}, stop);
    if (!result) return std::move(result).error();
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (chunk.column(0).boolean(0))
      return corrupt("column \"" + columns[i].name +
                     "\" holds a moment of 96 bits that is beyond all that can be told: write it "
                     "as null");
    if (chunk.column(1).boolean(0)) found.beyond.insert(columns[i].name);
    if (chunk.column(2).boolean(0)) found.finer.insert(columns[i].name);
  }
  return {};
}

SqlOf moment96_sql(Moment96Form form) {
  switch (form) {
    case Moment96Form::kMicroseconds:
      break;
    case Moment96Form::kNanoseconds:
      return [](const std::string& cell) {
        return fmt::format("make_timestamp_ns({} * 1000 + {})", microseconds(cell), rest(cell));
      };
    case Moment96Form::kText:
      return [](const std::string& cell) {
        return fmt::format(
            "(strftime(make_timestamp({}), '%Y-%m-%dT%H:%M:%S.%f') || lpad(CAST({} AS VARCHAR), 3, "
            "'0'))",
            microseconds(cell), rest(cell));
      };
  }
  return [](const std::string& cell) { return "make_timestamp(" + microseconds(cell) + ")"; };
}

schema::Feature with_moments96(schema::Feature feature, const duck::ColumnType& type,
                               Moment96Form form) {
  if (type.cell == duck::CellType::kInterval) {
    switch (form) {
      case Moment96Form::kMicroseconds:
        return schema::Feature::value("timestamp[us]");
      case Moment96Form::kNanoseconds:
        return schema::Feature::value("timestamp[ns]");
      case Moment96Form::kText:
        return schema::Feature::value("string");
    }
  }
  for (std::size_t i = 0; i < std::min(feature.children.size(), type.children.size()); ++i) {
    schema::FeatureField& child = feature.children[i];
    child.type = with_moments96(std::move(child.type), type.children[i], form);
  }
  return feature;
}

}  // namespace vitrine::ingest

#include "ingest/parquet_meaning.h"

#include <algorithm>

#include "duck/arrow_footer.h"
#include "duck/types.h"

namespace vitrine {
namespace {

/// As many digits as DuckDB's decimals have; beyond, it makes doubles of the wrong bytes.
constexpr std::int64_t kMaxDecimalDigits = 38;

/// Elements of a Parquet schema come in preorder, each with its number of children.
class TopLevelColumn {
 public:
  void enter(std::string_view name, std::int64_t num_children) {
    if (!began_) {
      began_ = true;  // the root
      return;
    }
    if (open_ == 0) {
      name_ = name;
      open_ = 1;
    }
    open_ += num_children - 1;
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::int64_t open_ = 0;  ///< Elements below the current column that are still to come.
  bool began_ = false;
};

Status check_element(const Chunk& chunk, std::size_t row, const std::string& column) {
  if (!chunk.column(2).is_null(row) && chunk.column(2).int64(row) > kMaxDecimalDigits) {
    return unsupported("column \"" + column + "\" is a decimal of " +
                       std::to_string(chunk.column(2).int64(row)) +
                       " digits; up to 38 are read exactly: write it as decimal128 or as text");
  }
  if (chunk.column(3).boolean(row)) {
    return unsupported("column \"" + column +
                       "\" is time64[ns], which would be cut to microseconds: write it as "
                       "time64[us] or as text");
  }
  return {};
}

Status check_readable(Connection& connection, const fs::path& file, const std::stop_token& stop) {
  Result<QueryResult> result = connection.query(
      "SELECT name, coalesce(num_children, 0)::BIGINT, precision::BIGINT, coalesce(logical_type "
      "LIKE 'TimeType%NANOS=NanoSeconds%', false) FROM parquet_schema(" +
          path_list_sql(std::span(&file, 1)) + ")",
      stop);
  if (!result) return std::move(result).error();
  TopLevelColumn column;
  Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return {};
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      column.enter(chunk.column(0).text(row), chunk.column(1).int64(row));
      if (Status status = check_element(chunk, row, column.name()); !status) return status;
    }
  }
}

Feature with_meaning(Feature feature, const ArrowField& field) {
  if (feature.is_value("int64") && field.meaning == ArrowMeaning::kDuration)
    return Feature::value("duration[" + std::string(field.unit) + "]");
  if (feature.kind == Feature::Kind::kValue && field.meaning == ArrowMeaning::kNull)
    return Feature::value("null");
  if (feature.children.size() != field.children.size()) return feature;
  for (std::size_t i = 0; i < feature.children.size(); ++i) {
    FeatureField& child = feature.children[i];
    child.type = with_meaning(std::move(child.type), field.children[i]);
  }
  return feature;
}

}  // namespace

Result<Features> with_parquet_meaning(Connection& connection, const fs::path& file, Features read,
                                      const std::stop_token& stop) {
  if (Status status = check_readable(connection, file, stop); !status)
    return std::move(status).error();
  Result<QueryResult> result = connection.query("SELECT decode(value) FROM parquet_kv_metadata(" +
                                                    path_list_sql(std::span(&file, 1)) +
                                                    ") WHERE key = 'ARROW:schema'::BLOB",
                                                stop);
  if (!result) return std::move(result).error();
  Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more || !*more || chunk.column(0).is_null(0)) return read;
  const auto fields = read_arrow_footer(chunk.column(0).text(0));
  if (!fields || fields->size() != read.size()) return read;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i].name == (*fields)[i].name)
      read[i].type = with_meaning(std::move(read[i].type), (*fields)[i]);
  }
  return read;
}

bool holds_null_type(const Feature& feature) {
  return feature.is_value("null") ||
         std::ranges::any_of(feature.children,
                             [](const FeatureField& child) { return holds_null_type(child.type); });
}

}  // namespace vitrine

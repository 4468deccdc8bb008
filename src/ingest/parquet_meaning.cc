#include "ingest/parquet_meaning.h"

#include <algorithm>

#include "base/json_parse.h"
#include "duck/time_zone.h"
#include "duck/types.h"
#include "formats/arrow_footer.h"

namespace vitrine::ingest {
namespace {

/// What Parquet has as microseconds may have been counted in seconds, or told in a zone. Where the
/// footer and the file disagree, the file is right.
schema::Feature moment_with_meaning(schema::Feature feature, const formats::FooterField& field) {
  const std::string unit(field.unit);
  if (feature.is_value("timestamp[us]") && field.zone.empty() && unit != "ns")
    return schema::Feature::value("timestamp[" + unit + "]");
  if (feature.is_value("timestamp[us, tz=UTC]") && duck::TimeZone::find(field.zone) != nullptr)
    return schema::Feature::value("timestamp[" + (unit == "ns" ? "us" : unit) +
                                  ", tz=" + field.zone + "]");
  return feature;
}

schema::Feature with_meaning(schema::Feature feature, const formats::FooterField& field,
                             bool is_top) {
  if (field.meaning == formats::ArrowMeaning::kTimestamp)
    return moment_with_meaning(std::move(feature), field);
  if (feature.is_value("time64[us]") && field.meaning == formats::ArrowMeaning::kTime &&
      (field.unit == "s" || field.unit == "ms"))
    return schema::Feature::value("time32[" + std::string(field.unit) + "]");
  if (feature.is_value("int64") && field.meaning == formats::ArrowMeaning::kDuration)
    return schema::Feature::value("duration[" + std::string(field.unit) + "]");
  if (feature.is_value("binary") && field.meaning == formats::ArrowMeaning::kInt128 && is_top)
    return schema::Feature::value("int128");
  if (feature.is_value("binary") && field.meaning == formats::ArrowMeaning::kUint128 && is_top)
    return schema::Feature::value("uint128");
  if (feature.is_value("int8") && field.meaning == formats::ArrowMeaning::kBool8)
    return schema::Feature::value("bool");
  if (feature.kind == schema::Feature::Kind::kValue &&
      field.meaning == formats::ArrowMeaning::kNull)
    return schema::Feature::value("null");
  if (feature.children.size() != field.children.size()) return feature;
  for (std::size_t i = 0; i < feature.children.size(); ++i) {
    schema::FeatureField& child = feature.children[i];
    child.type = with_meaning(std::move(child.type), field.children[i], false);
  }
  return feature;
}

/// Gives columns the meaning that the schema of Arrow's writers has.
void add_arrow_meaning(std::string_view schema, ParquetMeaning& out) {
  const auto fields = formats::read_arrow_footer(schema);
  if (!fields || fields->size() != out.features.size()) return;
  for (std::size_t i = 0; i < out.features.size(); ++i) {
    schema::FeatureField& column = out.features[i];
    const formats::FooterField& field = (*fields)[i];
    if (column.name != field.name) continue;
    column.type = with_meaning(std::move(column.type), field, true);
    if (!field.embedding_model.empty()) out.models.push_back({column.name, field.embedding_model});
  }
}

}  // namespace

void add_pandas_meaning(std::string_view metadata, schema::Features& read) {
  const Result<boost::json::value> parsed = parse_json(metadata);
  const boost::json::value* found = parsed ? find_member(*parsed, "columns") : nullptr;
  const boost::json::array* columns = found == nullptr ? nullptr : found->if_array();
  if (columns == nullptr) return;
  for (const boost::json::value& column : *columns) {
    if (!string_member(column, "numpy_type").value_or("").starts_with("timedelta64")) continue;
    const auto field = std::ranges::find(read, string_member(column, "field_name").value_or(""),
                                         &schema::FeatureField::name);
    if (field != read.end() && field->type.is_value("time64[us]"))
      field->type = schema::Feature::value("duration[us]");
  }
}

Result<ParquetMeaning> parquet_meaning(duck::Connection& connection, const fs::path& file,
                                       schema::Features read, const std::stop_token& stop) {
  Result<duck::QueryResult> result = connection.query(
      "SELECT key = 'ARROW:schema'::BLOB, decode(value) FROM parquet_kv_metadata(" +
          duck::path_list_sql(std::span(&file, 1)) +
          ") WHERE key IN ('ARROW:schema'::BLOB, 'pandas'::BLOB)",
      stop);
  if (!result) return std::move(result).error();
  ParquetMeaning out{std::move(read)};
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more || !*more) return out;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      if (chunk.column(1).is_null(row)) continue;
      const std::string_view value = chunk.column(1).text(row);
      if (chunk.column(0).boolean(row)) {
        add_arrow_meaning(value, out);
      } else {
        add_pandas_meaning(value, out.features);
      }
    }
  }
}

bool is_stored_otherwise(const duck::ColumnType& type, const schema::Feature& feature) {
  if (feature.is_value("null") || (feature.is_value("bool") && type.cell == duck::CellType::kInt8))
    return true;
  for (std::size_t i = 0; i < std::min(feature.children.size(), type.children.size()); ++i) {
    if (is_stored_otherwise(type.children[i], feature.children[i].type)) return true;
  }
  return false;
}

}  // namespace vitrine::ingest

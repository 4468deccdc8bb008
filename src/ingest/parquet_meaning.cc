#include "ingest/parquet_meaning.h"

#include <algorithm>

#include "duck/types.h"
#include "formats/arrow_footer.h"

namespace vitrine {
namespace {

Feature with_meaning(Feature feature, const FooterField& field, bool is_top) {
  if (feature.is_value("int64") && field.meaning == ArrowMeaning::kDuration)
    return Feature::value("duration[" + std::string(field.unit) + "]");
  if (feature.is_value("binary") && field.meaning == ArrowMeaning::kInt128 && is_top)
    return Feature::value("int128");
  if (feature.is_value("binary") && field.meaning == ArrowMeaning::kUint128 && is_top)
    return Feature::value("uint128");
  if (feature.is_value("int8") && field.meaning == ArrowMeaning::kBool8)
    return Feature::value("bool");
  if (feature.kind == Feature::Kind::kValue && field.meaning == ArrowMeaning::kNull)
    return Feature::value("null");
  if (feature.children.size() != field.children.size()) return feature;
  for (std::size_t i = 0; i < feature.children.size(); ++i) {
    FeatureField& child = feature.children[i];
    child.type = with_meaning(std::move(child.type), field.children[i], false);
  }
  return feature;
}

}  // namespace

Result<ParquetMeaning> parquet_meaning(Connection& connection, const fs::path& file, Features read,
                                       const std::stop_token& stop) {
  Result<QueryResult> result = connection.query("SELECT decode(value) FROM parquet_kv_metadata(" +
                                                    path_list_sql(std::span(&file, 1)) +
                                                    ") WHERE key = 'ARROW:schema'::BLOB",
                                                stop);
  if (!result) return std::move(result).error();
  Chunk chunk;
  const Result<bool> more = result->next(chunk);
  ParquetMeaning out{std::move(read)};
  if (!more || !*more || chunk.column(0).is_null(0)) return out;
  const auto fields = read_arrow_footer(chunk.column(0).text(0));
  if (!fields || fields->size() != out.features.size()) return out;
  for (std::size_t i = 0; i < out.features.size(); ++i) {
    FeatureField& column = out.features[i];
    const FooterField& field = (*fields)[i];
    if (column.name != field.name) continue;
    column.type = with_meaning(std::move(column.type), field, true);
    if (!field.embedding_model.empty()) out.models.push_back({column.name, field.embedding_model});
  }
  return out;
}

bool is_stored_otherwise(const ColumnType& type, const Feature& feature) {
  if (feature.is_value("null") || (feature.is_value("bool") && type.cell == CellType::kInt8))
    return true;
  for (std::size_t i = 0; i < std::min(feature.children.size(), type.children.size()); ++i) {
    if (is_stored_otherwise(type.children[i], feature.children[i].type)) return true;
  }
  return false;
}

}  // namespace vitrine

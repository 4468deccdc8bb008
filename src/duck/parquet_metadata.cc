#include "duck/parquet_metadata.h"

#include <algorithm>

#include "base/sql_quote.h"
#include "duck/arrow_stream.h"
#include "schema/column.h"
#include "schema/hub_metadata.h"

namespace vitrine::duck {
namespace {

/// Whether only Arrow's schema tells of it.
bool is_of_arrow(const schema::Feature& type) {
  const std::string_view zone = schema::zone_of(type);
  return (!zone.empty() && zone != "UTC") ||
         schema::form_of(type) == schema::ScalarForm::kDuration ||
         std::ranges::any_of(type.children, is_of_arrow, &schema::FeatureField::type);
}

}  // namespace

Result<std::string> parquet_metadata_sql(Connection& connection, const std::string& query,
                                         const schema::Features& features,
                                         const std::stop_token& stop) {
  std::string out = "{huggingface: " + quote_literal(schema::hub_metadata(features));
  if (std::ranges::none_of(features, is_of_arrow, &schema::FeatureField::type)) return out + "}";
  Result<QueryResult> bound = connection.query("SELECT * FROM (" + query + ") LIMIT 0", {}, stop);
  if (!bound) return std::move(bound).error();
  std::vector<ArrowColumn> columns;
  for (std::size_t i = 0; i < features.size(); ++i)
    columns.push_back({features[i].name, bound->types()[i], features[i].type});
  const Result<std::string> footer = arrow_footer(columns);
  if (!footer) return footer.error();
  return out + ", 'ARROW:schema': " + quote_literal(*footer) + "}";
}

}  // namespace vitrine::duck

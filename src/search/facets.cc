#include "search/facets.h"

#include "base/json_writer.h"

namespace vitrine::search {

void append_facet_json(std::string& out, const ColumnFacet& facet) {
  JsonWriter json(out);
  const auto write = [&](std::string_view name, const std::optional<std::uint64_t>& number) {
    json.key(name);
    if (number) {
      json.value(*number);
    } else {
      json.null();
    }
  };
  json.begin_object();
  write("missing", facet.missing);
  write("distinct", facet.distinct);
  json.key("values").begin_array();
  for (const FacetValue& value : facet.values) {
    json.begin_object().key("value").raw(value.json).member("count", value.count).end_object();
  }
  json.end_array().key("histogram");
  if (facet.histogram) {
    json.begin_object().key("hist").begin_array();
    for (const std::uint64_t count : facet.histogram->counts) json.value(count);
    json.end_array().key("bin_edges").raw(facet.histogram->bin_edges).end_object();
  } else {
    json.null();
  }
  if (facet.quantiles) {
    json.key("quantiles").begin_array();
    for (std::size_t i = 0; i < facet.quantiles->size(); ++i)
      json.begin_array().value(kQuantiles[i]).raw((*facet.quantiles)[i]).end_array();
    json.end_array();
  }
  json.end_object();
}

}  // namespace vitrine::search

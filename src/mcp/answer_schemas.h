#pragma once
// Schemas of what tools answer with: JSON Schema, as tools/list tells it in outputSchema. They say
// what is always there and what its type is; an answer may have more.

#include <string_view>

namespace vitrine::mcp {

inline constexpr std::string_view kDatasetsSchema =
    R"({"type":"object","required":["datasets"],"properties":{"datasets":{"type":"array","items":)"
    R"({"type":"object","required":["id","num_rows","num_columns","columns"],"properties":{)"
    R"("id":{"type":"string"},"description":{"type":"string"},"num_rows":{"type":"integer"},)"
    R"("num_columns":{"type":"integer"},"columns":{"type":"array","items":{"type":"string"}}}}}}})";

inline constexpr std::string_view kColumnsSchema =
    R"({"type":"object","required":["num_rows","configs","columns"],"properties":{)"
    R"("num_rows":{"type":"integer"},"configs":{"type":"array","items":{"type":"object",)"
    R"("required":["config","splits"]}},"columns":{"type":"array","items":{"type":"object",)"
    R"("required":["name","type","role"],"properties":{"name":{"type":"string"},)"
    R"("type":{"type":"string"},"role":{"type":"string"}}}}}})";

inline constexpr std::string_view kHitsSchema =
    R"({"type":"object","required":["total","rows","mode","meaning"],"properties":{)"
    R"("total":{"type":"integer"},"rows":{"type":"array","items":{"type":"object",)"
    R"("required":["row_idx","link","row"],"properties":{"row_idx":{"type":"integer"},)"
    R"("link":{"type":"string"},"score":{"type":"number"},"row":{"type":"object"}}}},)"
    R"("mode":{"type":"string"},"meaning":{"type":"string"},"facets":{"type":"object"},)"
    R"("left_out":{"type":"string"}}})";

inline constexpr std::string_view kCountsSchema =
    R"({"type":"object","required":["total","facets"],"properties":{"total":{"type":"integer"},)"
    R"("facets":{"type":"object","additionalProperties":{"type":"object"}}}})";

inline constexpr std::string_view kTableSchema =
    R"({"type":"object","required":["columns","rows"],"properties":{"columns":{"type":"array",)"
    R"("items":{"type":"string"}},"rows":{"type":"array","items":{"type":"array"}},)"
    R"("truncated":{"type":"string"},"left_out":{"type":"string"}}})";

inline constexpr std::string_view kRowSchema =
    R"({"type":"object","required":["row_idx","num_rows","row"],"properties":{)"
    R"("row_idx":{"type":"integer"},"num_rows":{"type":"integer"},"row":{"type":"object"}}})";

inline constexpr std::string_view kReadingListSchema =
    R"({"type":"object","required":["entries"],"properties":{"entries":{"type":"array","items":)"
    R"({"type":"object","required":["title","note","folder","tags","status","rating"],)"
    R"("properties":{"row_idx":{"type":"integer"},"link":{"type":"string"},)"
    R"("lost":{"type":"string"},"title":{"type":"string"},"note":{"type":"string"},)"
    R"("folder":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}},)"
    R"("status":{"type":"string"},"rating":{"type":"integer"}}}},"left_out":{"type":"string"}}})";

}  // namespace vitrine::mcp

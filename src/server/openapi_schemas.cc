#include "server/openapi_schemas.h"

namespace vitrine {
namespace {

constexpr std::string_view kSchemas = R"json({
"Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
"Feature": {"type": ["object", "array"]},
"FeatureItem": {"type": "object", "required": ["feature_idx", "name", "type"], "additionalProperties": false,
  "properties": {"feature_idx": {"type": "integer", "minimum": 0}, "name": {"type": "string"}, "type": {"$ref": "#/components/schemas/Feature"}}},
"RowItem": {"type": "object", "required": ["row_idx", "row", "truncated_cells"], "additionalProperties": false,
  "properties": {"row_idx": {"type": "integer", "minimum": 0}, "row": {"type": "object"}, "truncated_cells": {"type": "array", "items": {"type": "string"}}}},
"SplitName": {"type": "object", "required": ["dataset", "config", "split"], "additionalProperties": false,
  "properties": {"dataset": {"type": "string"}, "config": {"type": "string"}, "split": {"type": "string"}}},
"Nothing": {"type": "array", "maxItems": 0},
"IsValid": {"type": "object", "required": ["preview", "viewer", "search", "filter", "statistics"], "additionalProperties": {"type": "boolean"}},
"Splits": {"type": "object", "required": ["splits"], "additionalProperties": false,
  "properties": {"splits": {"type": "array", "items": {"$ref": "#/components/schemas/SplitName"}},
    "pending": {"$ref": "#/components/schemas/Nothing"}, "failed": {"$ref": "#/components/schemas/Nothing"}}},
"FirstRows": {"type": "object", "required": ["dataset", "config", "split", "features", "rows", "truncated"], "additionalProperties": false,
  "properties": {"dataset": {"type": "string"}, "config": {"type": "string"}, "split": {"type": "string"},
    "features": {"type": "array", "items": {"$ref": "#/components/schemas/FeatureItem"}},
    "rows": {"type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/RowItem"}}, "truncated": {"type": "boolean"}}},
"Rows": {"type": "object", "required": ["features", "rows", "num_rows_total", "num_rows_per_page", "partial"], "additionalProperties": false,
  "properties": {"features": {"type": "array", "items": {"$ref": "#/components/schemas/FeatureItem"}},
    "rows": {"type": "array", "maxItems": 10000, "items": {"$ref": "#/components/schemas/RowItem"}},
    "num_rows_total": {"type": "integer", "minimum": 0}, "num_rows_per_page": {"const": 100}, "partial": {"const": false},
    "next_cursor": {"type": ["string", "null"]}}},
"Statistics": {"type": "object", "required": ["num_examples", "statistics", "partial"], "additionalProperties": false,
  "properties": {"num_examples": {"type": "integer", "minimum": 0}, "partial": {"const": false},
    "statistics": {"type": "array", "items": {"type": "object", "required": ["column_name", "column_type", "column_statistics"], "additionalProperties": false,
      "properties": {"column_name": {"type": "string"}, "column_statistics": {"type": "object", "required": ["nan_count", "nan_proportion"]},
        "column_type": {"enum": ["int", "float", "bool", "class_label", "string_label", "string_text", "list", "datetime", "audio", "video", "image"]}}}}}},
"ParquetFiles": {"type": "object", "required": ["parquet_files", "partial"], "additionalProperties": false,
  "properties": {"parquet_files": {"type": "array", "items": {"type": "object", "required": ["dataset", "config", "split", "url", "filename", "size"], "additionalProperties": false,
      "properties": {"dataset": {"type": "string"}, "config": {"type": "string"}, "split": {"type": "string"}, "url": {"type": "string"},
        "filename": {"type": "string"}, "size": {"type": "integer", "minimum": 0}}}},
    "features": {"type": "object"}, "partial": {"const": false},
    "pending": {"$ref": "#/components/schemas/Nothing"}, "failed": {"$ref": "#/components/schemas/Nothing"}}},
"Bytes": {"type": "object", "required": ["dataset", "num_rows", "num_bytes_parquet_files", "num_bytes_memory", "estimated_num_rows"],
  "properties": {"num_rows": {"type": "integer"}, "num_columns": {"type": "integer"}, "num_bytes_original_files": {"type": ["integer", "null"]},
    "num_bytes_parquet_files": {"type": "integer"}, "num_bytes_memory": {"type": "integer"}, "estimated_num_rows": {"type": "null"}}},
"Size": {"type": "object", "required": ["size", "partial"], "properties": {"partial": {"const": false},
  "size": {"type": "object", "required": ["splits"], "properties": {"dataset": {"$ref": "#/components/schemas/Bytes"}, "config": {"$ref": "#/components/schemas/Bytes"},
    "configs": {"type": "array", "items": {"$ref": "#/components/schemas/Bytes"}}, "splits": {"type": "array", "items": {"$ref": "#/components/schemas/Bytes"}}}}}},
"Info": {"type": "object", "required": ["dataset_info", "partial"], "properties": {"dataset_info": {"type": "object"}, "partial": {"const": false}}},
"DatasetList": {"type": "object", "required": ["datasets"], "properties": {"datasets": {"type": "array", "items": {"type": "object", "required": ["id"]}}}},
"Object": {"type": "object"},
"List": {"type": "array"},
"Hits": {"type": "object", "required": ["total", "num_rows", "mode", "took_ms", "corrections", "facets", "hits"],
  "properties": {"total": {"type": "integer", "minimum": 0}, "num_rows": {"type": "integer", "minimum": 0}, "mode": {"enum": ["hybrid", "keyword", "semantic"]},
    "took_ms": {"type": "number", "minimum": 0}, "corrections": {"type": "array"}, "facets": {"type": "object"},
    "hits": {"type": "array", "items": {"type": "object", "required": ["row_idx", "score", "row", "highlights", "why"],
      "properties": {"row_idx": {"type": "integer", "minimum": 0}, "score": {"type": ["number", "null"]}, "row": {"type": "object"},
        "highlights": {"type": "object"}, "why": {"type": ["object", "null"]}}}}}},
"Row": {"type": "object", "required": ["row_idx", "num_rows", "row", "vectors"],
  "properties": {"row_idx": {"type": "integer"}, "num_rows": {"type": "integer"}, "row": {"type": "object"}, "vectors": {"type": "object"}}}
})json";

}  // namespace

std::string_view answer_schemas() {
  return kSchemas;
}

}  // namespace vitrine

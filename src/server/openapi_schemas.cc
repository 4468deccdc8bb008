#include "server/openapi_schemas.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/json_writer.h"
#include "schema/column.h"

namespace vitrine::server {
namespace {

constexpr std::string_view kSchemas = R"json({
"Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
"Feature": {"type": ["object", "array"], "minItems": 1, "maxItems": 1, "items": {"$ref": "#/components/schemas/Feature"}},
"FeatureItem": {"type": "object", "required": ["feature_idx", "name", "type"], "additionalProperties": false,
  "properties": {"feature_idx": {"type": "integer", "minimum": 0}, "name": {"type": "string"}, "type": {"$ref": "#/components/schemas/Feature"}}},
"RowItem": {"type": "object", "required": ["row_idx", "row", "truncated_cells"], "additionalProperties": false,
  "properties": {"row_idx": {"type": "integer", "minimum": 0}, "row": {"type": "object"}, "truncated_cells": {"type": "array", "items": {"type": "string"}}}},
"SplitName": {"type": "object", "required": ["dataset", "config", "split"], "additionalProperties": false,
  "properties": {"dataset": {"type": "string"}, "config": {"type": "string"}, "split": {"type": "string"}}},
"Nothing": {"type": "array", "maxItems": 0, "items": {}},
"IsValid": {"type": "object", "required": ["preview", "viewer", "search", "filter", "statistics"], "additionalProperties": {"type": "boolean"}},
"Texts": {"type": "array", "items": {"type": "string"}},
"Libraries": {"type": "object", "required": ["libraries", "formats"], "additionalProperties": false, "properties": {"formats": {"$ref": "#/components/schemas/Texts"},
  "libraries": {"type": "array", "items": {"type": "object", "required": ["language", "library", "function", "loading_codes"], "additionalProperties": false,
    "properties": {"language": {"const": "python"}, "library": {"type": "string"}, "function": {"type": "string"}, "loading_codes": {"type": "array", "items": {
      "type": "object", "required": ["config_name", "arguments", "code"], "additionalProperties": false,
      "properties": {"config_name": {"type": "string"}, "arguments": {"type": "object"}, "code": {"type": "string"}}}}}}}}},
"HubCache": {"type": "object", "required": ["preview", "viewer", "partial", "num_rows", "libraries", "modalities", "formats"], "additionalProperties": false,
  "properties": {"preview": {"type": "boolean"}, "viewer": {"type": "boolean"}, "partial": {"const": false}, "num_rows": {"type": "integer", "minimum": 0},
    "libraries": {"$ref": "#/components/schemas/Texts"}, "modalities": {"$ref": "#/components/schemas/Texts"}, "formats": {"$ref": "#/components/schemas/Texts"}}},
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
"DatasetList": {"type": "object", "required": ["version", "datasets"], "properties": {"version": {"type": "string"}, "datasets": {"type": "array",
  "items": {"type": "object", "required": ["id", "owner", "name", "pretty_name", "description", "num_rows", "num_columns", "num_bytes", "imported_at", "snapshot", "license", "tags", "columns", "modalities"],
    "properties": {"id": {"type": "string"}, "num_rows": {"type": "integer", "minimum": 0}, "tags": {"type": "array", "items": {"type": "string"}},
      "columns": {"type": "array", "items": {"type": "string"}}, "modalities": {"$ref": "#/components/schemas/Modalities"}, "error": {"type": "string"}}}}}},
"Modalities": {"type": "array", "items": {"enum": ["image", "audio", "video", "document", "text", "tabular", "vectors"]}},
"Dataset": {"type": "object", "additionalProperties": false,
  "required": ["id", "owner", "name", "snapshot", "imported_at", "origin", "num_bytes_original", "num_bytes", "num_rows", "downloads_last_month", "modalities", "card", "configs", "reading"],
  "properties": {"id": {"type": "string"}, "owner": {"type": "string"}, "name": {"type": "string"}, "snapshot": {"type": "string"}, "imported_at": {"type": "string"},
    "origin": {"type": "string"}, "num_bytes_original": {"type": "integer", "minimum": 0}, "num_bytes": {"type": "integer", "minimum": 0}, "num_rows": {"type": "integer", "minimum": 0},
    "downloads_last_month": {"type": "integer", "minimum": 0},
    "modalities": {"$ref": "#/components/schemas/Modalities"},
    "card": {"type": ["object", "null"], "required": ["pretty_name", "license", "tags", "languages", "pictures", "markdown"]},
    "reading": {"type": "array", "items": {"type": "object", "required": ["config", "files_read", "notices"], "properties": {"config": {"type": "string"},
      "files_read": {"type": "array", "items": {"type": "string"}}, "notices": {"type": "array", "items": {"type": "string"}}}}},
    "configs": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["config", "splits"], "properties": {"config": {"type": "string"},
      "splits": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["split", "num_rows", "num_columns", "num_bytes_parquet_files", "parquet_files"],
        "properties": {"parquet_files": {"type": "array", "items": {"type": "object", "required": ["filename", "size", "url"]}}}}}}}}}},
"Columns": {"type": "object", "required": ["num_rows", "may_label", "labels_error", "columns"], "additionalProperties": false, "properties": {"num_rows": {"type": "integer", "minimum": 0}, "may_label": {"type": "boolean"}, "labels_error": {"type": "string"},
  "columns": {"type": "array", "items": {"type": "object", "required": ["name", "type", "kind", "feature", "role", "column_type", "statistics", "extra", "projection", "label"], "properties": {"name": {"type": "string"},
    "type": {"type": "string"}, "kind": {"enum": @kinds@},
    "feature": {"$ref": "#/components/schemas/Feature"}, "role": {"enum": ["id", "title", "abstract", "summary", "authors", "keywords", "link", "arxiv_id", "class", "venue", "year", "vector", ""]},
    "column_type": {"type": ["string", "null"]}, "statistics": {"type": ["object", "null"]}, "extra": {"type": ["object", "null"]},
    "projection": {"type": ["object", "null"], "required": ["use", "num_rows", "held_out", "compared", "explained", "mrr", "text_mrr"], "properties": {"use": {"enum": ["default", "when_named", "never"]},
      "num_rows": {"type": "integer"}, "held_out": {"type": "integer"}, "compared": {"type": "integer"}, "explained": {"type": "number"}, "mrr": {"type": "number"}, "text_mrr": {"type": "number"}}},
    "label": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Label"}]}}}}}},
"Label": {"type": "object", "required": ["name", "kind", "choices", "num_values", "num_lost"], "properties": {"name": {"type": "string"}, "column": {"type": "string"}, "kind": {"enum": ["choice", "text", "number"]},
  "choices": {"type": "array", "items": {"type": "string"}}, "num_values": {"type": "integer", "minimum": 0}, "num_lost": {"type": "integer", "minimum": 0}}},
"Labels": {"type": "object", "required": ["allowed", "labels"], "additionalProperties": false, "properties": {"allowed": {"type": "boolean"}, "labels": {"type": "array", "items": {"$ref": "#/components/schemas/Label"}}}},
"LabelSet": {"type": "object", "required": ["value"], "additionalProperties": false, "properties": {"value": {"type": ["string", "number", "null"]}}},
"FoundRow": {"type": "object", "required": ["row_idx", "num_found"], "additionalProperties": false, "properties": {"row_idx": {"type": "integer", "minimum": 0}, "num_found": {"type": "integer", "minimum": 1}}},
"Map": {"oneOf": [
  {"type": "object", "required": ["state", "stage", "progress", "done", "total"], "properties": {"state": {"enum": ["queued", "computing"]}, "progress": {"type": "number", "minimum": 0, "maximum": 1}}},
  {"type": "object", "required": ["state", "column", "config", "split", "num_rows", "num_points", "num_left_out", "num_bytes", "checksum", "layout"],
    "properties": {"state": {"const": "ready"}, "column": {"type": ["string", "null"]}, "layout": {"type": "object", "required": ["bounds", "clusters"]}}}]},
"Cancelled": {"type": "object", "required": ["cancelled"], "properties": {"cancelled": {"type": "boolean"}}, "additionalProperties": false},
"Empty": {"type": "object", "maxProperties": 0},
"Table": {"type": "object", "required": ["columns", "num_rows", "truncated", "took_ms", "rows"], "additionalProperties": false,
  "properties": {"columns": {"type": "array", "items": {"type": "object", "required": ["name", "type", "feature"]}}, "num_rows": {"type": "integer", "minimum": 0},
    "truncated": {"type": "boolean"}, "took_ms": {"type": "number", "minimum": 0}, "rows": {"type": "array", "items": {"type": "array", "items": {}}}}},
"Imports": {"type": "object", "required": ["allowed", "paths", "token_helps", "notes", "imports"], "additionalProperties": false, "properties": {"allowed": {"type": "boolean"}, "paths": {"type": "boolean"}, "token_helps": {"type": "boolean"}, "notes": {"type": "boolean"},
  "imports": {"type": "array", "items": {"type": "object", "required": ["id", "source", "dataset", "state", "error", "stage", "subject", "rows", "rows_total", "bytes", "bytes_total"],
    "properties": {"id": {"type": "integer"}, "state": {"enum": ["waiting", "running", "done", "failed", "cancelled"]}}}}}},
"Import": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}, "additionalProperties": false},
"ImportPreview": {"type": "object", "required": ["dataset", "configs"], "additionalProperties": false, "properties": {"dataset": {"type": "string"}, "configs": {"type": "array", "minItems": 1,
  "items": {"type": "object", "required": ["config", "splits", "columns", "files_read", "notices"], "additionalProperties": false, "properties": {"config": {"type": "string"},
    "splits": {"type": "array", "items": {"type": "object", "required": ["split", "num_rows"], "properties": {"split": {"type": "string"}, "num_rows": {"type": "integer", "minimum": 0}}}},
    "columns": {"type": "array", "items": {"type": "object", "required": ["name", "type", "num_nulls", "examples"], "properties": {"name": {"type": "string"}, "type": {"type": "string"},
      "num_nulls": {"type": "integer", "minimum": 0}, "examples": {"type": "array", "items": {"type": "string"}}}}},
    "files_read": {"type": "array", "items": {"type": "string"}}, "notices": {"type": "array", "items": {"type": "string"}}}}}}},
"Upload": {"type": "object", "required": ["upload"], "properties": {"upload": {"type": "integer"}}, "additionalProperties": false},
"Uploaded": {"type": "object", "required": ["size"], "properties": {"size": {"type": "integer", "minimum": 0}}, "additionalProperties": false},
"Kept": {"type": "object", "required": ["config", "split", "row_idx", "snapshot", "now", "identity", "title", "note", "folder", "tags", "status", "rating", "added_at", "changed_at"], "additionalProperties": false,
  "properties": {"config": {"type": "string"}, "split": {"type": "string"}, "row_idx": {"type": "integer", "minimum": 0}, "snapshot": {"type": "string"},
    "now": {"type": ["integer", "null"], "minimum": 0}, "identity": {"type": "string"}, "title": {"type": "string"}, "note": {"type": "string"}, "folder": {"type": "string"},
    "tags": {"type": "array", "items": {"type": "string"}}, "status": {"enum": ["to read", "reading", "read"]}, "rating": {"type": "integer", "minimum": 0, "maximum": 5}, "added_at": {"type": "string"}, "changed_at": {"type": "string"}}},
"ReadingList": {"type": "object", "required": ["allowed", "snapshot", "entries"], "additionalProperties": false,
  "properties": {"allowed": {"type": "boolean"}, "snapshot": {"type": "string"}, "entries": {"type": "array", "items": {"$ref": "#/components/schemas/Kept"}}}},
"Croissant": {"type": "object", "required": ["@context", "@type", "conformsTo", "name", "url", "distribution", "recordSet"],
  "properties": {"@type": {"const": "sc:Dataset"}, "conformsTo": {"const": "http://mlcommons.org/croissant/1.1"}, "distribution": {"type": "array", "items": {"type": "object"}}, "recordSet": {"type": "array", "items": {"type": "object"}}}},
"Repository": {"type": "object", "required": ["_id", "id", "author", "sha", "lastModified", "createdAt", "private", "gated", "disabled", "downloads", "likes", "tags"],
  "properties": {"id": {"type": "string"}, "sha": {"type": "string", "pattern": "^[0-9a-f]{40}$"}, "private": {"const": false}, "gated": {"const": false}, "disabled": {"const": false},
    "tags": {"type": "array", "items": {"type": "string"}}, "cardData": {"type": "object"},
    "siblings": {"type": "array", "items": {"type": "object", "required": ["rfilename"]}}}},
"Repositories": {"type": "array", "items": {"$ref": "#/components/schemas/Repository"}},
"RepositoryEntries": {"type": "array", "items": {"type": "object", "required": ["type", "oid", "size", "path"],
  "properties": {"type": {"enum": ["file", "directory"]}, "oid": {"type": "string"}, "size": {"type": "integer", "minimum": 0}, "path": {"type": "string"}}}},
"Refs": {"type": "object", "required": ["branches", "converts", "tags"], "additionalProperties": {"type": "array", "items": {"type": "object", "required": ["name", "ref", "targetCommit"]}}},
"Commits": {"type": "array", "items": {"type": "object", "required": ["id", "title", "message", "authors", "date"]}},
"WhoAmI": {"type": "object", "required": ["type", "id", "name", "orgs", "auth"]},
"Created": {"type": "object", "required": ["id", "name", "url"]},
"CardCheck": {"type": "object", "required": ["errors", "warnings"]},
"Preupload": {"type": "object", "required": ["files", "commitOid"], "properties": {"files": {"type": "array", "items": {"type": "object", "required": ["path", "uploadMode", "shouldIgnore"],
  "properties": {"path": {"type": "string"}, "uploadMode": {"enum": ["regular", "lfs"]}, "shouldIgnore": {"type": "boolean"}, "oid": {"type": "string"}}}}}},
"Committed": {"type": "object", "required": ["success", "commitOid", "commitUrl"], "properties": {"commitOid": {"type": "string", "pattern": "^[0-9a-f]{40}$"}}},
"LargeFiles": {"type": "object", "required": ["transfer", "objects"], "properties": {"transfer": {"const": "basic"}, "objects": {"type": "array", "items": {"type": "object", "required": ["oid", "size"]}}}},
"XetSession": {"type": "object", "required": ["casUrl", "exp", "accessToken"]},
"Xorb": {"type": "object", "required": ["was_inserted"]},
"Shard": {"type": "object", "required": ["result"]},
"Urls": {"type": "array", "items": {"type": "string"}},
"UrlsBySplit": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Urls"}},
"UrlsByConfig": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/UrlsBySplit"}},
"Object": {"type": "object"},
"Copy": {"type": "object", "required": ["copy"], "properties": {"copy": {"type": "boolean"}, "origin": {"type": "string"}, "whole": {"type": "boolean"},
  "agreed_at": {"type": ["string", "null"]}, "trouble": {"type": "string"}, "trouble_since": {"type": ["string", "null"]}, "datasets": {"type": "integer"},
  "datasets_behind": {"type": "integer"}, "bytes_missing": {"type": "integer"}}},
"CopyFile": {"type": "object", "required": ["path", "size_bytes", "hash"], "additionalProperties": false,
  "properties": {"path": {"type": "string"}, "size_bytes": {"type": "integer", "minimum": 0}, "hash": {"type": "string"}}},
"CopyFiles": {"type": "object", "required": ["files"], "properties": {"files": {"type": "array", "items": {"$ref": "#/components/schemas/CopyFile"}}}},
"CopyList": {"type": "object", "required": ["copies", "version", "snapshot_format", "servers", "whole", "datasets"], "additionalProperties": false,
  "properties": {"copies": {"const": 1}, "version": {"type": "string"}, "snapshot_format": {"type": "integer"}, "servers": {"$ref": "#/components/schemas/Texts"}, "whole": {"type": "boolean"},
    "datasets": {"type": "array", "items": {"type": "object", "required": ["id", "snapshot", "manifest", "trouble", "derived", "side"], "additionalProperties": false,
      "properties": {"id": {"type": "string"}, "snapshot": {"type": "string"}, "manifest": {"type": "string"}, "trouble": {"type": "string"},
        "derived": {"type": "array", "items": {"$ref": "#/components/schemas/CopyFile"}}, "side": {"type": "array", "items": {"$ref": "#/components/schemas/CopyFile"}},
        "pushed": {"$ref": "#/components/schemas/CopyFile"}}}}}},
"Facet": {"type": "object", "required": ["missing", "distinct", "values", "histogram"],
  "properties": {"missing": {"type": ["integer", "null"], "minimum": 0}, "distinct": {"type": ["integer", "null"], "minimum": 0},
    "values": {"type": "array", "items": {"type": "object", "required": ["value", "count"], "properties": {"count": {"type": "integer", "minimum": 0}}}},
    "histogram": {"type": ["object", "null"], "required": ["hist", "bin_edges"], "properties": {"hist": {"type": "array", "items": {"type": "integer", "minimum": 0}}, "bin_edges": {"type": "array", "items": {"type": ["number", "string"]}}}},
    "quantiles": {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["number", "string"]}}}}},
"Hits": {"type": "object", "required": ["total", "num_rows", "mode", "meaning", "meaning_model", "meaning_off", "took_ms", "corrections", "facets", "hits"],
  "properties": {"total": {"type": "integer", "minimum": 0}, "near": {"type": "integer", "minimum": 0}, "num_rows": {"type": "integer", "minimum": 0}, "mode": {"enum": ["hybrid", "keyword", "semantic"]},
    "meaning": {"enum": ["none", "text", "given", "model", "projection", "feedback"]}, "meaning_model": {"type": ["string", "null"]}, "meaning_off": {"type": ["string", "null"]},
    "took_ms": {"type": "number", "minimum": 0}, "corrections": {"type": "array", "items": {"type": "object", "required": ["word", "term"], "properties": {"word": {"type": "string"}, "term": {"type": "string"}}}}, "facets": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Facet"}},
    "hits": {"type": "array", "items": {"type": "object", "required": ["row_idx", "score", "row", "highlights", "why"],
      "properties": {"row_idx": {"type": "integer", "minimum": 0}, "score": {"type": ["number", "null"]}, "row": {"type": "object"},
        "highlights": {"type": "object"}, "why": {"type": ["object", "null"]}}}}}},
"Row": {"type": "object", "required": ["row_idx", "num_rows", "row", "vectors"],
  "properties": {"row_idx": {"type": "integer"}, "num_rows": {"type": "integer"}, "row": {"type": "object"}, "vectors": {"type": "object"}, "identity": {"type": "string"}}}
})json";

/// kSchemas with the kinds of columns in the place of @kinds@.
std::string schemas_with_kinds() {
  constexpr std::string_view kPlace = "@kinds@";
  std::string kinds;
  JsonWriter json(kinds);
  json.begin_array();
  for (std::size_t i = 0; i < schema::kColumnKinds; ++i)
    json.value(schema::kind_name(static_cast<schema::ColumnKind>(i)));
  json.end_array();
  std::string schemas(kSchemas);
  return schemas.replace(schemas.find(kPlace), kPlace.size(), kinds);
}

struct Body {
  std::string_view route;
  std::string_view schema;
};

/// More members may be there, which are passed over.
constexpr Body kBodies[] = {
    {"push-create",
     R"({"type":"object","required":["name","type"],"properties":{"name":{"type":"string","minLength":1},"type":{"const":"dataset"}}})"},
    {"push-delete",
     R"({"type":"object","required":["name","type"],"properties":{"name":{"type":"string","minLength":1},"type":{"const":"dataset"}}})"},
    {"push-validate-card",
     R"({"type":"object","required":["content"],"properties":{"content":{"type":"string"}}})"},
    {"push-preupload",
     R"({"type":"object","required":["files"],"properties":{"files":{"type":"array","items":{}}}})"},
    {"push-tag",
     R"({"type":"object","required":["tag"],"properties":{"tag":{"type":"string","minLength":1}}})"},
    {"push-large-files",
     R"({"type":"object","required":["operation","objects"],"properties":{"operation":{"const":"upload"},"objects":{"type":"array","items":{}}}})"},
};

}  // namespace

std::string_view request_schema(std::string_view route) {
  const auto* found = std::ranges::find(kBodies, route, &Body::route);
  return found == std::end(kBodies) ? std::string_view() : found->schema;
}

std::string_view answer_schemas() {
  static const std::string schemas = schemas_with_kinds();
  return schemas;
}

}  // namespace vitrine::server

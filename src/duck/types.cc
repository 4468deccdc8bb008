#include "duck/types.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace vitrine::duck {
namespace {

using Name = std::pair<std::string_view, std::string_view>;

/// dtype names of one meaning in SQL, the Hub's on the left.
constexpr std::array<Name, 33> kScalars = {{
    {"null", "VARCHAR"},
    {"bool", "BOOLEAN"},
    {"int8", "TINYINT"},
    {"int16", "SMALLINT"},
    {"int32", "INTEGER"},
    {"int64", "BIGINT"},
    {"uint8", "UTINYINT"},
    {"uint16", "USMALLINT"},
    {"uint32", "UINTEGER"},
    {"uint64", "UBIGINT"},
    {"float16", "FLOAT"},
    {"float32", "FLOAT"},
    {"float64", "DOUBLE"},
    {"string", "VARCHAR"},
    {"large_string", "VARCHAR"},
    {"string_view", "VARCHAR"},
    {"binary", "BLOB"},
    {"large_binary", "BLOB"},
    {"binary_view", "BLOB"},
    {"date32", "DATE"},
    {"date64", "DATE"},
    {"time32[s]", "TIME"},
    {"time32[ms]", "TIME"},
    {"time64[us]", "TIME"},
    {"time64[ns]", "TIME"},
    {"timestamp[s]", "TIMESTAMP"},
    {"timestamp[ms]", "TIMESTAMP"},
    {"timestamp[us]", "TIMESTAMP"},
    {"timestamp[ns]", "TIMESTAMP_NS"},
    {"duration[s]", "BIGINT"},
    {"duration[ms]", "BIGINT"},
    {"duration[us]", "BIGINT"},
    {"duration[ns]", "BIGINT"},
}};

/// "" for what composite_feature() names.
std::string_view scalar_dtype(CellType cell) {
  switch (cell) {
    case CellType::kNull:
      return "null";
    case CellType::kBool:
      return "bool";
    case CellType::kInt8:
      return "int8";
    case CellType::kInt16:
      return "int16";
    case CellType::kInt32:
      return "int32";
    case CellType::kInt64:
      return "int64";
    case CellType::kUint8:
      return "uint8";
    case CellType::kUint16:
      return "uint16";
    case CellType::kUint32:
      return "uint32";
    case CellType::kUint64:
      return "uint64";
    case CellType::kInt128:
    case CellType::kUint128:
      return "decimal128(38, 0)";
    case CellType::kFloat32:
      return "float32";
    case CellType::kFloat64:
      return "float64";
    case CellType::kBlob:
      return "binary";
    case CellType::kDate:
      return "date32";
    case CellType::kTime:
    case CellType::kTimeTz:
      return "time64[us]";
    case CellType::kTimeNs:
      return "time64[ns]";
    case CellType::kTimestampS:
      return "timestamp[s]";
    case CellType::kTimestampMs:
      return "timestamp[ms]";
    case CellType::kTimestampUs:
      return "timestamp[us]";
    case CellType::kTimestampNs:
      return "timestamp[ns]";
    case CellType::kTimestampTz:
      return "timestamp[us, tz=UTC]";
    case CellType::kString:
    case CellType::kUuid:
    case CellType::kInterval:
    case CellType::kBit:
    case CellType::kEnum:
      return "string";
    case CellType::kDecimal:
    case CellType::kList:
    case CellType::kArray:
    case CellType::kStruct:
    case CellType::kMap:
    case CellType::kUnion:
      break;
  }
  return "";
}

schema::Feature struct_feature(const ColumnType& type) {
  std::vector<schema::FeatureField> fields;
  fields.reserve(type.children.size());
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    fields.push_back({type.labels[i], feature_of(type.children[i])});
  }
  return schema::Feature::structure(std::move(fields));
}

/// Types that are made of others or of numbers.
schema::Feature composite_feature(const ColumnType& type) {
  if (type.cell == CellType::kDecimal) {
    return schema::Feature::value("decimal128(" + std::to_string(type.width) + ", " +
                                  std::to_string(type.scale) + ")");
  }
  if (type.cell == CellType::kUnion) return schema::Feature::json();
  if (type.cell == CellType::kStruct) return struct_feature(type);
  assert(type.cell == CellType::kList || type.cell == CellType::kMap ||
         type.cell == CellType::kArray);
  schema::Feature list = schema::Feature::list(feature_of(type.children.front()));
  if (type.cell == CellType::kArray) list.length = type.length;
  return list;
}

/// "decimal128(10, 2)" -> "DECIMAL(10, 2)"; more than 38 digits do not fit.
Result<std::string> decimal_type(std::string_view dtype) {
  const std::size_t open = dtype.find('(');
  const std::string digits(dtype.substr(open == std::string_view::npos ? dtype.size() : open));
  const bool shaped = digits.size() >= 3 && digits.ends_with(')') &&
                      digits.find_first_not_of("0123456789, ", 1) == digits.size() - 1;
  if (!shaped) return unsupported("the type " + std::string(dtype) + " is not understood");
  return "DECIMAL" + digits;
}

Result<std::string> scalar_type(const std::string& dtype) {
  const auto* it = std::ranges::find(kScalars, dtype, &Name::first);
  if (it != kScalars.end()) return std::string(it->second);
  if (dtype.starts_with("timestamp[") && dtype.find("tz=") != std::string::npos) {
    return std::string("TIMESTAMPTZ");
  }
  if (dtype.starts_with("decimal")) return decimal_type(dtype);
  if (dtype.starts_with("fixed_size_binary[")) return std::string("BLOB");
  return unsupported("columns of type " + dtype + " cannot be stored");
}

Result<std::string> struct_type(const schema::Feature& feature) {
  std::string out = "STRUCT(";
  for (const schema::FeatureField& field : feature.children) {
    Result<std::string> type = sql_type(field.type);
    if (!type) return std::move(type).error().in(field.name);
    if (out.back() != '(') out += ", ";
    out += quote_identifier(field.name) + " " + *type;
  }
  return out + ")";
}

}  // namespace

schema::Feature feature_of(const ColumnType& type) {
  if (type.is_json) return schema::Feature::json();
  const std::string_view scalar = scalar_dtype(type.cell);
  return scalar.empty() ? composite_feature(type) : schema::Feature::value(std::string(scalar));
}

Result<std::string> sql_type(const schema::Feature& feature) {
  switch (feature.kind) {
    case schema::Feature::Kind::kValue:
      return scalar_type(feature.dtype);
    case schema::Feature::Kind::kClassLabel:
      return std::string("BIGINT");
    case schema::Feature::Kind::kJson:
      return std::string("JSON");
    case schema::Feature::Kind::kStruct:
      return struct_type(feature);
    case schema::Feature::Kind::kList: {
      Result<std::string> item = sql_type(feature.item());
      if (!item) return item;
      // DuckDB has no arrays of length 0.
      return *item + (feature.length.value_or(0) > 0 ? "[" + std::to_string(*feature.length) + "]"
                                                     : std::string("[]"));
    }
    case schema::Feature::Kind::kOther:
      return unsupported("columns of type " + schema::feature_label(feature) + " cannot be cast");
  }
  return internal_error("unknown feature kind");
}

std::string read_parquet_sql(std::span<const fs::path> paths, std::string_view options) {
  std::string out = "read_parquet(" + path_list_sql(paths);
  return out.append(kWithoutPartitions).append(options) + ")";
}

std::string path_list_sql(std::span<const fs::path> paths) {
  std::string out = "[";
  for (const fs::path& path : paths) {
    std::string literal;
    for (const char c : path.string()) {
      if (c == '[' || c == '*' || c == '?') {
        literal += {'[', c, ']'};
      } else {
        literal += c;
      }
    }
    if (out.size() > 1) out += ',';
    out += quote_literal(literal);
  }
  return out + "]";
}

}  // namespace vitrine::duck

#include "formats/arrow_schema.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/utf8.h"
#include "duck/time_zone.h"
#include "duck/types.h"
#include "schema/named_model.h"

namespace vitrine::formats {
namespace {

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxFields = 100'000;
/// What DuckDB's decimals hold.
constexpr int kMaxDigits = 38;

duck::ColumnType scalar(duck::CellType cell) {
  duck::ColumnType type;
  type.cell = cell;
  return type;
}

duck::ColumnType list_of(duck::ColumnType item) {
  duck::ColumnType type = scalar(duck::CellType::kList);
  type.children.push_back(std::move(item));
  return type;
}

class Parser {
 public:
  explicit Parser(FlatView& view) : view_(view) {}

  Result<ArrowField> field(const FlatTable& table, int depth);

 private:
  void read_type(const FlatTable& type, ArrowField& out) const;
  void read_dictionary(const FlatTable& encoding, ArrowField& out) const;
  Status set_type(ArrowField& out) const;
  Status set_nested(ArrowField& out) const;
  Status set_decimal(ArrowField& out) const;

  FlatView& view_;
  std::size_t fields_ = 0;
};

Result<ArrowField> Parser::field(const FlatTable& table, int depth) {
  if (depth > kMaxDepth || ++fields_ > kMaxFields)
    return too_large("the Arrow schema is nested too deeply or has too many fields");
  ArrowField out;
  out.name = table.text(0);
  if (!is_valid_utf8(out.name)) return corrupt("the name of a column is not valid UTF-8");
  out.kind = static_cast<ArrowKind>(table.number<std::uint8_t>(2));
  read_type(table.table(3), out);
  if (const FlatTable encoding = table.table(4)) read_dictionary(encoding, out);
  out.extension = pair_value(table, 6, "ARROW:extension:name");
  out.embedding_model = pair_value(table, 6, schema::kModelOfField);
  const FlatVector children = table.vector(5, 4);
  for (std::size_t i = 0; i < children.size; ++i) {
    Result<ArrowField> child = field(table.member(children, i), depth + 1);
    if (!child) return std::move(child).error().in(out.name);
    out.children.push_back(*std::move(child));
  }
  if (view_.damaged()) return corrupt("the Arrow schema is damaged");
  if (Status status = set_type(out); !status) return std::move(status).error().in(out.name);
  return out;
}

void Parser::read_type(const FlatTable& type, ArrowField& out) const {
  switch (out.kind) {
    case ArrowKind::kInt:
      out.bits = type.number<std::int32_t>(0);
      out.is_signed = type.number<std::uint8_t>(1) != 0;
      return;
    case ArrowKind::kFloat: {
      static constexpr std::array<int, 3> kBits = {16, 32, 64};
      const auto precision = static_cast<std::uint16_t>(type.number<std::int16_t>(0));
      out.bits = precision < kBits.size() ? kBits.at(precision) : 0;
      return;
    }
    case ArrowKind::kDecimal:
      out.precision = type.number<std::int32_t>(0);
      out.scale = type.number<std::int32_t>(1);
      out.bits = type.number<std::int32_t>(2, 128);
      return;
    case ArrowKind::kTime:
      out.unit = static_cast<ArrowUnit>(type.number<std::int16_t>(0, 1));
      out.bits = type.number<std::int32_t>(1, 32);
      return;
    case ArrowKind::kTimestamp:
      out.unit = static_cast<ArrowUnit>(type.number<std::int16_t>(0));
      out.zone = type.text(1);
      return;
    case ArrowKind::kDate:
    case ArrowKind::kDuration:
      out.unit = static_cast<ArrowUnit>(type.number<std::int16_t>(0, 1));
      return;
    case ArrowKind::kInterval:
      out.unit = static_cast<ArrowUnit>(type.number<std::int16_t>(0));
      return;
    case ArrowKind::kFixedSizeBinary:
    case ArrowKind::kFixedSizeList:
      out.bits = type.number<std::int32_t>(0);
      return;
    case ArrowKind::kNull:
    case ArrowKind::kBinary:
    case ArrowKind::kUtf8:
    case ArrowKind::kBool:
    case ArrowKind::kList:
    case ArrowKind::kStruct:
    case ArrowKind::kUnion:
    case ArrowKind::kMap:
    case ArrowKind::kLargeBinary:
    case ArrowKind::kLargeUtf8:
    case ArrowKind::kLargeList:
    case ArrowKind::kRunEndEncoded:
    case ArrowKind::kBinaryView:
    case ArrowKind::kUtf8View:
    case ArrowKind::kListView:
    case ArrowKind::kLargeListView:
      return;
  }
}

void Parser::read_dictionary(const FlatTable& encoding, ArrowField& out) const {
  out.index.emplace();
  out.index->dictionary = encoding.number<std::int64_t>(0);
  if (const FlatTable type = encoding.table(1)) {
    out.index->bits = type.number<std::int32_t>(0);
    out.index->is_signed = type.number<std::uint8_t>(1) != 0;
  }
}

std::optional<duck::CellType> integer_cell(int bits, bool is_signed) {
  switch (bits) {
    case 8:
      return is_signed ? duck::CellType::kInt8 : duck::CellType::kUint8;
    case 16:
      return is_signed ? duck::CellType::kInt16 : duck::CellType::kUint16;
    case 32:
      return is_signed ? duck::CellType::kInt32 : duck::CellType::kUint32;
    case 64:
      return is_signed ? duck::CellType::kInt64 : duck::CellType::kUint64;
    default:
      return std::nullopt;
  }
}

duck::CellType timestamp_cell(const ArrowField& field) {
  // Nanoseconds have no type with a zone: the moment is kept, in UTC, and the zone is told.
  if (!field.zone.empty() && field.unit != ArrowUnit::kNano) return duck::CellType::kTimestampTz;
  switch (field.unit) {
    case ArrowUnit::kSecond:
      return duck::CellType::kTimestampS;
    case ArrowUnit::kMilli:
      return duck::CellType::kTimestampMs;
    case ArrowUnit::kMicro:
      return duck::CellType::kTimestampUs;
    case ArrowUnit::kNano:
      return duck::CellType::kTimestampNs;
  }
  return duck::CellType::kTimestampUs;
}

schema::Feature duration(ArrowUnit unit) {
  static constexpr std::array<const char*, 4> kNames = {"duration[s]", "duration[ms]",
                                                        "duration[us]", "duration[ns]"};
  return schema::Feature::value(kNames.at(static_cast<std::size_t>(unit)));
}

bool is_unit(ArrowUnit unit) {
  return unit >= ArrowUnit::kSecond && unit <= ArrowUnit::kNano;
}

Error bad_type() {
  return corrupt("the Arrow schema gives it a type that does not exist");
}

Status Parser::set_decimal(ArrowField& out) const {
  const bool is_width = out.bits == 32 || out.bits == 64 || out.bits == 128 || out.bits == 256;
  if (!is_width || out.precision < 1 || out.precision > 76) return bad_type();
  // Beyond what a decimal holds: the digits, as text.
  out.type = scalar(duck::CellType::kString);
  if (out.precision > kMaxDigits || out.scale < 0 || out.scale > out.precision) {
    out.feature = schema::Feature::value("string");
    return {};
  }
  out.type.cell = duck::CellType::kDecimal;
  out.type.width = static_cast<std::uint8_t>(out.precision);
  out.type.scale = static_cast<std::uint8_t>(out.scale);
  out.type.storage = out.precision <= 4    ? duck::CellType::kInt16
                     : out.precision <= 9  ? duck::CellType::kInt32
                     : out.precision <= 18 ? duck::CellType::kInt64
                                           : duck::CellType::kInt128;
  out.feature = duck::feature_of(out.type);
  return {};
}

Status Parser::set_nested(ArrowField& out) const {
  if (out.kind == ArrowKind::kStruct) {
    if (out.children.empty())
      return unsupported("it is a struct without fields, which cannot be stored");
    out.type = scalar(duck::CellType::kStruct);
    std::vector<schema::FeatureField> fields;
    for (const ArrowField& child : out.children) {
      if (child.name.empty())
        return unsupported("it is a struct with a field without a name, which cannot be stored");
      const auto same =
          std::ranges::find(fields, ascii_lower(child.name),
                            [](const schema::FeatureField& f) { return ascii_lower(f.name); });
      if (same != fields.end())
        return unsupported("it is a struct with the fields \"" + same->name + "\" and \"" +
                           child.name + "\", whose names differ in case alone: rename one of them");
      out.type.labels.push_back(child.name);
      out.type.children.push_back(child.type);
      fields.push_back({child.name, child.feature});
    }
    out.feature = schema::Feature::structure(std::move(fields));
    return {};
  }
  if (out.kind == ArrowKind::kRunEndEncoded) {
    const bool shaped = out.children.size() == 2 && out.children[0].kind == ArrowKind::kInt &&
                        out.children[0].bits >= 16 && !out.children[0].index;
    if (!shaped) return bad_type();
    out.type = out.children[1].type;
    out.feature = out.children[1].feature;
    return {};
  }
  if (out.children.size() != 1) return bad_type();
  out.type = list_of(out.children[0].type);
  out.feature = schema::Feature::list(out.children[0].feature);
  if (out.kind == ArrowKind::kMap) {
    const ArrowField& entry = out.children[0];
    if (entry.kind != ArrowKind::kStruct || entry.children.size() != 2) return bad_type();
    out.type.children[0].labels = {"key", "value"};
    out.feature.children[0].type.children[0].name = "key";
    out.feature.children[0].type.children[1].name = "value";
  }
  if (out.kind == ArrowKind::kFixedSizeList) {
    if (out.bits < 0) return bad_type();
    if (out.bits > 0) out.feature.length = static_cast<std::uint32_t>(out.bits);
  }
  return {};
}

// NOLINTNEXTLINE(readability-function-size): a table, a few lines a type
Status Parser::set_type(ArrowField& out) const {
  const auto is = [&](duck::CellType cell) -> Status {
    out.type = scalar(cell);
    out.feature = duck::feature_of(out.type);
    return {};
  };
  if (out.index && !integer_cell(out.index->bits, out.index->is_signed)) return bad_type();
  switch (out.kind) {
    case ArrowKind::kNull:
      out.type = scalar(duck::CellType::kString);
      out.feature = schema::Feature::value("null");
      return {};
    case ArrowKind::kInt: {
      if (is_bool8(out)) return is(duck::CellType::kBool);
      if (out.bits == 128)
        return unsupported(
            "it has integers of 128 bits, which Arrow files have not: write them as decimals "
            "(polars: .cast(pl.Decimal(38, 0))) or as Parquet");
      const std::optional<duck::CellType> cell = integer_cell(out.bits, out.is_signed);
      return cell ? is(*cell) : Status(bad_type());
    }
    case ArrowKind::kFloat:
      if (out.bits == 0) return bad_type();
      return is(out.bits == 64 ? duck::CellType::kFloat64 : duck::CellType::kFloat32);
    case ArrowKind::kBool:
      return is(duck::CellType::kBool);
    case ArrowKind::kUtf8:
    case ArrowKind::kLargeUtf8:
    case ArrowKind::kUtf8View:
      out.type.is_json = out.extension == "arrow.json";
      if (out.type.is_json) {
        out.type.cell = duck::CellType::kString;
        out.feature = schema::Feature::json();
        return {};
      }
      return is(duck::CellType::kString);
    case ArrowKind::kBinary:
    case ArrowKind::kLargeBinary:
    case ArrowKind::kBinaryView:
      return is(duck::CellType::kBlob);
    case ArrowKind::kFixedSizeBinary:
      if (out.bits < 0) return bad_type();
      return is(out.extension == "arrow.uuid" && out.bits == 16 ? duck::CellType::kString
                                                                : duck::CellType::kBlob);
    case ArrowKind::kDecimal:
      return set_decimal(out);
    case ArrowKind::kDate:
      return is(duck::CellType::kDate);
    case ArrowKind::kTime: {
      const bool fine = out.unit == ArrowUnit::kMicro || out.unit == ArrowUnit::kNano;
      if (!is_unit(out.unit) || out.bits != (fine ? 64 : 32)) return bad_type();
      return is(duck::CellType::kTime);
    }
    case ArrowKind::kTimestamp:
      if (!is_unit(out.unit)) return bad_type();
      if (Status status = is(timestamp_cell(out)); !status) return status;
      if (out.type.cell == duck::CellType::kTimestampTz)
        out.feature = zoned_moment(out.unit, out.zone);
      return {};
    case ArrowKind::kDuration:
      if (!is_unit(out.unit)) return bad_type();
      out.type = scalar(duck::CellType::kInt64);
      out.feature = duration(out.unit);
      return {};
    case ArrowKind::kInterval:
      if (out.unit > ArrowUnit::kMicro || !is_unit(out.unit)) return bad_type();
      return is(duck::CellType::kString);
    case ArrowKind::kList:
    case ArrowKind::kLargeList:
    case ArrowKind::kListView:
    case ArrowKind::kLargeListView:
    case ArrowKind::kFixedSizeList:
    case ArrowKind::kMap:
    case ArrowKind::kStruct:
    case ArrowKind::kRunEndEncoded:
      return set_nested(out);
    case ArrowKind::kUnion:
      return unsupported(
          "it is an Arrow union, which has no column type of its own: write it as a struct or as "
          "JSON text");
  }
  return unsupported("its Arrow type number " + std::to_string(static_cast<int>(out.kind)) +
                     " is not known: write the file with Parquet types");
}

}  // namespace

schema::Feature zoned_moment(ArrowUnit unit, const std::string& zone) {
  static constexpr std::array<const char*, 4> kUnits = {"s", "ms", "us", "us"};
  const bool known = duck::TimeZone::find(zone) != nullptr;
  return schema::Feature::value(std::string("timestamp[") +
                                kUnits.at(static_cast<std::size_t>(unit)) +
                                ", tz=" + (known ? zone : "UTC") + "]");
}

Result<ArrowSchema> parse_arrow_schema(FlatView& view, const FlatTable& schema) {
  if (schema.number<std::int16_t>(0) != 0)
    return unsupported("it holds big-endian numbers: write it on a little-endian machine");
  ArrowSchema out;
  Parser parser(view);
  const FlatVector fields = schema.vector(1, 4);
  for (std::size_t i = 0; i < fields.size; ++i) {
    Result<ArrowField> field = parser.field(schema.member(fields, i), 0);
    if (!field) return std::move(field).error().in("column " + std::to_string(i + 1));
    out.fields.push_back(*std::move(field));
  }
  out.hub_metadata = pair_value(schema, 2, "huggingface");
  if (view.damaged()) return corrupt("the Arrow schema is damaged");
  if (out.fields.empty())
    return invalid_argument("it has no columns, so there is nothing to show: write it with some");
  return out;
}

}  // namespace vitrine::formats

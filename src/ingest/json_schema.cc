#include "ingest/json_schema.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <functional>
#include <set>
#include <unordered_map>

#include "base/ascii.h"
#include "ingest/iso8601.h"
#include "ingest/json_mistake.h"
#include "ingest/text_types.h"
#include "schema/leaves.h"

namespace vitrine::ingest {

namespace ondemand = simdjson::ondemand;

struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const {
    return std::hash<std::string_view>()(name);
  }
};

struct JsonShape::Places : std::unordered_map<std::string, std::size_t, NameHash, std::equal_to<>> {
};

namespace {

constexpr std::size_t kMaxNestedFields = 1000;
constexpr std::size_t kMaxColumns = 10'000;
constexpr int kMaxDepth = 32;
/// Integers of up to this many characters are exact in float32.
constexpr std::size_t kFloat32Digits = 7;

/// How far the double may be from its float32 for the text to be had back from that: half a unit of
/// its last digit.
bool survives_float32(std::string_view token, double value) {
  const double narrow = static_cast<double>(static_cast<float>(value));
  if (narrow == value) return true;
  const std::size_t exponent = token.find_first_of("eE");
  const std::string_view digits = token.substr(0, exponent);
  const std::size_t point = digits.find('.');
  int unit = point == std::string_view::npos ? 0 : -static_cast<int>(digits.size() - point - 1);
  if (exponent != std::string_view::npos) {
    const std::string_view power = token.substr(exponent + (token[exponent + 1] == '+' ? 2 : 1));
    int shift = 0;
    std::from_chars(power.data(), power.data() + power.size(), shift);
    unit += shift;
  }
  return std::abs(narrow - value) < 0.5 * std::pow(10.0, unit);
}

/// What a number of a list says about how its vectors are to be kept.
void note_item(JsonShape& shape, std::string_view token) {
  if (!shape.in_list || shape.beyond_float32) return;
  double value = 0;
  const auto [end, code] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (code != std::errc()) value = HUGE_VAL;
  shape.not_finite |= !std::isfinite(value);
  shape.beyond_float32 = !survives_float32(token, value);
}

bool is_hex_digit(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

/// The parser does not look into strings that nobody unescapes. Errors: corrupt.
Status check_escapes(std::string_view text) {
  constexpr std::size_t kCode = 6;  // \u00e9
  std::size_t length = 0;
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at + length)) {
    const std::string_view escape = text.substr(at, kCode);
    const char kind = escape.size() > 1 ? escape[1] : '\0';
    length = kind == 'u' ? kCode : 2;
    const bool is_known =
        kind == 'u' ? escape.size() == kCode && std::ranges::all_of(escape.substr(2), is_hex_digit)
                    : std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
    if (!is_known)
      return corrupt("broken JSON: a text has a backslash that begins no escape: write it as \\\\");
  }
  return {};
}

void note_string(JsonShape& shape, std::string_view text) {
  ++shape.strings;
  if (text.size() < 10 || text.size() > 32 || text[4] != '-') return;
  if (parse_iso_date(text)) {
    ++shape.dates;
  } else if (parse_iso_timestamp(text)) {
    ++shape.timestamps;
  } else if (parse_iso_zoned(text)) {
    ++shape.zoned_timestamps;
    shape.utc_timestamps += parse_iso_utc(text) ? 1U : 0U;
  }
}

/// Whether a double holds just the integer that is written.
bool is_double(std::string_view integer) {
  constexpr std::size_t kAlways = 15;
  if (integer.size() <= kAlways) return true;
  double value = 0;
  const char* end = integer.data() + integer.size();
  if (std::from_chars(integer.data(), end, value).ec != std::errc()) return false;
  std::array<char, 400> digits{};
  const auto written =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return std::string_view(digits.data(), written.ptr) == integer;
}

void note_integer(JsonShape& shape, std::string_view token) {
  ++shape.integers;
  shape.beyond_double |= !is_double(token);
  const bool negative = token.front() == '-';
  const std::string_view digits = token.substr(negative ? 1 : 0);
  shape.negative |= negative;
  if (digits.size() < 19) return;
  const std::string_view int64_limit = negative ? "9223372036854775808" : "9223372036854775807";
  if (digits.size() == 19 && digits <= int64_limit) return;
  const bool fits_uint64 = !negative && (digits.size() < 20 ||
                                         (digits.size() == 20 && digits <= "18446744073709551615"));
  shape.beyond_int64 = true;
  if (!fits_uint64)
    shape.max_digits = std::max(shape.max_digits, static_cast<std::uint32_t>(digits.size()));
}

/// Whether the number's digits, with a point and no exponent, have another whole part as a double.
bool loses_its_whole_part(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const std::size_t point = number.find('.');
  return point != std::string_view::npos && number.find_first_of("eE") == std::string_view::npos &&
         is_rounded_by_double(number.substr(0, point), number.substr(point + 1));
}

/// Whether what is behind the digits of a number is a fraction, an exponent or both, and ends
/// there.
bool is_rest_of_number(std::string_view rest) {
  const auto skip_digits = [&](std::size_t at) {
    return std::min(rest.find_first_not_of("0123456789", at), rest.size());
  };
  std::size_t at = 0;
  if (rest.starts_with('.')) {
    at = skip_digits(1);
    if (at == 1) return false;
  }
  if (at < rest.size() && (rest[at] == 'e' || rest[at] == 'E')) {
    ++at;
    if (at < rest.size() && (rest[at] == '+' || rest[at] == '-')) ++at;
    const std::size_t end = skip_digits(at);
    if (end == at) return false;
    at = end;
  }
  return at == rest.size();
}

/// Of a bare word or number that JSON does not have, such as inf, nan or 007.
Error no_value(std::string_view token) {
  return corrupt("\"" + std::string(token.substr(0, 40)) +
                 "\" is no JSON value: write it in quotes, or as null; numbers are written as 0.5 "
                 "and -7, and what is none as NaN, Infinity or -Infinity");
}

/// A token that starts like a number. Errors: corrupt if it is none.
Status note_number(JsonShape& shape, std::string_view token) {
  while (!token.empty() && std::isspace(static_cast<unsigned char>(token.back())) != 0)
    token.remove_suffix(1);
  if (token == "NaN" || token == "Infinity" || token == "-Infinity") {
    ++shape.floats;
    shape.not_finite = true;
    return {};
  }
  const std::size_t sign = token.starts_with('-') ? 1 : 0;
  const std::size_t digits = token.find_first_not_of("0123456789", sign);
  const bool leading_zero = token.size() > sign + 1 && token[sign] == '0' && digits != sign + 1;
  if (digits == sign || token.size() == sign || leading_zero) {
    return no_value(token);
  }
  if (digits == std::string_view::npos) {
    note_integer(shape, token);
    if (token.size() > kFloat32Digits) note_item(shape, token);
    return {};
  }
  if (!is_rest_of_number(token.substr(digits))) return no_value(token);
  ++shape.floats;
  double value = 0;
  // 1e400 is a number, and no double; 1e-400 is rounded to 0 as others are to their digits.
  const bool fits =
      std::from_chars(token.data(), token.data() + token.size(), value).ec == std::errc();
  shape.beyond_double |= !fits && token.find("e-") == std::string_view::npos &&
                         token.find("E-") == std::string_view::npos;
  shape.beyond_double |= loses_its_whole_part(token);
  note_item(shape, token);
  return {};
}

Error parse_error(simdjson::error_code code) {
  return corrupt(std::string("broken JSON: ") + simdjson::error_message(code));
}

Status note_value(JsonShape& shape, ondemand::value value, int depth);

Status note_list(JsonShape& shape, ondemand::array array, int depth) {
  ++shape.lists;
  if (!shape.item) {
    shape.item = std::make_unique<JsonShape>();
    shape.item->in_list = true;
  }
  std::uint64_t length = 0;
  for (auto element : array) {
    ondemand::value item;
    if (const auto code = element.get(item)) return parse_error(code);
    const JsonShape& seen = *shape.item;
    const std::uint64_t before =
        seen.bools + seen.integers + seen.floats + seen.strings + seen.lists + seen.objects;
    if (Status status = note_value(*shape.item, item, depth + 1); !status) return status;
    const std::uint64_t after =
        seen.bools + seen.integers + seen.floats + seen.strings + seen.lists + seen.objects;
    if (before == after) ++shape.null_items;
    ++length;
  }
  shape.min_length = std::min(shape.min_length, length);
  shape.max_length = std::max(shape.max_length, length);
  return {};
}

/// Up to so many, looking at each is faster than a table.
constexpr std::size_t kFewFields = 64;

JsonShape::Places& places_of(JsonShape& shape) {
  if (shape.places == nullptr) {
    shape.places = std::make_unique<JsonShape::Places>();
    for (std::size_t i = 0; i < shape.fields.size(); ++i)
      shape.places->emplace(shape.fields[i].name, i);
  }
  return *shape.places;
}

/// The field called `name`; `hint` is where it was in the record before, usually right again.
JsonShape::Field* find_field(JsonShape& shape, std::string_view name, std::size_t hint,
                             std::size_t limit) {
  if (hint < shape.fields.size() && shape.fields[hint].name == name) return &shape.fields[hint];
  if (shape.fields.size() < kFewFields) {
    const auto it = std::ranges::find(shape.fields, name, &JsonShape::Field::name);
    if (it != shape.fields.end()) return &*it;
  } else {
    JsonShape::Places& places = places_of(shape);
    if (const auto it = places.find(name); it != places.end()) return &shape.fields[it->second];
    if (shape.fields.size() < limit) places.emplace(name, shape.fields.size());
  }
  if (shape.fields.size() >= limit) return nullptr;
  shape.fields.push_back({std::string(name), JsonShape()});
  return &shape.fields.back();
}

/// Whether the object that is being noted had the field before.
bool is_repeated(const JsonShape& shape, JsonShape::Field& field) {
  const bool repeated = field.last_seen == shape.objects;
  field.last_seen = shape.objects;
  return repeated;
}

Status note_object(JsonShape& shape, ondemand::object object, int depth) {
  ++shape.objects;
  std::size_t hint = 0;
  for (auto field : object) {
    std::string_view key;
    if (const auto code = field.unescaped_key().get(key)) return parse_error(code);
    if (key.find('\0') != std::string_view::npos)
      return corrupt("a key holds a NUL character (\\u0000): take it out");
    ondemand::value value;
    if (const auto code = field.value().get(value)) return parse_error(code);
    JsonShape::Field* known =
        find_field(shape, key, hint++, depth == 0 ? kMaxColumns : kMaxNestedFields);
    if (known != nullptr && is_repeated(shape, *known)) {
      if (depth == 0)
        return corrupt("the key \"" + std::string(key) +
                       "\" stands twice in one record: give one of them another name");
      shape.repeated_key = true;
    }
    JsonShape discarded;
    JsonShape* child = known != nullptr ? &known->shape : nullptr;
    if (child == nullptr) {
      if (depth == 0)
        return too_large(
            "more than 10,000 columns: write keys that differ from record to record as a list of "
            "key and value");
      shape.too_many_fields = true;
      child = &discarded;
    }
    if (Status status = note_value(*child, value, depth + 1); !status) return status;
    if (known == nullptr) shape.unnamed_fractions |= has_fractions(discarded);
  }
  return {};
}

Status note_value(JsonShape& shape, ondemand::value value, int depth) {
  if (depth > kMaxDepth)
    return too_large("nested more than 32 deep: write what lies deeper as a text (json.dumps())");
  ondemand::json_type type{};
  if (value.type().get(type)) {
    return note_number(shape, value.raw_json_token());  // NaN and Infinity have no JSON type
  }
  switch (type) {
    case ondemand::json_type::null: {
      bool is_null = false;
      if (!value.is_null().get(is_null) && is_null) return {};
      std::string_view token = value.raw_json_token();
      token = token.substr(0, token.find_first_of(" \t\r\n,]}"));
      return no_value(token);
    }
    case ondemand::json_type::boolean: {
      bool flag = false;
      if (const auto code = value.get_bool().get(flag)) return parse_error(code);
      ++shape.bools;
      return {};
    }
    case ondemand::json_type::number:
      return note_number(shape, value.raw_json_token());
    case ondemand::json_type::string: {
      // The raw token, quotes included: unescaping every string would double the cost, and a string
      // with an escape is no date.
      const std::string_view raw = value.raw_json_token();
      const std::size_t close = raw.rfind('"');
      if (close == 0) return corrupt("a string without an end");
      note_string(shape, raw.substr(1, close - 1));
      return check_escapes(raw.substr(1, close - 1));
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      if (const auto code = value.get_array().get(array)) return parse_error(code);
      return note_list(shape, array, depth);
    }
    case ondemand::json_type::object: {
      ondemand::object object;
      if (const auto code = value.get_object().get(object)) return parse_error(code);
      return note_object(shape, object, depth);
    }
  }
  return corrupt("not a JSON value");
}

schema::Feature number_feature(const JsonShape& shape) {
  if (shape.floats > 0)
    return shape.beyond_double ? schema::Feature::json() : schema::Feature::value("float64");
  if (shape.max_digits > 38) return schema::Feature::json();
  if (shape.max_digits > 0 || (shape.beyond_int64 && shape.negative))
    return schema::Feature::value("decimal128(38, 0)");
  return schema::Feature::value(shape.beyond_int64 ? "uint64" : "int64");
}

schema::Feature string_feature(const JsonShape& shape) {
  if (shape.strings == shape.dates) return schema::Feature::value("date32");
  if (shape.strings == shape.timestamps) return schema::Feature::value("timestamp[us]");
  if (shape.strings == shape.utc_timestamps) return schema::Feature::value("timestamp[us, tz=UTC]");
  return schema::Feature::value("string");
}

schema::Feature feature_of(const JsonShape& shape);

/// A struct's field names must differ in more than case, and "" is none: other objects stay Json.
schema::Feature struct_feature(const JsonShape& shape) {
  if (shape.fields.empty() || shape.too_many_fields || shape.repeated_key ||
      shape.fields.size() > kMaxNestedFields)
    return schema::Feature::json();
  std::vector<schema::FeatureField> fields;
  std::set<std::string> taken = {""};
  for (const JsonShape::Field& field : shape.fields) {
    if (!taken.insert(ascii_lower(field.name)).second) return schema::Feature::json();
    fields.push_back({field.name, feature_of(field.shape)});
  }
  schema::Feature type = schema::Feature::structure(std::move(fields));
  return schema::num_leaves(type) > kMaxNestedFields ? schema::Feature::json() : type;
}

schema::Feature feature_of(const JsonShape& shape) {
  const std::uint64_t numbers = shape.integers + shape.floats;
  const int kinds = static_cast<int>(shape.bools > 0) + static_cast<int>(numbers > 0) +
                    static_cast<int>(shape.strings > 0) + static_cast<int>(shape.lists > 0) +
                    static_cast<int>(shape.objects > 0);
  if (kinds == 0) return schema::Feature::value("string");
  if (kinds > 1) return schema::Feature::json();
  if (shape.bools > 0) return schema::Feature::value("bool");
  if (numbers > 0) return number_feature(shape);
  if (shape.strings > 0) return string_feature(shape);
  if (shape.objects > 0) return struct_feature(shape);
  return schema::Feature::list(feature_of(*shape.item));
}

}  // namespace

bool has_fractions(const JsonShape& shape) {
  return shape.floats > 0 || shape.unnamed_fractions ||
         (shape.item != nullptr && has_fractions(*shape.item)) ||
         std::ranges::any_of(shape.fields, [](const JsonShape::Field& field) {
           return has_fractions(field.shape);
         });
}

JsonShape::JsonShape() = default;
JsonShape::~JsonShape() = default;
JsonShape::JsonShape(JsonShape&&) noexcept = default;
JsonShape& JsonShape::operator=(JsonShape&&) noexcept = default;

void JsonShape::merge(const JsonShape& other) {
  for (const auto count :
       {&JsonShape::bools, &JsonShape::integers, &JsonShape::floats, &JsonShape::strings,
        &JsonShape::lists, &JsonShape::objects, &JsonShape::dates, &JsonShape::timestamps,
        &JsonShape::utc_timestamps, &JsonShape::zoned_timestamps, &JsonShape::null_items})
    this->*count += other.*count;
  for (const auto flag :
       {&JsonShape::negative, &JsonShape::beyond_int64, &JsonShape::in_list, &JsonShape::not_finite,
        &JsonShape::beyond_float32, &JsonShape::beyond_double, &JsonShape::too_many_fields,
        &JsonShape::unnamed_fractions, &JsonShape::repeated_key})
    this->*flag |= other.*flag;
  max_digits = std::max(max_digits, other.max_digits);
  min_length = std::min(min_length, other.min_length);
  max_length = std::max(max_length, other.max_length);
  if (other.item) {
    if (!item) item = std::make_unique<JsonShape>();
    item->merge(*other.item);
  }
  for (std::size_t i = 0; i < other.fields.size(); ++i) {
    find_field(*this, other.fields[i].name, i, SIZE_MAX)->shape.merge(other.fields[i].shape);
  }
}

struct JsonSchemaScan::Parser {
  ondemand::parser parser;
};

JsonSchemaScan::JsonSchemaScan(JsonSchemaOptions options)
    : parser_(std::make_unique<Parser>()), options_(std::move(options)) {}
JsonSchemaScan::~JsonSchemaScan() = default;

Status JsonSchemaScan::add(std::string_view record) {
  Status status = add_record(record);
  if (status || status.error().code() != ErrorCode::kCorrupt) return status;
  const std::string mistake = json_mistake(record);
  return mistake.empty() ? status : Status(corrupt("broken JSON: " + mistake));
}

Status JsonSchemaScan::add_record(std::string_view record) {
  ondemand::document document;
  const simdjson::padded_string_view padded(record, record.size() + JsonRecords::kRecordPadding);
  if (const auto code = parser_->parser.iterate(padded).get(document)) return parse_error(code);
  ondemand::object object;
  if (const auto code = document.get_object().get(object)) {
    const std::size_t start = record.find_first_not_of(" \t\r\n");
    const bool broken = start != std::string_view::npos && record[start] == '{';
    return broken ? parse_error(code)
                  : corrupt("a record must be an object like {\"title\": ...}, or a list of them");
  }
  if (Status status = note_object(root_, object, 0); !status) return status;
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS) {
    return corrupt(
        "something follows the record's closing bracket: write each record in a line of its own");
  }
  ++records_;
  longest_ = std::max(longest_, record.size());
  return {};
}

void JsonSchemaScan::merge(const JsonSchemaScan& other) {
  root_.merge(other.root_);
  records_ += other.records_;
  longest_ = std::max(longest_, other.longest_);
}

bool JsonSchemaScan::is_embedding(const JsonShape::Field& field) const {
  const JsonShape& list = field.shape;
  if (list.lists == 0 || feature_of(list).kind != schema::Feature::Kind::kList) return false;
  const JsonShape& item = *list.item;
  const bool numbers_only =
      item.bools + item.strings + item.lists + item.objects + list.null_items == 0;
  if (!numbers_only || list.min_length != list.max_length) return false;
  if (std::ranges::find(options_.vectors, field.name) != options_.vectors.end())
    return item.floats + item.integers > 0 && list.max_length >= 2;
  const std::uint64_t least = schema::names_vector(field.name) ? 2 : schema::kLeastVectorLength;
  return item.floats > 0 && !item.not_finite && !item.beyond_double && list.max_length >= least;
}

std::vector<std::string> JsonSchemaScan::offset_columns() const {
  std::vector<std::string> names;
  for (const JsonShape::Field& field : root_.fields) {
    const JsonShape& seen = field.shape;
    if (seen.zoned_timestamps > 0 && seen.zoned_timestamps == seen.strings &&
        feature_of(seen).is_value("string"))
      names.push_back(field.name);
  }
  return names;
}

schema::Features JsonSchemaScan::features() const {
  schema::Features features;
  for (const JsonShape::Field& field : root_.fields) {
    if (is_embedding(field)) {
      const bool wide = field.shape.item->beyond_float32;
      schema::Feature type =
          schema::Feature::list(schema::Feature::value(wide ? "float64" : "float32"),
                                static_cast<std::uint32_t>(field.shape.max_length));
      type.measured_length = true;
      features.push_back({field.name, std::move(type)});
    } else {
      features.push_back({field.name, feature_of(field.shape)});
    }
  }
  return features;
}

}  // namespace vitrine::ingest

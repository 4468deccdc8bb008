#include "ingest/json_as_written.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "base/json_writer.h"

namespace vitrine::ingest {

namespace ondemand = simdjson::ondemand;

namespace {

const schema::Feature* find_type(const schema::Features& fields, std::string_view name,
                                 std::size_t hint) {
  if (hint < fields.size() && fields[hint].name == name) return &fields[hint].type;
  const auto it = std::ranges::find(fields, name, &schema::FeatureField::name);
  return it == fields.end() ? nullptr : &it->type;
}

/// The walk ends at the first error, which is the parser's.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  simdjson::error_code members(ondemand::object object, const schema::Features& fields) {
    const char* separator = "{";
    std::size_t hint = 0;
    for (auto member : object) {
      std::string_view key;
      ondemand::value value;
      if (const auto code = member.unescaped_key().get(key)) return code;
      const schema::Feature* type = find_type(fields, key, hint++);
      if (type == nullptr) continue;
      out_ += std::exchange(separator, ",");
      append_json_string(out_, key);
      out_ += ':';
      if (const auto code = member.value().get(value)) return code;
      if (const auto code = quoted(value, *type)) return code;
    }
    out_ += *separator == '{' ? "{}" : "}";
    return simdjson::SUCCESS;
  }

 private:
  /// A value in which those that `type` keeps as text are put into quotes.
  simdjson::error_code quoted(ondemand::value value, const schema::Feature& type) {
    const ondemand::json_type found = type_of(value);
    const bool is_json = type.kind == schema::Feature::Kind::kJson;
    const bool is_text = is_json || type.is_text();
    if (found == ondemand::json_type::null) return as_written(value);
    if (is_text && (is_json || found != ondemand::json_type::string)) {
      std::string text;
      if (const auto code = Writer(text).as_written(value)) return code;
      append_json_string(out_, text);
      return simdjson::SUCCESS;
    }
    if (type.kind == schema::Feature::Kind::kStruct && found == ondemand::json_type::object) {
      ondemand::object object;
      if (const auto code = value.get_object().get(object)) return code;
      return members(object, type.children);
    }
    if (type.kind == schema::Feature::Kind::kList && found == ondemand::json_type::array) {
      ondemand::array array;
      if (const auto code = value.get_array().get(array)) return code;
      return elements(array, [&](ondemand::value item) { return quoted(item, type.item()); });
    }
    return as_written(value);
  }

  simdjson::error_code as_written(ondemand::value value) {
    switch (type_of(value)) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (const auto code = value.get_object().get(object)) return code;
        return all_members(object);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (const auto code = value.get_array().get(array)) return code;
        return elements(array, [&](ondemand::value item) { return as_written(item); });
      }
      case ondemand::json_type::string: {
        std::string_view text;
        if (const auto code = value.get_string().get(text)) return code;
        append_json_string(out_, text);
        return simdjson::SUCCESS;
      }
      case ondemand::json_type::number:
      case ondemand::json_type::boolean:
      case ondemand::json_type::null:
        break;
    }
    std::string_view token = value.raw_json_token();
    out_ += token.substr(0, token.find_first_of(" \t\r\n,]}"));
    return simdjson::SUCCESS;
  }

  simdjson::error_code all_members(ondemand::object object) {
    const char* separator = "{";
    for (auto member : object) {
      std::string_view key;
      ondemand::value value;
      if (const auto code = member.unescaped_key().get(key)) return code;
      out_ += std::exchange(separator, ",");
      append_json_string(out_, key);
      out_ += ':';
      if (const auto code = member.value().get(value)) return code;
      if (const auto code = as_written(value)) return code;
    }
    out_ += *separator == '{' ? "{}" : "}";
    return simdjson::SUCCESS;
  }

  template <typename Write>
  simdjson::error_code elements(ondemand::array array, Write write) {
    const char* separator = "[";
    for (auto element : array) {
      ondemand::value item;
      if (const auto code = element.get(item)) return code;
      out_ += std::exchange(separator, ",");
      if (const auto code = write(item)) return code;
    }
    out_ += *separator == '[' ? "[]" : "]";
    return simdjson::SUCCESS;
  }

  /// NaN and Infinity have no JSON type: they are numbers.
  static ondemand::json_type type_of(ondemand::value& value) {
    ondemand::json_type type{};
    return value.type().get(type) ? ondemand::json_type::number : type;
  }

  std::string& out_;
};

}  // namespace

bool changes_numbers(const JsonShape& shape, const schema::Feature& type) {
  switch (type.kind) {
    case schema::Feature::Kind::kJson:
      return has_fractions(shape);
    case schema::Feature::Kind::kValue:
      return type.is_text() && has_fractions(shape);
    case schema::Feature::Kind::kList:
      return shape.item != nullptr && changes_numbers(*shape.item, type.item());
    case schema::Feature::Kind::kStruct:
      return std::ranges::any_of(shape.fields, [&](const JsonShape::Field& field) {
        const schema::Feature* child = find_type(type.children, field.name, 0);
        return child != nullptr && changes_numbers(field.shape, *child);
      });
    case schema::Feature::Kind::kClassLabel:
    case schema::Feature::Kind::kOther:
      return false;
  }
  return false;
}

schema::Feature json_as_text(schema::Feature type) {
  if (type.kind == schema::Feature::Kind::kJson) return schema::Feature::value("string");
  for (schema::FeatureField& child : type.children)
    child.type = json_as_text(std::move(child.type));
  return type;
}

struct JsonQuoter::Parser {
  ondemand::parser parser;
};

JsonQuoter::JsonQuoter(schema::Features keys)
    : parser_(std::make_unique<Parser>()), keys_(std::move(keys)) {}
JsonQuoter::~JsonQuoter() = default;
JsonQuoter::JsonQuoter(JsonQuoter&&) noexcept = default;
JsonQuoter& JsonQuoter::operator=(JsonQuoter&&) noexcept = default;

Result<std::string_view> JsonQuoter::quote(std::string_view record) {
  const simdjson::padded_string_view padded(record, record.size() + JsonRecords::kRecordPadding);
  ondemand::document document;
  ondemand::object object;
  simdjson::error_code code = parser_->parser.iterate(padded).get(document);
  if (code == simdjson::SUCCESS) code = document.get_object().get(object);
  out_.clear();
  if (code == simdjson::SUCCESS) code = Writer(out_).members(object, keys_);
  if (code != simdjson::SUCCESS)
    return corrupt(std::string("broken JSON: ") + simdjson::error_message(code));
  return std::string_view(out_);
}

}  // namespace vitrine::ingest

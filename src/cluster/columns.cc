#include "cluster/columns.h"

#include <algorithm>
#include <charconv>

#include "base/digest.h"
#include "base/json_parse.h"
#include "base/utf8.h"
#include "schema/column.h"
#include "schema/keywords.h"
#include "schema/roles.h"

namespace vitrine::cluster {
namespace {

constexpr std::size_t kMaxTextBytes = 8000;
constexpr std::string_view kLastCharacter = "\xF4\x8F\xBF\xBF";  // U+10FFFF

std::string numbered(char kind, std::size_t column) {
  return kind + std::to_string(column);
}

void append_property(JsonWriter& json, std::string_view field, std::string_view type) {
  json.key(field).begin_object().member("type", type).end_object();
}

}  // namespace

/// What is gathered of a row before its marks can be written.
struct ColumnFields::Row {
  JsonWriter& json;
  std::span<const NotFinite> not_finite;
  std::vector<std::size_t> cut = {};

  const NotFinite* find(std::size_t column, std::size_t member) const {
    for (const NotFinite& one : not_finite) {
      if (one.column == column && one.member == member) return &one;
    }
    return nullptr;
  }
  void write_text(std::size_t column, std::string_view text) {
    if (text.size() > kMaxTextBytes && (cut.empty() || cut.back() != column)) cut.push_back(column);
    json.value(field_text(text));
  }
  void write_marks(std::string_view field, const std::vector<std::size_t>& columns) {
    if (columns.empty()) return;
    json.key(field).begin_array();
    for (const std::size_t column : columns) json.value(std::to_string(column));
    json.end_array();
  }
};

std::string value_field(std::size_t column) {
  return numbered('c', column);
}

std::string length_field(std::size_t column) {
  return numbered('l', column);
}

std::string keyword_field(std::size_t column) {
  return numbered('k', column);
}

FieldForm column_form(const schema::Feature& type) {
  return field_form(schema::kind_of(type) == schema::ColumnKind::kList ? type.item() : type);
}

std::string field_text(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return std::string(text);
  Digester digester(Digester::Algorithm::kSha256);
  digester.update(text);
  std::string out(utf8_prefix(text, kMaxTextBytes));
  out += kLastCharacter;
  return out += digester.hex();
}

bool is_cut_text(std::string_view text) {
  return text.size() > kMaxTextBytes;
}

ColumnFields::ColumnFields(const schema::Features& features) {
  const std::vector<schema::Role> roles = schema::infer_roles(features);
  for (std::size_t i = 0; i < features.size(); ++i) {
    const schema::Feature& type = features[i].type;
    const bool is_text = schema::form_of(type) == schema::ScalarForm::kText;
    columns_.push_back({type, column_form(type),
                        is_text || schema::kind_of(type) == schema::ColumnKind::kList,
                        is_text && roles[i] == schema::Role::kKeywords});
  }
}

void ColumnFields::append_properties(JsonWriter& json) const {
  append_property(json, kHasField, "keyword");
  append_property(json, kCutField, "keyword");
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (column.form != FieldForm::kNone)
      append_property(json, value_field(i), column.form == FieldForm::kText ? "keyword" : "long");
    if (column.has_length) append_property(json, length_field(i), "long");
    if (column.has_keywords) append_property(json, keyword_field(i), "keyword");
  }
}

Status ColumnFields::append(JsonWriter& json, std::span<const std::string_view> cells,
                            std::span<const NotFinite> not_finite) const {
  Row row{json, not_finite};
  std::vector<std::size_t> has;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool is_null = cells[i] == "null" && row.find(i, 0) == nullptr;
    if (is_null) continue;
    has.push_back(i);
    const bool is_list = schema::kind_of(columns_[i].type) == schema::ColumnKind::kList;
    Status written = is_list ? append_list(row, i, cells[i]) : append_scalar(row, i, cells[i]);
    if (!written) return std::move(written).error().in("column " + std::to_string(i));
  }
  row.write_marks(kHasField, has);
  row.write_marks(kCutField, row.cut);
  return {};
}

Status ColumnFields::append_scalar(Row& row, std::size_t column, std::string_view cell) const {
  const Column& about = columns_[column];
  if (about.form == FieldForm::kNone) return {};
  if (about.form == FieldForm::kCode) {
    const NotFinite* const special = cell == "null" ? row.find(column, 0) : nullptr;
    const Result<std::int64_t> code =
        special != nullptr ? code_of_float(special->value) : code_of_cell(about.type, cell);
    if (!code) return code.error();
    row.json.member(value_field(column), *code);
    return {};
  }
  const Result<boost::json::value> parsed = parse_json(cell);
  if (!parsed || !parsed->is_string()) return internal_error("a cell of text holds no text");
  const std::string_view text = parsed->get_string();
  row.json.key(value_field(column));
  row.write_text(column, text);
  row.json.member(length_field(column), utf8_length(text));
  if (!about.has_keywords) return {};
  row.json.key(keyword_field(column)).begin_array();
  schema::for_each_keyword(text,
                           [&](std::string_view keyword) { row.write_text(column, keyword); });
  row.json.end_array();
  return {};
}

Status ColumnFields::append_list(Row& row, std::size_t column, std::string_view cell) const {
  const Column& about = columns_[column];
  const Result<boost::json::value> parsed = parse_json(cell);
  if (!parsed || !parsed->is_array()) return internal_error("a cell of a list holds no list");
  const boost::json::array& members = parsed->get_array();
  row.json.member(length_field(column), members.size());
  if (about.form == FieldForm::kNone || members.empty()) return {};
  row.json.key(value_field(column)).begin_array();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (about.form == FieldForm::kText) {
      if (members[i].is_null()) continue;
      if (!members[i].is_string()) return internal_error("a list of texts holds something else");
      row.write_text(column, members[i].get_string());
      continue;
    }
    const NotFinite* const special = members[i].is_null() ? row.find(column, i) : nullptr;
    if (members[i].is_null() && special == nullptr) continue;
    const Result<std::int64_t> code = special != nullptr
                                          ? code_of_float(special->value)
                                          : code_of_cell(about.type.item(), json_text(members[i]));
    if (!code) return code.error();
    row.json.value(*code);
  }
  row.json.end_array();
  return {};
}

std::string cut_columns_body() {
  return R"({"size":0,"aggs":{"cut":{"terms":{"field":"cut","size":10000}}}})";
}

Result<std::vector<std::size_t>> read_cut_columns(std::string_view answer) {
  const Result<boost::json::value> parsed = parse_json(answer);
  boost::system::error_code missing;
  const boost::json::value* const buckets =
      parsed ? parsed->find_pointer("/aggregations/cut/buckets", missing) : nullptr;
  if (buckets == nullptr || !buckets->is_array())
    return internal_error("the engine does not say which texts were cut");
  std::vector<std::size_t> columns;
  for (const boost::json::value& bucket : buckets->get_array()) {
    const std::string_view key = string_member(bucket, "key").value_or("");
    std::size_t column = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), column);
    if (error != std::errc() || end != key.data() + key.size())
      return internal_error("the engine names a column that is none");
    columns.push_back(column);
  }
  std::ranges::sort(columns);
  return columns;
}

}  // namespace vitrine::cluster

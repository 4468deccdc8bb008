#include "store/labels_file.h"

#include <algorithm>
#include <cmath>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "base/utf8.h"

namespace vitrine::store {
namespace {

namespace json = boost::json;

constexpr std::int64_t kVersion = 1;

bool is_plain(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' && is_valid_utf8(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

Status check_choices(const LabelColumn& column) {
  const std::vector<std::string>& choices = column.choices;
  if (column.kind != LabelKind::kChoice) {
    if (choices.empty()) return {};
    return invalid_argument("Only a column of kind \"choice\" has choices.");
  }
  if (choices.empty() || choices.size() > Labels::kMostChoices)
    return invalid_argument("A column of choices has 1 to 100 of them.");
  for (auto one = choices.begin(); one != choices.end(); ++one) {
    if (!is_plain(*one) || one->size() > Labels::kMaxChoiceBytes)
      return invalid_argument(
          "A choice is a text of 1 to 200 bytes, without spaces around it and control characters.");
    if (std::find(choices.begin(), one, *one) != one)
      return invalid_argument("The choice \"" + *one + "\" is there twice.");
  }
  return {};
}

Result<LabelValue> parse_value(const LabelColumn& column, const json::value& entry) {
  LabelValue value;
  const auto row = int_member(entry, "row");
  const auto config = string_member(entry, "config");
  const auto split = string_member(entry, "split");
  if (!row || *row < 0 || !config || !split) return corrupt("a value names no row");
  value.place = {std::string(*config), std::string(*split), static_cast<std::uint64_t>(*row),
                 std::string(string_member(entry, "snapshot").value_or(""))};
  value.identity = string_member(entry, "identity").value_or("");
  value.changed_at = int_member(entry, "changed_at").value_or(0);
  const json::value* given = find_member(entry, "value");
  if (given == nullptr) return corrupt("a value is missing");
  value.json = json_text(*given);
  if (Status fits = check_label_json(column, value.json); !fits) return std::move(fits).error();
  return value;
}

Result<LabelColumn> parse_column(const json::value& entry) {
  LabelColumn column;
  const auto kind = parse_label_kind(string_member(entry, "kind").value_or(""));
  const json::value* choices = find_member(entry, "choices");
  const json::value* values = find_member(entry, "values");
  if (!kind || choices == nullptr || !choices->is_array() || values == nullptr ||
      !values->is_array())
    return corrupt("a column has no kind, choices or values");
  column.name = string_member(entry, "name").value_or("");
  column.kind = *kind;
  for (const json::value& choice : choices->get_array()) {
    if (!choice.is_string()) return corrupt("a choice is no text");
    column.choices.emplace_back(choice.get_string());
  }
  if (Status sound = check_label_column(column); !sound) return std::move(sound).error();
  for (const json::value& one : values->get_array()) {
    Result<LabelValue> value = parse_value(column, one);
    if (!value) return std::move(value).error();
    column.values.push_back(*std::move(value));
  }
  return column;
}

void write_value(JsonWriter& json, const LabelValue& value) {
  json.begin_object().member("config", value.place.config).member("split", value.place.split);
  json.member("row", value.place.row).member("snapshot", value.place.snapshot);
  json.member("identity", value.identity).key("value").raw(value.json);
  json.member("changed_at", value.changed_at).end_object();
}

}  // namespace

std::string_view label_kind_name(LabelKind kind) {
  switch (kind) {
    case LabelKind::kChoice:
      return "choice";
    case LabelKind::kText:
      return "text";
    case LabelKind::kNumber:
      return "number";
  }
  return "";
}

std::optional<LabelKind> parse_label_kind(std::string_view name) {
  for (const LabelKind kind : {LabelKind::kChoice, LabelKind::kText, LabelKind::kNumber}) {
    if (label_kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

Status check_label_column(const LabelColumn& column) {
  const bool fits = is_plain(column.name) && column.name.size() <= Labels::kMaxNameBytes &&
                    column.name.find_first_of("/\\\"") == std::string::npos;
  if (!fits)
    return invalid_argument(
        "A label's name is a text of 1 to 100 bytes, without slashes, quotes, control characters "
        "and spaces around it.");
  return check_choices(column);
}

Status check_label_json(const LabelColumn& column, std::string_view text) {
  const Result<json::value> value = parse_json(text);
  if (!value) return value.error();
  if (column.kind == LabelKind::kNumber) {
    if (value->is_number()) return {};
    return invalid_argument("A value of \"" + column.name + "\" is a number.");
  }
  const json::string* given = value->if_string();
  if (given == nullptr) return invalid_argument("A value of \"" + column.name + "\" is a text.");
  if (column.kind == LabelKind::kText) {
    if (!given->empty() && given->size() <= Labels::kMaxTextBytes) return {};
    return invalid_argument("A text has 1 to 10,000 bytes.");
  }
  if (std::ranges::find(column.choices, std::string_view(*given)) != column.choices.end())
    return {};
  return invalid_argument("\"" + std::string(utf8_prefix(*given, 100)) + "\" is no choice of \"" +
                          column.name + "\".");
}

Result<LabelBook> parse_labels(std::string_view sealed) {
  const Result<std::string> text = unseal_json(sealed, {.first_sealed = 1, .today = kVersion});
  if (!text) return text.error();
  const Result<json::value> root = parse_json(*text);
  if (!root) return root.error();
  const json::value* columns = find_member(*root, "columns");
  if (columns == nullptr || !columns->is_array()) return corrupt("it has no columns");
  LabelBook book;
  for (const json::value& one : columns->get_array()) {
    Result<LabelColumn> column = parse_column(one);
    if (!column) return std::move(column).error();
    book.push_back(*std::move(column));
  }
  return book;
}

std::string format_labels(const LabelBook& book) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion).key("columns").begin_array();
  for (const LabelColumn& column : book) {
    json.begin_object().member("name", column.name).member("kind", label_kind_name(column.kind));
    json.key("choices").begin_array();
    for (const std::string& choice : column.choices) json.value(choice);
    json.end_array().key("values").begin_array();
    for (const LabelValue& value : column.values) write_value(json, value);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return seal_json(out);
}

}  // namespace vitrine::store

#include "ask/column_reference.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <span>
#include <utility>

#include "base/ascii.h"
#include "schema/column.h"

namespace vitrine::ask {
namespace {

/// Levenshtein's edit distance, two rows of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

Error no_column(std::string_view name, const schema::Features& features) {
  std::string message = "there is no column \"" + std::string(name.substr(0, 100)) + "\"";
  const schema::FeatureField* nearest = nullptr;
  std::size_t distance = name.size() <= 100 ? std::max<std::size_t>(name.size() / 2, 1) + 1 : 0;
  for (const schema::FeatureField& field : features) {
    if (field.name.size() > 100) continue;
    const std::size_t d = edit_distance(ascii_lower(name), ascii_lower(field.name));
    if (d < distance) {
      distance = d;
      nearest = &field;
    }
  }
  if (nearest != nullptr) message += "; did you mean \"" + nearest->name + "\"?";
  return invalid_argument(std::move(message));
}

const schema::FeatureField* find_field(const schema::Features& fields, std::string_view name) {
  const auto same = std::ranges::find(fields, name, &schema::FeatureField::name);
  if (same != fields.end()) return &*same;
  const schema::FeatureField* found = nullptr;
  for (const schema::FeatureField& field : fields) {
    if (ascii_lower(field.name) != ascii_lower(name)) continue;
    if (found != nullptr) return nullptr;
    found = &field;
  }
  return found;
}

/// `length` of a value: characters of a text, members of a list. Nothing for other types.
std::optional<ColumnReference> length_of(const ColumnReference& value) {
  if (!schema::has_length(value.type)) return std::nullopt;
  const bool text = value.type.is_text();
  const auto kind = text ? Expression::Kind::kTextLength : Expression::Kind::kListLength;
  return ColumnReference{Expression::from(kind, value.value), schema::Feature::value("int64"),
                         value.name + ".length"};
}

/// A member of a Json column, by JSON pointer (RFC 6901): text, or null where it is absent.
ColumnReference json_member(const ColumnReference& value, std::span<const std::string> steps) {
  std::string pointer;
  std::string name = value.name;
  for (const std::string& step : steps) {
    pointer += '/';
    name += "." + step;
    for (const char c : step) {
      if (c == '~' || c == '/') {
        pointer += c == '~' ? "~0" : "~1";
      } else {
        pointer += c;
      }
    }
  }
  return {Expression::from(Expression::Kind::kJsonText, value.value, std::move(pointer)),
          schema::Feature::json(), std::move(name)};
}

ColumnReference whole_column(const schema::Features& features, const schema::FeatureField& field) {
  const auto position = static_cast<std::size_t>(&field - features.data());
  return {Expression::of_column(position), field.type, field.name};
}

}  // namespace

Result<ColumnReference> resolve_column(const std::vector<std::string>& parts,
                                       const schema::Features& features, JsonMembers members) {
  std::string dotted;
  for (const std::string& part : parts) dotted += (dotted.empty() ? "" : ".") + part;
  const auto whole = std::ranges::find(features, dotted, &schema::FeatureField::name);
  if (whole != features.end()) return whole_column(features, *whole);
  std::vector<std::string> steps = parts;
  // "title.length" may come as one quoted name, as the Hub has it.
  if (steps.size() == 1 && steps[0].ends_with(".length")) {
    steps = {steps[0].substr(0, steps[0].size() - 7), "length"};
  }
  const schema::FeatureField* field = find_field(features, steps[0]);
  if (field == nullptr) return no_column(dotted, features);
  ColumnReference value = whole_column(features, *field);
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (members == JsonMembers::kAreColumns && value.type.kind == schema::Feature::Kind::kJson) {
      return json_member(value, std::span(steps).subspan(i));
    }
    const schema::FeatureField* child = value.type.kind == schema::Feature::Kind::kStruct
                                            ? find_field(value.type.children, steps[i])
                                            : nullptr;
    if (child != nullptr) {
      value = {Expression::from(Expression::Kind::kField, std::move(value.value), child->name),
               schema::Feature(child->type), value.name + "." + child->name};
    } else if (std::optional<ColumnReference> length = length_of(value);
               length && steps[i] == "length" && i + 1 == steps.size()) {
      value = *std::move(length);
    } else {
      return invalid_argument("column \"" + value.name + "\" (" +
                              schema::feature_label(value.type) + ") has no field \"" +
                              steps[i].substr(0, 100) + "\"");
    }
  }
  return value;
}

Result<Constant> label_code(const schema::Feature& type, std::string_view name,
                            std::string_view label) {
  const auto it = std::ranges::find(type.names, label);
  if (it != type.names.end())
    return Constant{Constant::Type::kClassCode, std::to_string(it - type.names.begin())};
  std::string known;
  for (std::size_t i = 0; i < std::min<std::size_t>(type.names.size(), 5); ++i) {
    known += (known.empty() ? "" : ", ") + type.names[i];
  }
  return invalid_argument(std::string(name) + " has no class '" +
                          std::string(label.substr(0, 100)) + "'; it has " + known +
                          (type.names.size() > 5 ? ", ..." : ""));
}

}  // namespace vitrine::ask

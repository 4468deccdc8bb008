#include "ingest/declared_values.h"

#include <algorithm>
#include <string_view>

#include "duck/types.h"
#include "ingest/duration_units.h"
#include "ingest/refused_value.h"
#include "ingest/text_types.h"
#include "schema/column.h"

namespace vitrine::ingest {
namespace {

bool is_decimal(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kDecimal;
}

bool is_date(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kDate;
}

bool is_time(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kTime;
}

bool is_moment(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kTimestamp;
}

/// Of any length: a fixed one is held to it by the cast.
bool is_binary(const schema::Feature& type) {
  return type.is_value("binary") || type.is_value("large_binary");
}

/// Digits behind the point of a second, in the SQL type that holds the type.
int digits_of_seconds(const schema::Feature& type) {
  return is_moment(type) && schema::unit_of(type) == schema::TimeUnit::kNano ? 9 : 6;
}

/// "1" of "decimal128(5, 1)".
std::string scale_of(const schema::Feature& decimal) {
  const std::size_t comma = decimal.dtype.find(", ");
  if (comma == std::string::npos) return "0";
  return decimal.dtype.substr(comma + 2, decimal.dtype.size() - comma - 3);
}

/// Of texts, which are cast as numbers are: '1.5' to the integer 2.
std::string text_is_whole(const std::string& text, const schema::Feature& declared,
                          const std::string& value) {
  if (declared.is_integer()) {
    const std::string number = "TRY_CAST(" + text + " AS DOUBLE)";
    return number + " = trunc(" + number + ")";
  }
  if (declared.is_float()) {
    return "NOT regexp_full_match(trim(" + text + "), '[+-]?\\d{8,}') OR TRY_CAST(" + value +
           " AS HUGEINT) = TRY_CAST(" + text + " AS HUGEINT)";
  }
  if (is_decimal(declared))
    return "NOT regexp_matches(" + text + ", '\\.\\d{" + scale_of(declared) + "}\\d*[1-9]')";
  if (is_date(declared))
    return "coalesce(TRY_CAST(" + text + " AS TIMESTAMP) = " + value + ", true)";
  if (!is_time(declared) && !is_moment(declared)) return "";
  const std::string cut = "NOT regexp_matches(" + text + ", ':\\d\\d\\.\\d{" +
                          std::to_string(digits_of_seconds(declared)) + "}\\d*[1-9]')";
  if (is_time(declared)) return cut + " AND TRY_CAST(" + text + " AS DATE) IS NULL";
  if (!schema::zone_of(declared).empty()) return cut;
  // Without a zone, another distance from UTC than none would be dropped.
  return cut + " AND NOT regexp_matches(" + text +
         ", ':\\d\\d(\\.\\d+)? ?[+-](\\d[1-9]|[1-9]\\d|00:?(\\d[1-9]|[1-9]\\d))')";
}

/// A condition under which `value`, the cast of `column` to `declared`, is all of the value. ""
/// where the cast itself fails otherwise.
std::string is_whole(const SourceColumn& column, const schema::Feature& declared,
                     const std::string& value) {
  const schema::Feature& found = column.type;
  const std::string& own = column.expression;
  if (found.is_value("string")) return text_is_whole(own, declared, value);
  if (declared.is_integer() && (found.is_float() || is_decimal(found)))
    return "trunc(" + own + ") = " + own;
  if (declared.is_value("bool") && (found.is_integer() || found.is_float()))
    return own + " IN (0, 1)";
  // float32 is there to cut digits; but a whole number is counted, and would be another.
  if (declared.is_float() && found.is_value("float64"))
    return "abs(" + own + ") <= 16777216 OR abs(" + own + ") > 9007199254740992 OR " + own +
           " <> trunc(" + own + ") OR CAST(" + value + " AS DOUBLE) = " + own;
  if (declared.is_float() && found.is_integer())
    return "TRY_CAST(" + value + " AS HUGEINT) = " + own;
  if (is_decimal(declared) && found.is_float())
    return "abs(CAST(" + value + " AS DOUBLE) - " + own + ") <= 1e-12 * abs(" + own + ")";
  if (is_decimal(declared) && is_decimal(found))
    return "TRY_CAST(" + value + " AS " + storable_type(found) + ") = " + own;
  if (changes_unit(declared, found)) return is_whole_in_unit(own, declared, found);
  if (is_date(declared) && is_moment(found) && schema::zone_of(found).empty())
    return "CAST(" + value + " AS TIMESTAMP) = " + own;
  if (is_time(declared) && is_moment(found)) return "false";
  if (is_moment(declared) && is_moment(found) &&
      digits_of_seconds(declared) < digits_of_seconds(found) &&
      schema::zone_of(declared).empty() == schema::zone_of(found).empty())
    return "CAST(" + value + " AS " + storable_type(found) + ") = " + own;
  return "";
}

/// SQL that holds where `value`, which `found` describes, becomes `declared` without a loss; "" if
/// it always does. Never null. Each depth of nesting has a name of its own.
std::string is_kept(const std::string& value, const schema::Feature& declared,
                    const schema::Feature& found, int depth) {
  if (declared == found || declared.is_value("string") || is_binary(declared)) return "";
  if (declared.kind == schema::Feature::Kind::kValue && found.kind == schema::Feature::Kind::kJson)
    return is_kept("(CAST(" + value + " AS JSON) ->> '$')", declared,
                   schema::Feature::value("string"), depth);
  if (declared.kind != found.kind) return "";
  if (declared.kind == schema::Feature::Kind::kValue) {
    const std::string cast = "TRY_CAST(" + value + " AS " + storable_type(declared) + ")";
    const std::string whole = is_whole({"", value, found}, declared, cast);
    const bool may_fail =
        !whole.empty() || found.is_value("string") || (declared.is_integer() && found.is_integer());
    if (!may_fail) return "";
    return "(" + value + " IS NULL OR " +
           (whole.empty() ? cast + " IS NOT NULL"
                          : "coalesce(" + cast + " IS NOT NULL AND (" + whole + "), false)") +
           ")";
  }
  if (declared.kind == schema::Feature::Kind::kList) {
    const std::string item = "vt_d" + std::to_string(depth);
    const std::string kept = is_kept(item, declared.item(), found.item(), depth + 1);
    if (kept.empty()) return "";
    return "coalesce(list_bool_and(list_transform(" + value + ", lambda " + item + ": " + kept +
           ")), true)";
  }
  if (declared.kind != schema::Feature::Kind::kStruct) return "";
  std::string all;
  for (const schema::FeatureField& member : declared.children) {
    const auto own = std::ranges::find(found.children, member.name, &schema::FeatureField::name);
    if (own == found.children.end()) continue;
    const std::string kept =
        is_kept("struct_extract(" + value + ", " + quote_literal(member.name) + ")", member.type,
                own->type, depth + 1);
    if (!kept.empty()) all += (all.empty() ? "(" : " AND ") + kept;
  }
  return all.empty() ? "" : all + ")";
}

/// The SQL of a sentence about the value of a column.
std::string refusal(const SourceColumn& column, const std::string& label) {
  constexpr const char* kMost = "200";
  const std::string text = "CAST(" + column.expression + " AS VARCHAR)";
  return quote_literal("column \"" + column.name + "\": \"") + " || CASE WHEN length(" + text +
         ") > " + kMost + " THEN left(" + text + ", " + kMost + ") || '...' ELSE " + text +
         " END || " +
         quote_literal("\" is no " + label + ", which " + std::string(kDeclaredSomewhere) +
                       ": declare a type that it has, such as string");
}

/// `value` where it is not refused.
DeclaredValue guarded(const std::string& value, std::string fails, std::string sentence) {
  DeclaredValue out{value, std::move(fails), std::move(sentence)};
  if (!out.fails.empty())
    out.value =
        "CASE WHEN " + out.fails + " THEN error(" + out.sentence + ") ELSE " + value + " END";
  return out;
}

/// Whether no value of the one shape is one of the other.
bool conflict(const schema::Feature& declared, const schema::Feature& found) {
  const auto is_plain = [](const schema::Feature& type) {
    return type.kind == schema::Feature::Kind::kValue ||
           type.kind == schema::Feature::Kind::kList || type.kind == schema::Feature::Kind::kStruct;
  };
  if (declared.is_value("string") || !is_plain(declared) || !is_plain(found)) return false;
  if (declared.is_value("null") || found.is_value("null")) return false;
  if (declared.kind != found.kind) return true;
  if (declared.kind == schema::Feature::Kind::kList) return conflict(declared.item(), found.item());
  return std::ranges::any_of(declared.children, [&](const schema::FeatureField& member) {
    const auto own = std::ranges::find(found.children, member.name, &schema::FeatureField::name);
    return own != found.children.end() && conflict(member.type, own->type);
  });
}

}  // namespace

bool may_lose(const schema::Feature& declared, const schema::Feature& found) {
  return !is_kept("x", declared, found, 0).empty();
}

std::string loses_value(const std::string& value, const schema::Feature& declared,
                        const schema::Feature& found) {
  const std::string kept = is_kept(value, declared, found, 0);
  return kept.empty() ? "" : "NOT " + kept;
}

bool is_cast_by_us(const schema::Feature& declared, const schema::Feature& found) {
  if (may_lose(declared, found)) return true;
  if (declared.kind != schema::Feature::Kind::kValue) return false;
  return (found.is_value("string") || found.kind == schema::Feature::Kind::kJson) &&
         (declared.is_integer() || declared.is_float() || declared.is_value("bool") ||
          is_decimal(declared) || is_date(declared) || is_time(declared) || is_moment(declared) ||
          is_binary(declared));
}

Status check_shape(const std::string& column, const schema::Feature& declared,
                   const schema::Feature& found) {
  if (!conflict(declared, found)) return {};
  return invalid_argument("column \"" + column + "\" is " + schema::feature_label(found) +
                          ", and no " + schema::feature_label(declared) + ", which " +
                          std::string(kDeclaredSomewhere) + ": declare it as it is");
}

std::string undeclared_members(const schema::Feature& declared, const schema::Feature& found) {
  std::string out;
  if (declared.kind != found.kind) return out;
  const auto add = [&](const std::string& names) {
    if (!names.empty()) out += (out.empty() ? "" : ", ") + names;
  };
  if (declared.kind == schema::Feature::Kind::kList)
    return undeclared_members(declared.item(), found.item());
  if (declared.kind != schema::Feature::Kind::kStruct) return out;
  for (const schema::FeatureField& member : found.children) {
    const auto own = std::ranges::find(declared.children, member.name, &schema::FeatureField::name);
    add(own == declared.children.end() ? "\"" + member.name + "\""
                                       : undeclared_members(own->type, member.type));
  }
  return out;
}

void say_undeclared_members(const std::string& column, const schema::Feature& declared,
                            const schema::Feature& found, std::vector<std::string>& notices) {
  const std::string names = undeclared_members(declared, found);
  if (names.empty()) return;
  const std::string notice = "column \"" + column + "\": its members " + names +
                             " are not declared by the card, and left out";
  if (std::ranges::find(notices, notice) == notices.end()) notices.push_back(notice);
}

DeclaredValue nested_of(const SourceColumn& column, const schema::Feature& declared) {
  const std::string value = "CAST(" + in_units_of(column.expression, declared, column.type, "") +
                            " AS " + storable_type(without_lengths(declared)) + ")";
  return guarded(value, loses_value(column.expression, declared, column.type),
                 refusal(column, schema::feature_label(declared)));
}

DeclaredValue scalar_of(const SourceColumn& column, const schema::Feature& declared) {
  const std::string type = storable_type(declared);
  std::string words;
  if (column.type.is_value("string")) {
    words = " OR lower(trim(" + column.expression + ")) IN (''";
    for (const std::string_view word : missing_words()) words += ", " + quote_literal(word);
    words += ")";
  }
  // A cast to BLOB would take \\x00 in a text for a byte.
  if (is_binary(declared) && column.type.is_value("string"))
    return {"encode(" + column.expression + ")", "", ""};
  std::string value = "TRY_CAST(" + column.expression + " AS " + type + ")";
  if (changes_unit(declared, column.type))
    value = as_unit(column.expression, declared, column.type);
  // A time of day without its distance from UTC is told in that zone or in UTC: nobody knows.
  if (const std::string_view zone = schema::zone_of(declared);
      column.type.is_value("string") && !zone.empty() && zone != "UTC")
    value = "CASE WHEN regexp_matches(" + column.expression + ", " +
            quote_literal(R"(:\d\d(\.\d+)? ?(Z|[+-]\d\d(:?\d\d)?)$)") + ") THEN " + value + " END";
  if (const std::string whole = is_whole(column, declared, value); !whole.empty())
    value = "CASE WHEN " + whole + " THEN " + value + " END";
  const std::string is_missing = column.expression + " IS NULL" + words;
  DeclaredValue out;
  out.sentence = refusal(column, declared.dtype);
  out.fails = "NOT (" + is_missing + ") AND (" + value + ") IS NULL";
  out.value = "CASE WHEN " + is_missing + " THEN NULL ELSE coalesce(" + value + ", error(" +
              out.sentence + ")) END";
  return out;
}

DeclaredValue class_of(const SourceColumn& column, const schema::Feature& declared) {
  if (column.type.is_integer() || column.type.kind == schema::Feature::Kind::kClassLabel)
    return {"CAST(" + column.expression + " AS BIGINT)", "", ""};
  std::string names = "[";
  for (const std::string& name : declared.names)
    names += (names.size() > 1 ? "," : "") + quote_literal(name);
  names += "]::VARCHAR[]";
  const std::string label = "CAST(" + column.expression + " AS VARCHAR)";
  const std::string position = "list_position(" + names + ", " + label + ")";
  DeclaredValue out;
  out.sentence = quote_literal("column \"" + column.name + "\": \"") + " || " + label + " || " +
                 quote_literal("\" is none of the classes that " + std::string(kDeclaredSomewhere) +
                               ": add it to their names");
  out.fails = column.expression + " IS NOT NULL AND " + position + " IS NULL";
  out.value = "CASE WHEN " + column.expression + " IS NULL THEN NULL ELSE coalesce(" + position +
              " - 1, error(" + out.sentence + "))::BIGINT END";
  return out;
}

}  // namespace vitrine::ingest

#include "ingest/declared_values.h"

#include <algorithm>
#include <string_view>

#include "duck/types.h"
#include "ingest/text_types.h"
#include "schema/column.h"

namespace vitrine {
namespace {

bool is_decimal(const Feature& type) {
  return type.dtype.starts_with("decimal128(");
}

bool is_date(const Feature& type) {
  return type.dtype.starts_with("date");
}

bool is_time(const Feature& type) {
  return type.dtype.starts_with("time32") || type.dtype.starts_with("time64");
}

bool is_moment(const Feature& type) {
  return type.dtype.starts_with("timestamp[");
}

bool is_binary(const Feature& type) {
  return type.dtype == "binary" || type.dtype == "large_binary";
}

/// Digits behind the point of a second, in the SQL type that holds the type.
int digits_of_seconds(const Feature& type) {
  return type.dtype.starts_with("timestamp[ns") ? 9 : 6;
}

/// "1" of "decimal128(5, 1)".
std::string scale_of(const Feature& decimal) {
  const std::size_t comma = decimal.dtype.find(", ");
  if (comma == std::string::npos) return "0";
  return decimal.dtype.substr(comma + 2, decimal.dtype.size() - comma - 3);
}

/// Of texts, which are cast as numbers are: '1.5' to the integer 2.
std::string text_is_whole(const std::string& text, const Feature& declared,
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
  if (!zone_of(declared).empty()) return cut;
  // Without a zone, another distance from UTC than none would be dropped.
  return cut + " AND NOT regexp_matches(" + text +
         ", ':\\d\\d(\\.\\d+)? ?[+-](\\d[1-9]|[1-9]\\d|00:?(\\d[1-9]|[1-9]\\d))')";
}

/// A condition under which `value`, the cast of `column` to `declared`, is all of the value. ""
/// where the cast itself fails otherwise.
std::string is_whole(const SourceColumn& column, const Feature& declared,
                     const std::string& value) {
  const Feature& found = column.type;
  const std::string& own = column.expression;
  if (found.is_value("string")) return text_is_whole(own, declared, value);
  if (declared.is_integer() && (found.is_float() || is_decimal(found)))
    return "trunc(" + own + ") = " + own;
  if (declared.is_value("bool") && (found.is_integer() || found.is_float()))
    return own + " IN (0, 1)";
  if (declared.is_float() && found.is_integer())
    return "TRY_CAST(" + value + " AS HUGEINT) = " + own;
  if (is_decimal(declared) && found.is_float())
    return "abs(CAST(" + value + " AS DOUBLE) - " + own + ") <= 1e-12 * abs(" + own + ")";
  if (is_decimal(declared) && is_decimal(found))
    return "TRY_CAST(" + value + " AS " + storable_type(found) + ") = " + own;
  if (is_date(declared) && is_moment(found) && zone_of(found).empty())
    return "CAST(" + value + " AS TIMESTAMP) = " + own;
  if (is_time(declared) && is_moment(found)) return "false";
  if (is_moment(declared) && is_moment(found) &&
      digits_of_seconds(declared) < digits_of_seconds(found) &&
      zone_of(declared).empty() == zone_of(found).empty())
    return "CAST(" + value + " AS " + storable_type(found) + ") = " + own;
  return "";
}

/// float64 read as float32, and its kin: digits are lost, and meant to be.
bool is_narrowed(const Feature& declared, const Feature& found) {
  if (declared.kind != found.kind || declared.children.size() != found.children.size())
    return false;
  if (declared.kind == Feature::Kind::kValue)
    return declared.is_float() && found.is_float() && declared != found;
  return !std::ranges::equal(
      declared.children, found.children,
      [](const FeatureField& a, const FeatureField& b) { return !is_narrowed(a.type, b.type); });
}

std::string refusal(const SourceColumn& column, const std::string& label) {
  return "error(" + quote_literal("column \"" + column.name + "\": \"") + " || CAST(" +
         column.expression + " AS VARCHAR) || " +
         quote_literal("\" is no " + label +
                       ", which the card or --type declares: declare a type that it has, such as "
                       "string") +
         ")";
}

}  // namespace

bool may_lose(const Feature& declared, const Feature& found) {
  if (declared.kind != found.kind) return false;
  if (declared.kind == Feature::Kind::kValue)
    return !is_whole({"", "x", found}, declared, "y").empty() && !found.is_value("string");
  const bool nests =
      declared.kind == Feature::Kind::kList || declared.kind == Feature::Kind::kStruct;
  if (!nests || declared.children.size() != found.children.size()) return false;
  bool loses = false;
  for (std::size_t i = 0; i < declared.children.size(); ++i) {
    if (declared.children[i].name != found.children[i].name) return false;
    loses |= may_lose(declared.children[i].type, found.children[i].type);
  }
  return loses;
}

bool is_cast_by_us(const Feature& declared, const Feature& found) {
  if (may_lose(declared, found)) return true;
  if (declared.kind != Feature::Kind::kValue) return false;
  if (declared.is_integer() && found.is_integer()) return true;
  return (found.is_value("string") || found.kind == Feature::Kind::kJson) &&
         (declared.is_integer() || declared.is_float() || declared.is_value("bool") ||
          is_decimal(declared) || is_date(declared) || is_time(declared) || is_moment(declared) ||
          is_binary(declared));
}

std::string undeclared_members(const Feature& declared, const Feature& found) {
  std::string out;
  if (declared.kind != found.kind) return out;
  const auto add = [&](const std::string& names) {
    if (!names.empty()) out += (out.empty() ? "" : ", ") + names;
  };
  if (declared.kind == Feature::Kind::kList)
    return undeclared_members(declared.item(), found.item());
  if (declared.kind != Feature::Kind::kStruct) return out;
  for (const FeatureField& member : found.children) {
    const auto own = std::ranges::find(declared.children, member.name, &FeatureField::name);
    add(own == declared.children.end() ? "\"" + member.name + "\""
                                       : undeclared_members(own->type, member.type));
  }
  return out;
}

void say_undeclared_members(const std::string& column, const Feature& declared,
                            const Feature& found, std::vector<std::string>& notices) {
  const std::string names = undeclared_members(declared, found);
  if (names.empty()) return;
  const std::string notice = "column \"" + column + "\": its members " + names +
                             " are not declared by the card, and left out";
  if (std::ranges::find(notices, notice) == notices.end()) notices.push_back(notice);
}

std::string nested_of(const SourceColumn& column, const Feature& declared) {
  const std::string value =
      "CAST(" + column.expression + " AS " + storable_type(without_lengths(declared)) + ")";
  if (!may_lose(declared, column.type) || is_narrowed(declared, column.type)) return value;
  return "CASE WHEN CAST(" + value + " AS " + storable_type(without_lengths(column.type)) +
         ") IS NOT DISTINCT FROM " + column.expression + " THEN " + value + " ELSE " +
         refusal(column, feature_label(declared)) + " END";
}

std::string scalar_of(const SourceColumn& column, const Feature& declared) {
  const std::string type = storable_type(declared);
  std::string words;
  if (column.type.is_value("string")) {
    words = " OR lower(trim(" + column.expression + ")) IN (''";
    for (const std::string_view word : missing_words()) words += ", " + quote_literal(word);
    words += ")";
  }
  // A cast to BLOB would take \\x00 in a text for a byte.
  if (is_binary(declared) && column.type.is_value("string"))
    return "encode(" + column.expression + ")";
  std::string value = "TRY_CAST(" + column.expression + " AS " + type + ")";
  // A time of day without its distance from UTC is told in that zone or in UTC: nobody knows.
  if (const std::string_view zone = zone_of(declared);
      column.type.is_value("string") && !zone.empty() && zone != "UTC")
    value = "CASE WHEN regexp_matches(" + column.expression + ", " +
            quote_literal(R"(:\d\d(\.\d+)? ?(Z|[+-]\d\d(:?\d\d)?)$)") + ") THEN " + value + " END";
  if (const std::string whole = is_whole(column, declared, value); !whole.empty())
    value = "CASE WHEN " + whole + " THEN " + value + " END";
  return "CASE WHEN " + column.expression + " IS NULL" + words + " THEN NULL ELSE coalesce(" +
         value + ", " + refusal(column, declared.dtype) + ") END";
}

}  // namespace vitrine

#include "ingest/duration_units.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "duck/types.h"
#include "schema/column.h"

namespace vitrine {
namespace {

/// Units in a second.
std::int64_t per_second(const Feature& duration) {
  switch (*unit_of(duration)) {
    case TimeUnit::kSecond:
      return 1;
    case TimeUnit::kMilli:
      return 1'000;
    case TimeUnit::kMicro:
      return 1'000'000;
    case TimeUnit::kNano:
      break;
  }
  return 1'000'000'000;
}

const Feature* member_of(const Feature& structure, const std::string& name) {
  const auto found = std::ranges::find(structure.children, name, &FeatureField::name);
  return found == structure.children.end() ? nullptr : &found->type;
}

/// Each depth of nesting has a parameter of its own, so that inner lambdas see the right one.
std::string at_depth(const std::string& value, const Feature& to, const Feature& from,
                     const std::string& sentence, int depth) {
  if (!changes_unit(to, from)) return value;
  if (is_duration(from)) {
    const std::string counted = as_unit(value, to, from);
    if (sentence.empty()) return counted;
    return "CASE WHEN " + value + " IS NULL THEN NULL WHEN " + is_whole_in_unit(value, to, from) +
           " THEN " + counted + " ELSE error(" + sentence + ") END";
  }
  if (from.kind == Feature::Kind::kList) {
    const std::string item = "vt_u" + std::to_string(depth);
    return "list_transform(" + value + ", lambda " + item + ": " +
           at_depth(item, to.item(), from.item(), sentence, depth + 1) + ")";
  }
  std::string out = "CASE WHEN " + value + " IS NULL THEN NULL ELSE {";
  for (const FeatureField& own : from.children) {
    const std::string name = quote_literal(own.name);
    const std::string member = "struct_extract(" + value + ", " + name + ")";
    const Feature* wanted = member_of(to, own.name);
    out += (out.ends_with('{') ? "" : ", ") + name + ": " +
           (wanted == nullptr ? member : at_depth(member, *wanted, own.type, sentence, depth));
  }
  return out + "} END";
}

}  // namespace

bool is_duration(const Feature& type) {
  return type.kind == Feature::Kind::kValue && type.dtype.starts_with("duration[");
}

bool changes_unit(const Feature& to, const Feature& from) {
  if (is_duration(to) && is_duration(from)) return unit_of(to) != unit_of(from);
  if (to.kind != from.kind) return false;
  if (to.kind == Feature::Kind::kList) return changes_unit(to.item(), from.item());
  if (to.kind != Feature::Kind::kStruct) return false;
  return std::ranges::any_of(from.children, [&](const FeatureField& own) {
    const Feature* wanted = member_of(to, own.name);
    return wanted != nullptr && changes_unit(*wanted, own.type);
  });
}

Feature with_units_of(const Feature& to, Feature from) {
  if (is_duration(to) && is_duration(from)) return to;
  if (to.kind != from.kind) return from;
  for (FeatureField& own : from.children) {
    const Feature* wanted = to.kind == Feature::Kind::kList ? &to.item() : member_of(to, own.name);
    if (wanted != nullptr) own.type = with_units_of(*wanted, std::move(own.type));
  }
  return from;
}

std::string as_unit(const std::string& value, const Feature& to, const Feature& from) {
  const std::int64_t a = per_second(from);
  const std::int64_t b = per_second(to);
  if (a > b) return "(" + value + " // " + std::to_string(a / b) + ")";
  return "TRY_CAST(CAST(" + value + " AS HUGEINT) * " + std::to_string(b / a) + " AS BIGINT)";
}

std::string is_whole_in_unit(const std::string& value, const Feature& to, const Feature& from) {
  const std::int64_t a = per_second(from);
  const std::int64_t b = per_second(to);
  if (a > b) return value + " % " + std::to_string(a / b) + " = 0";
  const std::string most = std::to_string(std::numeric_limits<std::int64_t>::max() / (b / a));
  return value + " BETWEEN -" + most + " AND " + most;
}

std::string beyond_unit(const std::string& file, const std::string& column, const Feature& to,
                        const Feature& from) {
  return quote_literal(file + ": column \"" + column + "\" is " + feature_label(from) +
                       ", with a duration that 64 bits do not hold in the finer unit of another "
                       "file, where it is " +
                       feature_label(to) + ": write both in the coarser one");
}

std::string in_units_of(const std::string& value, const Feature& to, const Feature& from,
                        const std::string& sentence) {
  return at_depth(value, to, from, sentence, 0);
}

}  // namespace vitrine

#include "ingest/duration_units.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "duck/temporal.h"
#include "duck/types.h"
#include "schema/column.h"

namespace vitrine::ingest {
namespace {

/// Units in a second of a duration's type.
std::int64_t per_second(const schema::Feature& duration) {
  return duck::units_per_second(*schema::unit_of(duration));
}

const schema::Feature* member_of(const schema::Feature& structure, const std::string& name) {
  const auto found = std::ranges::find(structure.children, name, &schema::FeatureField::name);
  return found == structure.children.end() ? nullptr : &found->type;
}

/// Each depth of nesting has a parameter of its own, so that inner lambdas see the right one.
std::string at_depth(const std::string& value, const schema::Feature& to,
                     const schema::Feature& from, const std::string& sentence, int depth) {
  if (!changes_unit(to, from)) return value;
  if (is_duration(from)) {
    const std::string counted = as_unit(value, to, from);
    if (sentence.empty()) return counted;
    return "CASE WHEN " + value + " IS NULL THEN NULL WHEN " + is_whole_in_unit(value, to, from) +
           " THEN " + counted + " ELSE error(" + sentence + ") END";
  }
  if (from.kind == schema::Feature::Kind::kList) {
    const std::string item = "vt_u" + std::to_string(depth);
    return "list_transform(" + value + ", lambda " + item + ": " +
           at_depth(item, to.item(), from.item(), sentence, depth + 1) + ")";
  }
  std::string out = "CASE WHEN " + value + " IS NULL THEN NULL ELSE {";
  for (const schema::FeatureField& own : from.children) {
    const std::string name = quote_literal(own.name);
    const std::string member = "struct_extract(" + value + ", " + name + ")";
    const schema::Feature* wanted = member_of(to, own.name);
    out += (out.ends_with('{') ? "" : ", ") + name + ": " +
           (wanted == nullptr ? member : at_depth(member, *wanted, own.type, sentence, depth));
  }
  return out + "} END";
}

}  // namespace

bool is_duration(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kDuration;
}

bool changes_unit(const schema::Feature& to, const schema::Feature& from) {
  if (is_duration(to) && is_duration(from)) return schema::unit_of(to) != schema::unit_of(from);
  if (to.kind != from.kind) return false;
  if (to.kind == schema::Feature::Kind::kList) return changes_unit(to.item(), from.item());
  if (to.kind != schema::Feature::Kind::kStruct) return false;
  return std::ranges::any_of(from.children, [&](const schema::FeatureField& own) {
    const schema::Feature* wanted = member_of(to, own.name);
    return wanted != nullptr && changes_unit(*wanted, own.type);
  });
}

schema::Feature with_units_of(const schema::Feature& to, schema::Feature from) {
  if (is_duration(to) && is_duration(from)) return to;
  if (to.kind != from.kind) return from;
  for (schema::FeatureField& own : from.children) {
    const schema::Feature* wanted =
        to.kind == schema::Feature::Kind::kList ? &to.item() : member_of(to, own.name);
    if (wanted != nullptr) own.type = with_units_of(*wanted, std::move(own.type));
  }
  return from;
}

std::string as_unit(const std::string& value, const schema::Feature& to,
                    const schema::Feature& from) {
  const std::int64_t a = per_second(from);
  const std::int64_t b = per_second(to);
  if (a > b) return "(" + value + " // " + std::to_string(a / b) + ")";
  return "TRY_CAST(CAST(" + value + " AS HUGEINT) * " + std::to_string(b / a) + " AS BIGINT)";
}

std::string is_whole_in_unit(const std::string& value, const schema::Feature& to,
                             const schema::Feature& from) {
  const std::int64_t a = per_second(from);
  const std::int64_t b = per_second(to);
  if (a > b) return value + " % " + std::to_string(a / b) + " = 0";
  const std::string most = std::to_string(std::numeric_limits<std::int64_t>::max() / (b / a));
  return value + " BETWEEN -" + most + " AND " + most;
}

std::string beyond_unit(const std::string& file, const std::string& column,
                        const schema::Feature& to, const schema::Feature& from) {
  return quote_literal(file + ": column \"" + column + "\" is " + schema::feature_label(from) +
                       ", with a duration that 64 bits do not hold in the finer unit of another "
                       "file, where it is " +
                       schema::feature_label(to) + ": write both in the coarser one");
}

std::string in_units_of(const std::string& value, const schema::Feature& to,
                        const schema::Feature& from, const std::string& sentence) {
  return at_depth(value, to, from, sentence, 0);
}

}  // namespace vitrine::ingest

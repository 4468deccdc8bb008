#include "ingest/common_type.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "ingest/duration_units.h"
#include "schema/column.h"

namespace vitrine::ingest {
namespace {

bool is_number(const schema::Feature& type) {
  return type.is_integer() || type.is_float();
}

/// Bits of an integer type's name: 8 of "int8", 64 of "uint64".
int bits_of(std::string_view dtype) {
  return dtype.ends_with("8") ? 8 : dtype.ends_with("16") ? 16 : dtype.ends_with("32") ? 32 : 64;
}

/// Seconds, milliseconds, microseconds or nanoseconds, both with a zone or both without.
bool are_timestamps(const schema::Feature& a, const schema::Feature& b) {
  return a.dtype.starts_with("timestamp[") && b.dtype.starts_with("timestamp[") &&
         schema::zone_of(a).empty() == schema::zone_of(b).empty();
}

/// Times of day in seconds, milliseconds or microseconds: all are stored in the last.
bool are_times(const schema::Feature& a, const schema::Feature& b) {
  const auto is_time = [](const schema::Feature& type) {
    return type.is_value("time32[s]") || type.is_value("time32[ms]") || type.is_value("time64[us]");
  };
  return is_time(a) && is_time(b);
}

struct Digits {
  int width = 0;
  int scale = 0;
};

/// The digits of the widest integer of a type.
int digits_of_integer(const schema::Feature& type) {
  switch (bits_of(type.dtype)) {
    case 8:
      return 3;
    case 16:
      return 5;
    case 32:
      return 10;
    default:
      return type.dtype.starts_with('u') ? 20 : 19;
  }
}

std::optional<Digits> digits_of(const schema::Feature& type) {
  if (type.is_integer()) return Digits{digits_of_integer(type), 0};
  constexpr std::string_view kName = "decimal128(";
  Digits out;
  if (!type.dtype.starts_with(kName)) return std::nullopt;
  const std::string_view text = std::string_view(type.dtype).substr(kName.size());
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  std::from_chars(text.data(), text.data() + comma, out.width);
  std::from_chars(text.data() + comma + 2, text.data() + text.size() - 1, out.scale);
  return out;
}

/// The decimal that holds the values of both, decimals or one of them integers, if one of 38 digits
/// does.
std::optional<schema::Feature> wider_decimal(const schema::Feature& a, const schema::Feature& b) {
  if (a.is_integer() && b.is_integer()) return std::nullopt;
  const std::optional<Digits> x = digits_of(a);
  const std::optional<Digits> y = digits_of(b);
  if (!x || !y) return std::nullopt;
  const int scale = std::max(x->scale, y->scale);
  const int width = std::max(x->width - x->scale, y->width - y->scale) + scale;
  if (width > 38) return std::nullopt;
  return schema::Feature::value("decimal128(" + std::to_string(width) + ", " +
                                std::to_string(scale) + ")");
}

bool have_same_names(const schema::Feature& a, const schema::Feature& b) {
  return std::ranges::equal(a.children, b.children, {}, &schema::FeatureField::name,
                            &schema::FeatureField::name);
}

const schema::FeatureField* member_of(const schema::Feature& structure, const std::string& name) {
  const auto found = std::ranges::find(structure.children, name, &schema::FeatureField::name);
  return found == structure.children.end() ? nullptr : &*found;
}

/// Integers in the one where the other has floats, at any depth.
bool mix_numbers(const schema::Feature& a, const schema::Feature& b) {
  if (a.is_float() != b.is_float() && is_number(a) && is_number(b)) return true;
  if (a.kind != b.kind) return false;
  if (a.kind == schema::Feature::Kind::kList) return mix_numbers(a.item(), b.item());
  return std::ranges::any_of(a.children, [&](const schema::FeatureField& x) {
    const schema::FeatureField* y = member_of(b, x.name);
    return y != nullptr && mix_numbers(x.type, y->type);
  });
}

/// Structs whose members stand in another order, or that lack some: matched by name, if they have
/// half of the smaller one's in common, as the columns of files.
bool members_go_together(const schema::Feature& a, const schema::Feature& b) {
  std::size_t common = 0;
  for (const schema::FeatureField& x : a.children) {
    const schema::FeatureField* y = member_of(b, x.name);
    if (y == nullptr) {
      // Names that differ in case alone cannot stand in one struct.
      const bool recased = std::ranges::any_of(b.children, [&](const schema::FeatureField& other) {
        return ascii_lower(other.name) == ascii_lower(x.name);
      });
      if (recased) return false;
      continue;
    }
    if (!go_together(x.type, y->type) || mix_numbers(x.type, y->type)) return false;
    ++common;
  }
  return common > 0 && common * 2 >= std::min(a.children.size(), b.children.size());
}

}  // namespace

bool go_together(const schema::Feature& a, const schema::Feature& b) {
  if (a == b || (is_number(a) && is_number(b))) return true;
  if (a.is_value("null") || b.is_value("null")) return true;
  if (are_timestamps(a, b) || are_times(a, b) || wider_decimal(a, b)) return true;
  if (is_duration(a) && is_duration(b)) return true;
  if (a.kind != b.kind) return false;
  if (a.kind == schema::Feature::Kind::kList) return go_together(a.item(), b.item());
  if (a.kind != schema::Feature::Kind::kStruct) return false;
  if (!have_same_names(a, b)) return members_go_together(a, b);
  return std::ranges::equal(a.children, b.children,
                            [](const schema::FeatureField& x, const schema::FeatureField& y) {
                              return x.name == y.name && go_together(x.type, y.type);
                            });
}

namespace {

/// A few of a struct's names: "a, b, c, ...".
std::string names_of(const schema::Feature& structure) {
  constexpr std::size_t kMost = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(kMost, structure.children.size()); ++i)
    out += (i > 0 ? ", " : "") + structure.children[i].name;
  return structure.children.size() > kMost ? out + ", ..." : out;
}

/// Lists of structs, or of lists of them.
bool are_lists_of_structs(const schema::Feature& a, const schema::Feature& b) {
  if (a.kind != b.kind || a.kind != schema::Feature::Kind::kList) return false;
  const auto is_struct = [](const schema::Feature& type) {
    return type.kind == schema::Feature::Kind::kStruct;
  };
  return (is_struct(a.item()) && is_struct(b.item())) || are_lists_of_structs(a.item(), b.item());
}

/// `path` is that of the member at hand, "a.b"; `mixes`: integers may stand beside floats.
std::string conflict_at(const std::string& path, const schema::Feature& a, const schema::Feature& b,
                        bool mixes) {
  if (are_lists_of_structs(a, b)) return conflict_at(path, a.item(), b.item(), mixes);
  const std::string member = path.empty() ? "" : "has the member \"" + path + "\", which ";
  if (a.kind != b.kind || a.kind != schema::Feature::Kind::kStruct)
    return member + "is " + schema::feature_label(a) + " in one and " + schema::feature_label(b) +
           " in the other";
  const bool mix = mixes && have_same_names(a, b);
  for (const schema::FeatureField& x : a.children) {
    const std::string inner = (path.empty() ? "" : path + ".") + x.name;
    if (const schema::FeatureField* y = member_of(b, x.name); y != nullptr) {
      const bool fit = go_together(x.type, y->type) && (mix || !mix_numbers(x.type, y->type));
      if (!fit) return conflict_at(inner, x.type, y->type, mix);
      continue;
    }
    const auto other = std::ranges::find_if(b.children, [&](const schema::FeatureField& each) {
      return ascii_lower(each.name) == ascii_lower(x.name);
    });
    if (other != b.children.end())
      return "has the member \"" + inner + "\" in one, which is called \"" + other->name +
             "\" in the other";
  }
  return member + "is a struct of " + names_of(a) + " in one and of " + names_of(b) +
         " in the other";
}

}  // namespace

std::string conflict_of(const schema::Feature& a, const schema::Feature& b) {
  return conflict_at("", a, b, true);
}

schema::Feature wider(const schema::Feature& a, const schema::Feature& b) {
  if (a == b || b.is_value("null")) return a;
  if (a.is_value("null")) return b;
  if (a.kind == schema::Feature::Kind::kList)
    return schema::Feature::list(wider(a.item(), b.item()));
  if (a.kind == schema::Feature::Kind::kStruct) {
    std::vector<schema::FeatureField> fields;
    for (const schema::FeatureField& x : a.children) {
      const schema::FeatureField* y = member_of(b, x.name);
      fields.push_back({x.name, y == nullptr ? x.type : wider(x.type, y->type)});
    }
    for (const schema::FeatureField& y : b.children) {
      if (member_of(a, y.name) == nullptr) fields.push_back(y);
    }
    return schema::Feature::structure(std::move(fields));
  }
  if (std::optional<schema::Feature> decimal = wider_decimal(a, b)) return *std::move(decimal);
  if (are_times(a, b) || (is_duration(a) && is_duration(b)))
    return *schema::unit_of(a) < *schema::unit_of(b) ? b : a;
  if (are_timestamps(a, b)) {
    const schema::Feature& finer = *schema::unit_of(a) < *schema::unit_of(b) ? b : a;
    if (schema::zone_of(a) == schema::zone_of(b)) return finer;
    return schema::Feature::value(finer.dtype.substr(0, finer.dtype.find(',')) + ", tz=UTC]");
  }
  if (a.is_float() || b.is_float()) return schema::Feature::value("float64");
  const bool unsigned_a = a.dtype.starts_with('u');
  const bool unsigned_b = b.dtype.starts_with('u');
  int bits = std::max(bits_of(a.dtype), bits_of(b.dtype));
  if (unsigned_a && unsigned_b) return schema::Feature::value("uint" + std::to_string(bits));
  if (unsigned_a || unsigned_b) bits = std::max(bits, 2 * bits_of((unsigned_a ? a : b).dtype));
  return schema::Feature::value(bits > 64 ? "decimal128(38, 0)" : "int" + std::to_string(bits));
}

}  // namespace vitrine::ingest

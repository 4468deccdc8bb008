#include "ingest/common_type.h"

#include <algorithm>
#include <string>

namespace vitrine {
namespace {

bool is_number(const Feature& type) {
  return type.is_integer() || type.is_float();
}

/// Bits of an integer type's name: 8 of "int8", 64 of "uint64".
int bits_of(std::string_view dtype) {
  return dtype.ends_with("8") ? 8 : dtype.ends_with("16") ? 16 : dtype.ends_with("32") ? 32 : 64;
}

}  // namespace

bool go_together(const Feature& a, const Feature& b) {
  if (a == b || (is_number(a) && is_number(b))) return true;
  if (a.kind != b.kind) return false;
  if (a.kind == Feature::Kind::kList) return go_together(a.item(), b.item());
  if (a.kind != Feature::Kind::kStruct || a.children.size() != b.children.size()) return false;
  return std::ranges::equal(a.children, b.children,
                            [](const FeatureField& x, const FeatureField& y) {
                              return x.name == y.name && go_together(x.type, y.type);
                            });
}

Feature wider(const Feature& a, const Feature& b) {
  if (a == b || b.is_value("null")) return a;
  if (a.is_value("null")) return b;
  if (a.kind == Feature::Kind::kList) return Feature::list(wider(a.item(), b.item()));
  if (a.kind == Feature::Kind::kStruct) {
    std::vector<FeatureField> fields;
    for (std::size_t i = 0; i < a.children.size(); ++i)
      fields.push_back({a.children[i].name, wider(a.children[i].type, b.children[i].type)});
    return Feature::structure(std::move(fields));
  }
  if (a.is_float() || b.is_float()) return Feature::value("float64");
  const bool unsigned_a = a.dtype.starts_with('u');
  const bool unsigned_b = b.dtype.starts_with('u');
  int bits = std::max(bits_of(a.dtype), bits_of(b.dtype));
  if (unsigned_a && unsigned_b) return Feature::value("uint" + std::to_string(bits));
  if (unsigned_a || unsigned_b) bits = std::max(bits, 2 * bits_of((unsigned_a ? a : b).dtype));
  return Feature::value(bits > 64 ? "decimal128(38, 0)" : "int" + std::to_string(bits));
}

}  // namespace vitrine

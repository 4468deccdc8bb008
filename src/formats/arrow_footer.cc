#include "formats/arrow_footer.h"

#include <array>

#include "base/base64.h"
#include "formats/arrow_schema.h"
#include "formats/flat_view.h"
#include "schema/named_model.h"

namespace vitrine::formats {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxFields = 1'000'000;

/// MessageHeader's Schema in Arrow's Message.fbs.
constexpr std::uint8_t kSchemaMessage = 1;

std::string_view unit_name(std::int16_t unit) {
  constexpr std::array<std::string_view, 4> kUnits = {"s", "ms", "us", "ns"};
  return unit >= 0 && unit < 4 ? kUnits.at(static_cast<std::size_t>(unit)) : "";
}

/// Integers of up to 64 bits are Parquet's own, but for those that are booleans.
ArrowMeaning integer_meaning(const FlatTable& entry, const FlatTable& integer) {
  if (pair_value(entry, 6, "ARROW:extension:name") == "arrow.bool8") return ArrowMeaning::kBool8;
  if (!integer || integer.number<std::int32_t>(0) != 128) return ArrowMeaning::kOther;
  return integer.number<std::uint8_t>(1) != 0 ? ArrowMeaning::kInt128 : ArrowMeaning::kUint128;
}

void read_meaning(const FlatTable& entry, FooterField& read) {
  const FlatTable type = entry.table(3);
  switch (entry.number<std::uint8_t>(2)) {
    case static_cast<std::uint8_t>(ArrowKind::kNull):
      read.meaning = ArrowMeaning::kNull;
      return;
    case static_cast<std::uint8_t>(ArrowKind::kInt):
      read.meaning = integer_meaning(entry, type);
      return;
    case static_cast<std::uint8_t>(ArrowKind::kDuration):
      read.unit = unit_name(type ? type.number<std::int16_t>(0, 1) : std::int16_t{-1});
      if (!read.unit.empty()) read.meaning = ArrowMeaning::kDuration;
      return;
    case static_cast<std::uint8_t>(ArrowKind::kTimestamp):
      read.unit = unit_name(type ? type.number<std::int16_t>(0) : std::int16_t{-1});
      if (read.unit.empty()) return;
      read.meaning = ArrowMeaning::kTimestamp;
      read.zone = type.text(1);
      return;
    case static_cast<std::uint8_t>(ArrowKind::kTime):
      read.unit = unit_name(type ? type.number<std::int16_t>(0, 1) : std::int16_t{-1});
      if (!read.unit.empty()) read.meaning = ArrowMeaning::kTime;
      return;
    default:
      return;
  }
}

std::optional<std::vector<FooterField>> read_fields(const FlatTable& table, unsigned id, int depth,
                                                    std::size_t& budget) {
  const FlatVector fields = table.vector(id, sizeof(std::uint32_t));
  if (depth > kMaxDepth || fields.size > budget) return std::nullopt;
  budget -= fields.size;
  std::vector<FooterField> out;
  for (std::size_t i = 0; i < fields.size; ++i) {
    const FlatTable entry = table.member(fields, i);
    FooterField read;
    read.name = entry.text(0);
    read_meaning(entry, read);
    read.embedding_model = pair_value(entry, 6, schema::kModelOfField);
    std::optional<std::vector<FooterField>> children = read_fields(entry, 5, depth + 1, budget);
    if (!children) return std::nullopt;
    read.children = *std::move(children);
    out.push_back(std::move(read));
  }
  return out;
}

}  // namespace

std::optional<std::vector<FooterField>> read_arrow_footer(std::string_view base64) {
  const std::optional<std::string> message = decode_base64(base64);
  if (!message) return std::nullopt;
  std::string_view bytes = *message;
  // 0xFFFFFFFF and the size of the metadata; before version 0.15 the size alone.
  if (bytes.starts_with("\xff\xff\xff\xff")) bytes.remove_prefix(4);
  if (bytes.size() < 4) return std::nullopt;
  bytes.remove_prefix(4);
  FlatView view(bytes);
  const FlatTable root = view.root();
  if (!root || root.number<std::uint8_t>(1) != kSchemaMessage) return std::nullopt;
  const FlatTable schema = root.table(2);
  if (!schema) return std::nullopt;
  std::size_t budget = kMaxFields;
  std::optional<std::vector<FooterField>> fields = read_fields(schema, 1, 0, budget);
  return view.damaged() ? std::nullopt : fields;
}

}  // namespace vitrine::formats

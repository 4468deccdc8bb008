#include "duck/arrow_footer.h"

#include <array>
#include <cstring>

#include "base/base64.h"

namespace vitrine {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxFields = 1'000'000;

/// Values of MessageHeader and of the union Type in Arrow's .fbs files.
constexpr std::uint8_t kSchemaMessage = 1;
constexpr std::uint8_t kNullType = 1;
constexpr std::uint8_t kIntegerType = 2;
constexpr std::uint8_t kDurationType = 18;

/// A table of a flat buffer. Whatever lies outside of the bytes is absent.
class FlatTable {
 public:
  FlatTable(std::string_view bytes, std::size_t place) : bytes_(bytes), place_(place) {}

  /// The table that the buffer begins with.
  static std::optional<FlatTable> root(std::string_view bytes) { return follow(bytes, 0); }

  template <typename T>
  T number(std::size_t field, T absent) const {
    const std::optional<std::size_t> at = slot(field);
    return at ? read<T>(bytes_, *at).value_or(absent) : absent;
  }
  std::optional<FlatTable> table(std::size_t field) const {
    const std::optional<std::size_t> at = slot(field);
    return at ? follow(bytes_, *at) : std::nullopt;
  }
  std::string text(std::size_t field) const {
    const std::optional<FlatTable> string = table(field);
    if (!string) return {};
    const std::uint32_t length = read<std::uint32_t>(bytes_, string->place_).value_or(0);
    const std::size_t begin = string->place_ + sizeof(length);
    if (begin > bytes_.size() || length > bytes_.size() - begin) return {};
    return std::string(bytes_.substr(begin, length));
  }
  /// The tables of a vector; nothing if one of them is absent.
  std::optional<std::vector<FlatTable>> tables(std::size_t field) const {
    std::vector<FlatTable> out;
    const std::optional<FlatTable> vector = table(field);
    if (!vector) return out;
    const std::uint32_t length = read<std::uint32_t>(bytes_, vector->place_).value_or(0);
    if (length > bytes_.size() / sizeof(std::uint32_t)) return std::nullopt;
    for (std::size_t i = 0; i < length; ++i) {
      const auto item = follow(bytes_, vector->place_ + (i + 1) * sizeof(std::uint32_t));
      if (!item) return std::nullopt;
      out.push_back(*item);
    }
    return out;
  }

 private:
  template <typename T>
  static std::optional<T> read(std::string_view bytes, std::size_t at) {
    T value;
    if (at > bytes.size() || bytes.size() - at < sizeof(value)) return std::nullopt;
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    return value;
  }
  static std::optional<FlatTable> follow(std::string_view bytes, std::size_t at) {
    const std::optional<std::uint32_t> offset = read<std::uint32_t>(bytes, at);
    if (!offset || *offset > bytes.size()) return std::nullopt;
    return FlatTable(bytes, at + *offset);
  }
  /// Where the field lies: the table begins with how far before it its list of fields is.
  std::optional<std::size_t> slot(std::size_t field) const {
    const std::optional<std::int32_t> back = read<std::int32_t>(bytes_, place_);
    if (!back) return std::nullopt;
    const std::int64_t fields = static_cast<std::int64_t>(place_) - *back;
    if (fields < 0) return std::nullopt;
    const auto list = static_cast<std::size_t>(fields);
    const std::size_t entry = 4 + field * sizeof(std::uint16_t);
    if (read<std::uint16_t>(bytes_, list).value_or(0) < entry + sizeof(std::uint16_t))
      return std::nullopt;
    const std::uint16_t offset = read<std::uint16_t>(bytes_, list + entry).value_or(0);
    return offset == 0 ? std::nullopt : std::optional(place_ + offset);
  }

  std::string_view bytes_;
  std::size_t place_;
};

std::string_view unit_name(std::int16_t unit) {
  constexpr std::array<std::string_view, 4> kUnits = {"s", "ms", "us", "ns"};
  return unit >= 0 && unit < 4 ? kUnits.at(static_cast<std::size_t>(unit)) : "";
}

/// Integers of up to 64 bits are Parquet's own.
ArrowMeaning integer_meaning(const FlatTable& field) {
  const std::optional<FlatTable> integer = field.table(3);
  if (!integer || integer->number<std::int32_t>(0, 0) != 128) return ArrowMeaning::kOther;
  return integer->number<std::uint8_t>(1, 0) != 0 ? ArrowMeaning::kInt128 : ArrowMeaning::kUint128;
}

std::optional<std::vector<FooterField>> read_fields(const FlatTable& table, std::size_t field,
                                                    int depth, std::size_t& budget) {
  const std::optional<std::vector<FlatTable>> tables = table.tables(field);
  if (!tables || depth > kMaxDepth || tables->size() > budget) return std::nullopt;
  budget -= tables->size();
  std::vector<FooterField> out;
  for (const FlatTable& entry : *tables) {
    FooterField read;
    read.name = entry.text(0);
    const auto type = entry.number<std::uint8_t>(2, 0);
    if (type == kNullType) read.meaning = ArrowMeaning::kNull;
    if (type == kIntegerType) read.meaning = integer_meaning(entry);
    if (type == kDurationType) {
      const std::optional<FlatTable> duration = entry.table(3);
      read.unit = unit_name(duration ? duration->number<std::int16_t>(0, 1) : std::int16_t{-1});
      if (!read.unit.empty()) read.meaning = ArrowMeaning::kDuration;
    }
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
  const std::optional<FlatTable> root = FlatTable::root(bytes);
  if (!root || root->number<std::uint8_t>(1, 0) != kSchemaMessage) return std::nullopt;
  const std::optional<FlatTable> schema = root->table(2);
  if (!schema) return std::nullopt;
  std::size_t budget = kMaxFields;
  return read_fields(*schema, 1, 0, budget);
}

}  // namespace vitrine

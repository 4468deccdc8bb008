#pragma once
// The schema of an Arrow IPC message, as far as rows are read from it. Private to the Arrow reader.
// Source: Apache Arrow, format/Schema.fbs and Message.fbs (metadata versions 4 and 5).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "duck/column_view.h"
#include "formats/flat_view.h"
#include "schema/features.h"

namespace vitrine::formats {

/// Values of the union Type in Schema.fbs.
enum class ArrowKind : std::uint8_t {
  kNull = 1,
  kInt = 2,
  kFloat = 3,
  kBinary = 4,
  kUtf8 = 5,
  kBool = 6,
  kDecimal = 7,
  kDate = 8,
  kTime = 9,
  kTimestamp = 10,
  kInterval = 11,
  kList = 12,
  kStruct = 13,
  kUnion = 14,
  kFixedSizeBinary = 15,
  kFixedSizeList = 16,
  kMap = 17,
  kDuration = 18,
  kLargeBinary = 19,
  kLargeUtf8 = 20,
  kLargeList = 21,
  kRunEndEncoded = 22,
  kBinaryView = 23,
  kUtf8View = 24,
  kListView = 25,
  kLargeListView = 26,
};

enum class ArrowUnit : std::int16_t { kSecond = 0, kMilli = 1, kMicro = 2, kNano = 3 };

struct ArrowIndex {
  std::int64_t dictionary = 0;
  int bits = 32;
  bool is_signed = true;
};

struct ArrowField {
  std::string name;
  ArrowKind kind = ArrowKind::kNull;
  int bits =
      0;  ///< kInt, kFloat, kDecimal, kTime; bytes of kFixedSizeBinary; kFixedSizeList's size.
  bool is_signed = true;
  ArrowUnit unit = ArrowUnit::kSecond;  ///< kDate: kSecond is days; kInterval: 0, 1, 2 as there.
  int precision = 0;                    ///< kDecimal.
  int scale = 0;                        ///< kDecimal.
  std::string zone;                     ///< kTimestamp.
  std::string extension;                ///< "arrow.uuid".
  std::string embedding_model;          ///< What made its vectors, if its metadata say so.
  std::optional<ArrowIndex> index;      ///< Dictionary-encoded: kind and children are the values'.
  std::vector<ArrowField> children;

  duck::ColumnType type;    ///< How its cells are written.
  schema::Feature feature;  ///< What they are.
};

/// A boolean that has a byte: zero is false.
inline bool is_bool8(const ArrowField& field) {
  return field.kind == ArrowKind::kInt && field.bits == 8 && field.extension == "arrow.bool8";
}

struct ArrowSchema {
  std::vector<ArrowField> fields;
  std::string hub_metadata;  ///< The value of the key "huggingface"; empty if there is none.
};

/// The type of moments in microseconds that are told in a zone; in UTC where there is none of that
/// name. Nanoseconds are named microseconds.
schema::Feature zoned_moment(ArrowUnit unit, const std::string& zone);

/// Errors: corrupt; unsupported by column and type for unions, structs without fields and the like.
Result<ArrowSchema> parse_arrow_schema(FlatView& view, const FlatTable& schema);

}  // namespace vitrine::formats

#pragma once
// Arrow footer: the schema that writers of Parquet leave beside Parquet's own, under the key
// "ARROW:schema": base64 of an encapsulated Arrow message. It says what Parquet has no type for,
// such as durations, which are bare integers there.
//
// The bytes are a stranger's: every offset is checked before it is followed, and nesting and the
// number of fields are bounded. Source: Arrow's Message.fbs and Schema.fbs, FlatBuffers
// "internals".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::formats {

/// The types of Arrow that tell more than Parquet does; kOther for the rest.
enum class ArrowMeaning : std::uint8_t {
  kOther,
  kNull,
  kTime,
  kTimestamp,
  kDuration,
  kInt128,
  kUint128,
  kBool8
};

struct FooterField {
  std::string name;
  ArrowMeaning meaning = ArrowMeaning::kOther;
  std::string_view unit;              ///< kTime, kTimestamp, kDuration: "s", "ms", "us" or "ns".
  std::string zone;                   ///< kTimestamp, if it has one.
  std::string embedding_model;        ///< What made its vectors, if its metadata say so.
  std::vector<FooterField> children;  ///< Lists: one; maps: one struct; structs: the fields.
};

/// The fields of the schema, or nothing if the text is not such a message.
std::optional<std::vector<FooterField>> read_arrow_footer(std::string_view base64);

}  // namespace vitrine::formats

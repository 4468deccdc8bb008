#pragma once
// JSON schema inference: the exact types of JSON records, from all of them.
//
// DuckDB's own inference looks at a sample, or reads everything and still turns a column without a
// value into JSON, integers beyond int64 into lossy doubles or an error, and cannot see that all
// lists of a column have one length. This pass reads every record with simdjson (Langdale and
// Lemire, "Parsing Gigabytes of JSON per Second", 2019) and merges what it sees into one shape per
// field.
//
//   numbers   int64; uint64 if one needs it; decimal128(38, 0) beyond; float64 if one has a
//             fraction and a double holds all integers beside; else Json
//   strings   date32, timestamp[us] or timestamp[us, tz=UTC] if every one is an ISO 8601 date or
//             time
//   lists     of the merged item type; a vector if all have one length of kLeastVectorLength or
//             more (2 if the column is called so), hold finite numbers only and one has a fraction:
//             of float32 if every number survives that, else of float64
//   objects   structs of all keys seen; Json if they have none, or more than 1,000, those of
//   objects
//             inside counted
//   mixed     Json; only nulls: string

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/json_records.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// What one field has been seen to hold, over all records so far.
struct JsonShape {
  std::uint64_t bools = 0;
  std::uint64_t integers = 0;
  std::uint64_t floats = 0;
  std::uint64_t strings = 0;
  std::uint64_t lists = 0;
  std::uint64_t objects = 0;

  bool negative = false;         ///< Some integer is below 0.
  bool beyond_int64 = false;     ///< Some integer is outside int64, within uint64.
  std::uint32_t max_digits = 0;  ///< Of integers outside both.
  bool beyond_double = false;    ///< Some number is another one, or none, as a double.
  bool in_list = false;          ///< An item's shape; the next two are kept for items alone.
  bool not_finite = false;       ///< Some number is NaN or infinite.
  bool beyond_float32 = false;   ///< Some number is another one after a float32.
  std::uint64_t dates = 0;       ///< Strings that are dates; the same for the two below.
  std::uint64_t timestamps = 0;
  std::uint64_t utc_timestamps = 0;
  std::uint64_t zoned_timestamps = 0;  ///< With any offset, UTC too.

  std::uint64_t min_length = UINT64_MAX;  ///< Of lists.
  std::uint64_t max_length = 0;
  std::uint64_t null_items = 0;
  std::unique_ptr<JsonShape> item;

  struct Field;
  std::vector<Field> fields;  ///< Of objects, in order of first sight.
  struct Places;
  std::unique_ptr<Places> places;  ///< Of many fields: where each name is.
  bool too_many_fields = false;
  bool unnamed_fractions = false;  ///< Some number with a fraction is in a field beyond those.
  bool repeated_key = false;  ///< Of some object: kept as JSON, since a struct would lose a value.

  JsonShape();
  ~JsonShape();
  JsonShape(JsonShape&&) noexcept;
  JsonShape& operator=(JsonShape&&) noexcept;

  /// Adds what another shape has seen. Fields that this one lacks come behind its own.
  void merge(const JsonShape& other);
};

struct JsonShape::Field {
  std::string name;
  JsonShape shape;
  std::uint64_t last_seen = 0;  ///< The count of objects with the one that had it last.
};

/// Whether any number in it, however deep, was written with a fraction or an exponent.
bool has_fractions(const JsonShape& shape);

struct JsonSchemaOptions {
  /// Columns that are vectors at any length of two or more.
  std::vector<std::string> vectors = {};
};

/// Accumulates records. Not thread safe. Cost: about 1 GB/s of text, 40 ns a number in long lists.
class JsonSchemaScan {
 public:
  explicit JsonSchemaScan(JsonSchemaOptions options = {});
  ~JsonSchemaScan();

  /// Errors: corrupt, without the place, which the caller knows. Requires: kRecordPadding bytes
  /// readable after `record`.
  Status add(std::string_view record);

  /// Adds what another scan has seen, as if its records came behind these.
  void merge(const JsonSchemaScan& other);

  const JsonSchemaOptions& options() const { return options_; }
  std::uint64_t records() const { return records_; }
  std::size_t longest_record() const { return longest_; }
  /// Names of text columns whose values are all times, some with an offset other than UTC.
  std::vector<std::string> offset_columns() const;
  /// The columns, in order of first sight.
  schema::Features features() const;
  /// The shape of all records together: an object.
  const JsonShape& root() const { return root_; }

 private:
  Status add_record(std::string_view record);
  bool is_embedding(const JsonShape::Field& field) const;

  struct Parser;
  std::unique_ptr<Parser> parser_;
  JsonSchemaOptions options_;
  JsonShape root_;
  std::uint64_t records_ = 0;
  std::size_t longest_ = 0;
};

}  // namespace vitrine::ingest

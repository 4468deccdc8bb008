#pragma once
// JSON as written: values that a column keeps as Json, or as text though they are none, with their
// numbers as the file has them.
//
// DuckDB's reader takes a number that has a fraction for a double and writes that: 1.10 becomes
// 1.1, and 0.1234567890123456789 another number. Here such a value is put into the record as a
// string that holds its JSON, which no reader changes.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/json_schema.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// Whether values of the shape, read as `type`, have numbers that would be written another way.
bool changes_numbers(const JsonShape& shape, const schema::Feature& type);

/// The type with string in place of Json, for reading what quote() made.
schema::Feature json_as_text(schema::Feature type);

/// Puts values into quotes, record by record. Not thread safe.
class JsonQuoter {
 public:
  /// `keys` are the members of records and the types that they are read as; others are left out.
  explicit JsonQuoter(schema::Features keys);
  ~JsonQuoter();
  JsonQuoter(JsonQuoter&&) noexcept;
  JsonQuoter& operator=(JsonQuoter&&) noexcept;

  /// The record, an object, with each value that is read as Json or as text, and is neither null
  /// nor a string read as text, as a string of its JSON: without blanks between its parts, strings
  /// unescaped as far as JSON allows, numbers as written. The view is valid until the next call.
  /// Requires: JsonRecords::kRecordPadding bytes readable after `record`. Errors: corrupt.
  Result<std::string_view> quote(std::string_view record);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  schema::Features keys_;
  std::string out_;
};

}  // namespace vitrine::ingest

#pragma once
// JsonRecords: the records of a JSON file one after the other, each as raw text with its place.
//
// A line of a JSON Lines file, an element of a top-level array, or one of several values written
// one after the other, be it as a JSON text sequence (RFC 7464). Records are split by quotes and
// brackets alone; whether a record is valid JSON is for its parser to say. Memory: the longest
// record and one read buffer.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ingest/byte_reader.h"

namespace vitrine::ingest {

struct JsonRecord {
  /// Valid until the next call; kRecordPadding readable bytes follow it.
  std::string_view text;
  std::uint64_t line = 0;  ///< 1-based line on which it starts.
};

class JsonRecords {
 public:
  /// What simdjson wants to be able to read past the end of its input.
  static constexpr std::size_t kRecordPadding = 64;
  /// A record above this is refused with too_large.
  static constexpr std::size_t kMaxRecordBytes = std::size_t{512} << 20U;

  JsonRecords(std::unique_ptr<ByteReader> reader, bool lines)
      : reader_(std::move(reader)), lines_(lines) {}

  /// False at the end. Blank lines are passed over. Errors: io, corrupt (also: an array that never
  /// ends), too_large.
  Result<bool> next(JsonRecord& record);

  std::uint64_t consumed() const { return reader_->consumed(); }
  /// Whether the record handed out last is an element of an array.
  bool is_in_array() const { return in_array_; }
  /// Whether some values had no blank or comma between them, a comma too many, or a mark in front.
  bool has_odd_separators() const { return odd_separators_; }

 private:
  Result<bool> next_line(JsonRecord& record);
  Result<bool> next_value(JsonRecord& record);
  Result<bool> skip_mark();
  bool take_separator(char c);
  Result<bool> skip_separators();
  Result<bool> find_value_end(std::size_t& end);
  Result<bool> fill();

  std::unique_ptr<ByteReader> reader_;
  bool lines_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not yet handed out
  std::size_t end_ = 0;    // of what has been read; kRecordPadding bytes follow
  std::uint64_t line_ = 1;
  bool started_ = false;
  bool in_array_ = false;
  bool array_closed_ = false;
  bool after_comma_ = false;
  bool odd_separators_ = false;
  bool touches_last_ = false;  // of the value to come: nothing stands between
};

}  // namespace vitrine::ingest

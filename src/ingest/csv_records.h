#pragma once
// CsvRecords: the records of a delimited text, one after the other, each with its line.
//
// Records as RFC 4180 has them, loosened by a dialect: other delimiters and quotes, backslash
// escapes, comments, CRs inside of fields. Lines end with LF, CRLF or CR, also mixed. A record is
// validated before it is handed out: UTF-8, no NUL. Not thread safe. Cost: about 400 MB/s. Memory:
// the longest record and one read buffer.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/byte_reader.h"

namespace vitrine::ingest {

struct CsvDialect {
  enum class Quotes : std::uint8_t {
    kStrict,     ///< A quote that closes ends its field; "" inside is a quote.
    kBackslash,  ///< \" inside is a quote, and \\ a backslash.
    kNone,       ///< A quote is a character like any other.
    kLoose,      ///< What follows a closing quote belongs to the field, as Python reads it.
  };
  char delimiter = ',';
  char quote = '"';
  Quotes quotes = Quotes::kStrict;
  bool cr_ends_lines =
      true;                  ///< False: a CR without an LF behind it is a character like any other.
  bool skip_blanks = false;  ///< Blanks between a delimiter and a quote are no part of a field.
  char comment = '\0';       ///< Lines that start so are passed over; 0: none do.
  bool comments_anywhere = true;  ///< False: only lines whose number of fields is not the header's.
  std::uint64_t skip_lines = 0;   ///< At the front: titles, "sep=;"; of those not in `skipped`.
  /// Lines that are left out by their numbers, from 0, in order. A record counts as one line.
  std::vector<std::uint64_t> skipped = {};

  bool operator==(const CsvDialect&) const = default;
};

struct CsvField {
  std::string_view text;
  bool quoted = false;
  /// An empty field that is not quoted is a null; "" is the empty text.
  bool is_null() const { return text.empty() && !quoted; }
};

struct CsvRecord {
  std::vector<CsvField> fields;  ///< Valid until the next call.
  std::uint64_t line = 0;        ///< 1-based line on which it starts.
};

class CsvRecords {
 public:
  /// A record above this is refused with too_large: an unclosed quote, most likely.
  static constexpr std::size_t kMaxRecordBytes = std::size_t{128} << 20U;

  CsvRecords(std::unique_ptr<ByteReader> utf8, const CsvDialect& dialect)
      : reader_(std::move(utf8)), dialect_(dialect) {}

  /// False at the end. Blank lines are passed over, unless set_columns(1) was called: then they are
  /// records of one null. Errors, without the file's name: corrupt "line 3 ..."; io; too_large.
  Result<bool> next(CsvRecord& record);

  /// The number of fields that the header has; settles blank lines and comments. An empty field
  /// behind the last column is passed over: programs end lines with a delimiter.
  void set_columns(std::size_t columns) { columns_ = columns; }

  std::uint64_t consumed() const { return reader_->consumed(); }
  std::uint64_t comments() const { return comments_; }
  /// Records that ended in one delimiter too many.
  std::uint64_t trailing_delimiters() const { return trailing_delimiters_; }
  std::size_t longest_record() const { return longest_; }
  /// Whether there were records of several lines, and each of their lines has the delimiters of a
  /// record: quotes that are characters of two texts, more likely than that they hold line ends.
  bool quotes_may_hide_records() const { return of_lines_ > 0 && of_lines_ == hiding_; }

 private:
  enum class ResponseOr : std::uint8_t { kRecord, kNeedsMore, kStray };

  Status skip_front();
  /// Passes over a line, whatever is in it; false at the end.
  Result<bool> skip_line();
  /// Passes over the lines that are left out by their numbers and come next.
  Status skip_numbered();
  Result<bool> fill();
  /// Moves valid_end_ on over what is whole and valid of what has been read.
  void note_valid();
  Status check_text(std::string_view raw, std::uint64_t line) const;
  ResponseOr parse(CsvRecord& record, std::size_t& end, std::uint64_t& lines);
  ResponseOr parse_field(CsvRecord& record, std::size_t& at, std::uint64_t& lines);
  ResponseOr parse_quoted(CsvField& field, std::size_t& at, std::uint64_t& lines);
  std::size_t closing_quote(std::size_t from, bool& escaped) const;
  CsvField unescaped(std::size_t begin, std::size_t end);
  std::size_t end_of_plain(std::size_t at) const;
  /// Counts a record of several lines, and whether it may hide some.
  void note_lines(std::string_view raw);
  bool is_passed_over(const CsvRecord& record) const;
  void cut_comment(CsvRecord& record) const;
  void settle(CsvRecord& record);

  std::unique_ptr<ByteReader> reader_;
  CsvDialect dialect_;
  std::string buffer_;
  std::deque<std::string> rewritten_;  // fields whose escapes were resolved, of this record
  std::size_t begin_ = 0;              // of what is not yet handed out
  std::size_t end_ = 0;                // of what has been read
  std::size_t valid_end_ = 0;          // up to here it is UTF-8 without NULs
  std::uint64_t line_ = 1;
  std::uint64_t number_ = 0;  // of the line or record that comes next
  std::uint64_t comments_ = 0;
  std::uint64_t trailing_delimiters_ = 0;
  std::uint64_t of_lines_ = 0;  // records of several lines
  std::uint64_t hiding_ = 0;    // of these, those whose lines may be records
  std::size_t columns_ = 0;
  std::size_t longest_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace vitrine::ingest

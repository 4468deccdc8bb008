#pragma once
// Text types: what a column of texts is, judged by all of its values, and only where the text can
// be had back from what it becomes. docs/reading.md states the rules for users.
//
//   integers    as written: 0x1F, 007, +49 and 1_000 stay text; int64, uint64, decimal128(38, 0)
//   decimals    finite, with a point or a signed exponent (1E10 and 123e456 stay text), unless
//               trailing zeros are written unevenly (1.9 beside 1.10) or the column is one of ids
//               (arXiv, DOI, versions), or it has integers that a double would round. 1E10 is one
//               beside such, or beside integers in a table whose other columns have exponents
//   bool        true and false, in any case of letters
//   dates       ISO 8601 (iso8601.h), every value of one kind; with offsets other than UTC, text
//   missing     NA, N/A, null, None, nan, \N, -, . ... beside numbers, dates or booleans are nulls
//
// Not thread safe. Cost: 10 to 30 ns a value; memory does not grow with rows.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "duck/column_view.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// The type of a column, and how its texts are read as such.
struct TextType {
  enum class Form : std::uint8_t {
    kText,
    kBool,
    kInt64,
    kUint64,
    kInt128,
    kFloat64,
    kDate,
    kTimestamp,
    kUtc,
    kTime
  };
  Form form = Form::kText;
  bool decimal_comma = false;
  bool bare_exponents = false;  ///< 1E5 is a number because of other columns: to be said.
  std::uint64_t missing = 0;    ///< Words that mean null: counted, to be said.
  std::string why_text;         ///< What a reader may wonder about a text column; else empty.

  schema::Feature feature() const;
};

/// Whether the word stands for a missing value beside numbers: NA, N/A, #N/A, null, None, nan, \N,
/// -, --, ., ?, in any case of letters.
bool is_missing_word(std::string_view text);

/// The words, in small letters.
std::span<const std::string_view> missing_words();

/// Of a number with a point, its digits before and behind it: whether a double has another whole
/// part. What doubles print is as exact as they are, or as short as tells them apart:
/// 123456789012345680.0.
bool is_rounded_by_double(std::string_view whole, std::string_view fraction);

/// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

/// What a column's table says of how the column may be written.
struct TextTable {
  bool commas = false;          ///< The comma is not the delimiter: it may be decimal.
  bool exponents = false;       ///< Another column has numbers that are written with exponents.
  bool decimal_commas = false;  ///< The card says that the comma is decimal, so the point is not.
  bool points_group = false;    ///< Another column has 1.234,5 or decimal commas.
};

/// What has been seen of a column. Evidence of parts is merged: files and splits are one column.
class TextEvidence {
 public:
  /// One value that is not null. Empty texts are told apart only in text columns.
  void add(std::string_view text);
  void merge(const TextEvidence& other);

  /// `name` tells names of things from amounts: "version", "doi", "arxiv_id", "code".
  TextType decide(std::string_view name, TextTable table = {}) const;

  /// Whether this is a column of numbers, some with a signed exponent or with point and exponent.
  bool writes_exponents() const;

  /// Whether its points group thousands, or would if it had any: 1.234,5; or, where the comma parts
  /// no fields, all of it numbers with decimal commas.
  bool groups_by_points(bool commas) const;

 private:
  struct Decimals {
    std::uint32_t min_scale = UINT32_MAX;
    std::uint32_t max_scale = 0;
    bool trailing_zeros = false;  ///< Some fraction of two digits or more ends in 0.
  };

  void add_number(std::string_view text);
  void add_integer(std::string_view digits, bool negative);
  void add_fraction(std::string_view whole, std::string_view fraction);
  void add_comma(std::string_view text);
  void add_other(std::string_view text);
  bool are_numbers(std::uint64_t values) const;
  bool are_bare_exponents(std::string_view name, std::uint64_t values) const;
  bool trailing_zeros_matter(std::string_view name, std::uint64_t values) const;

  std::uint64_t texts_ = 0;  // not blank
  std::uint64_t missing_ = 0;
  std::uint64_t integers_ = 0;
  std::uint64_t fractions_ = 0;  // with a point, no exponent
  std::uint64_t signed_exponents_ = 0;
  std::uint64_t bare_exponents_ = 0;
  std::uint64_t infinities_ = 0;
  std::uint64_t commas_ = 0;
  std::uint64_t bools_ = 0;
  std::uint64_t dates_ = 0;
  std::uint64_t timestamps_ = 0;
  std::uint64_t zoned_ = 0;
  std::uint64_t utc_ = 0;  // of those
  std::uint64_t times_ = 0;
  std::uint64_t local_dates_ = 0;  // 03/04/2024 and its kin
  std::uint64_t arxiv_ids_ = 0;
  std::uint64_t doi_prefixes_ = 0;
  std::uint64_t python_versions_ = 0;
  std::uint64_t ubuntu_releases_ = 0;
  bool has_other_ = false;  // some text that is none of these: then so is the column
  bool negative_ = false;
  bool beyond_int64_ = false;
  bool beyond_uint64_ = false;
  bool inexact_in_double_ = false;
  std::uint32_t max_digits_ = 0;
  Decimals decimals_;
  bool has_grouped_ = false;     // 1.234,5
  bool point_is_plain_ = false;  // some point that cannot group thousands
  bool comma_is_plain_ = false;  // some comma that cannot group thousands
};

/// Where a value is put: in the member that the form names; dates and times are int64.
struct TextValue {
  std::int64_t int64 = 0;
  std::uint64_t uint64 = 0;
  duck::Int128 int128 = 0;
  double float64 = 0;
  bool boolean = false;
};

/// The value of a text in a column of another form than kText; false for a null. Errors: corrupt
/// for a text that is no such value, which means that the file changed since it was judged.
Result<bool> read_text_value(const TextType& type, std::string_view text, TextValue& out);

}  // namespace vitrine::ingest

#pragma once
// CSV layout: how a delimited text is written, found by the evidence of its beginning: encoding,
// delimiter, quotes, comments, header. What a card or a person says goes before evidence, and what
// differs from what the file's name promises is said.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/csv_records.h"
#include "source/read_options.h"
#include "source/source.h"

namespace vitrine::ingest {

struct CsvLayout {
  std::string encoding = "utf-8";
  CsvDialect dialect;
  bool has_header = true;
  bool header_is_comment = false;  ///< The header's first name has "# " in front.
  bool unnamed = false;            ///< A table by evidence alone: the file's name says no format.
  bool certain = false;            ///< Such a table, that could hardly be lines of text.
  std::size_t columns = 0;         ///< Of the first record.
  std::size_t records = 0;         ///< Of its beginning.
  bool is_table = false;           ///< All records of its beginning have as many, two at least.
  bool names_rows = false;         ///< Records have a field more than the header: the first.
  bool lf_ends_lines = false;      ///< By its beginning: a CR alone may be part of a field.
  std::string doubt;               ///< In `found`: why the header may be data; empty if nothing.
  std::vector<std::string> found;  ///< What differs from a plain file: "fields are parted by ';'".

  /// A line is a row, whatever it holds: a .txt, or a file whose name and beginning tell no table.
  bool is_lines() const { return dialect.delimiter == '\0'; }
};

/// `is_dump`: the file is known to have a null of databases, be it behind its beginning. Errors:
/// io; corrupt for bytes that the encoding does not have. Cost: reads the first 256 KiB.
Result<CsvLayout> find_csv_layout(const source::SourceFile& file, const std::string& encoding,
                                  const source::ReadOptions& options, bool is_dump = false);

/// A line a row, for a file that looked like a table by evidence alone and proves to be none.
CsvLayout lines_of_unnamed(const std::string& encoding, const source::ReadOptions& options);

/// The same for a text at hand; `whole` tells whether it is all of the file.
CsvLayout layout_of_text(std::string_view text, bool whole, char usual_delimiter,
                         const source::ReadOptions& options, bool is_dump = false);

/// The lines of a title above the table of a file, as csv_title.h tells them. Errors: those of
/// find_csv_layout.
Result<std::uint64_t> lines_of_title(const source::SourceFile& file, const std::string& encoding,
                                     const source::ReadOptions& options);

/// Other ways in which quotes and CRs might be meant, to be tried where the whole file does not fit
/// the layout; the likeliest first.
std::vector<CsvDialect> other_quotings(const CsvLayout& layout, const source::ReadOptions& options);

/// A delimiter as it can be read and typed: ';', '\x01'.
std::string visible_character(char c);

/// "quotes are characters like any other", ... for a dialect that was settled on later.
std::string quotes_sentence(const CsvDialect& dialect);

}  // namespace vitrine::ingest

#include "ingest/csv_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ingest/csv_header.h"
#include "ingest/text_encoding.h"

namespace vitrine::ingest {
namespace {

constexpr std::uint64_t kProgressEveryRecords = 8192;
constexpr std::size_t kMostColumns = 10'000;

std::string counted_fields(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " field" : " fields");
}

Error wrong_width(const CsvRecord& record, std::size_t columns, bool has_header) {
  return corrupt(
      "line " + std::to_string(record.line) + " has " + counted_fields(record.fields.size()) +
      " where " + (has_header ? "the header has " : "the first line has ") +
      std::to_string(columns) +
      ": mend that line, name the delimiter (--delimiter), or leave out lines above the table "
      "(--skip-lines)");
}

/// Names as the header has them. Blanks around a name that is not quoted are no part of it.
std::vector<std::string> header_names(const CsvRecord& header, const CsvLayout& layout) {
  std::vector<std::string> names;
  for (const CsvField& field : header.fields)
    names.emplace_back(field.quoted ? field.text : trimmed(field.text));
  if (layout.header_is_comment && names.front().starts_with("# ")) names.front().erase(0, 2);
  return names;
}

Status name_columns(CsvFile& file, const CsvRecord& first, const source::ReadOptions& options) {
  const std::size_t columns = first.fields.size() + (file.layout.names_rows ? 1 : 0);
  if (columns > kMostColumns)
    return too_large(
        "has " + std::to_string(columns) +
        " columns, more than the 10,000 that are read: leave some out, or write those of "
        "one kind as a list");
  if (file.layout.has_header) {
    file.names = header_names(first, file.layout);
    if (file.layout.names_rows) file.names.insert(file.names.begin(), "");
  } else {
    for (std::size_t i = 0; i < columns; ++i) file.names.push_back("column_" + std::to_string(i));
    if (file.layout.is_lines()) file.names = {"text"};
  }
  if (!options.names.empty()) {
    if (options.names.size() != columns)
      return invalid_argument("has " + counted_fields(columns) + " where " +
                              std::to_string(options.names.size()) + " column names are given");
    file.names = options.names;
  }
  file.evidence.resize(columns);
  file.nulls.resize(columns);
  return {};
}

void add_record(CsvFile& file, const CsvRecord& record) {
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const CsvField& field = record.fields[i];
    if (field.text.empty()) {
      file.nulls[i] += field.is_null() ? 1U : 0U;
    } else {
      file.evidence[i].add(field.text);
      file.has_database_nulls |= field.text == kNullOfDatabases;
    }
  }
  ++file.rows;
}

constexpr std::string_view kEscapes = "changes alphabets as ISO-2022-JP does";

/// Refuses a record of another encoding that is valid UTF-8 too.
Status check_escapes(const CsvRecord& record) {
  const bool has_escapes = std::ranges::any_of(
      record.fields, [](const CsvField& field) { return has_escapes_of_japanese(field.text); });
  if (!has_escapes) return {};
  return corrupt("line " + std::to_string(record.line) + " " + std::string(kEscapes) +
                 ": name the encoding (--encoding iso-2022-jp, or utf-8 to keep the escapes)");
}

/// Reads all of the file in the layout that `file` has.
Status scan(CsvFile& file, const source::ReadOptions& options, const ScanProgress& progress) {
  Result<std::unique_ptr<ByteReader>> text = open_text(file.file, file.layout.encoding);
  if (!text) return std::move(text).error();
  CsvRecords records(*std::move(text), file.layout.dialect);
  if (file.layout.is_lines()) records.set_columns(1);
  CsvRecord record;
  Result<bool> more = records.next(record);
  if (!more) return std::move(more).error();
  if (!*more) return corrupt("has no line with data");
  const bool may_have_escapes = file.layout.encoding == "utf-8" && options.encoding.empty();
  if (Status status = may_have_escapes ? check_escapes(record) : Status(); !status) return status;
  if (Status status = name_columns(file, record, options); !status) return status;
  records.set_columns(file.names.size());
  if (!file.layout.has_header) add_record(file, record);
  while (true) {
    more = records.next(record);
    if (!more) return std::move(more).error();
    if (!*more) break;
    if (Status status = may_have_escapes ? check_escapes(record) : Status(); !status) return status;
    if (record.fields.size() != file.names.size())
      return wrong_width(record, file.names.size(), file.layout.has_header);
    add_record(file, record);
    if (file.rows % kProgressEveryRecords == 0) {
      if (Status status = progress(records.consumed()); !status) return status;
    }
  }
  if (records.trailing_delimiters() > 0)
    file.layout.found.emplace_back("its lines end in a delimiter more than the header has");
  file.may_hide_records = records.quotes_may_hide_records();
  return progress(file.file.size_bytes);
}

/// Between tabs few writers quote: two texts, of which one begins and a later one ends with a
/// quote, would hide the lines between them. Without quotes, if all of the file fits so; else
/// nothing.
Result<std::optional<CsvFile>> scan_without_quotes(const CsvFile& file,
                                                   const source::ReadOptions& options,
                                                   const ScanProgress& progress) {
  const char delimiter = file.layout.dialect.delimiter;
  if (!file.may_hide_records || (delimiter != '\t' && delimiter != '|') || options.quote)
    return std::optional<CsvFile>();
  CsvFile plain{file.file, file.layout, {}, {}, {}, 0, false, false};
  plain.layout.dialect.quotes = CsvDialect::Quotes::kNone;
  const Status status = scan(plain, options, progress);
  if (!status && status.error().code() == ErrorCode::kCancelled) return status.error();
  if (!status) return std::optional<CsvFile>();
  plain.layout.found.push_back(quotes_sentence(plain.layout.dialect));
  return std::optional(std::move(plain));
}

bool is_about_escapes(const Error& error) {
  return error.message().find(kEscapes) != std::string::npos;
}

/// It is in another encoding.
bool is_about_utf8(const Error& error) {
  return error.message().find("not valid UTF-8") != std::string::npos || is_about_escapes(error);
}

/// What wrong_width() says, or that a title stands above the table where one does.
Error with_title(const Error& error, const source::SourceFile& source, const std::string& encoding,
                 const source::ReadOptions& options) {
  const std::size_t advice = error.message().find(": mend that line, name the delimiter");
  if (advice == std::string::npos) return error;
  const Result<std::uint64_t> lines = lines_of_title(source, encoding, options);
  if (!lines || *lines == 0) return error;
  return corrupt(error.message().substr(0, advice) +
                 ": its beginning is a title, most likely, with a table below it: leave it out "
                 "(--skip-lines " +
                 std::to_string(*lines) + ")");
}

/// In the encoding at hand: as its beginning promises, else with quotes meant in other ways.
Result<CsvFile> scan_in(const std::string& encoding, const source::SourceFile& source,
                        const source::ReadOptions& options, bool is_dump,
                        const ScanProgress& progress) {
  Result<CsvLayout> layout = find_csv_layout(source, encoding, options, is_dump);
  if (!layout) return std::move(layout).error();
  CsvFile file{source, *layout, {}, {}, {}, 0, false, false};
  Status status = scan(file, options, progress);
  if (status) {
    Result<std::optional<CsvFile>> plain = scan_without_quotes(file, options, progress);
    if (!plain) return plain.error();
    return *plain ? **std::move(plain) : std::move(file);
  }
  const Error first = status.error();
  if (first.code() != ErrorCode::kCorrupt || is_about_utf8(first)) return first;
  for (const CsvDialect& dialect : other_quotings(*layout, options)) {
    CsvFile again{source, *layout, {}, {}, {}, 0, false, false};
    again.layout.dialect = dialect;
    status = scan(again, options, progress);
    if (!status && status.error().code() == ErrorCode::kCancelled) return status.error();
    if (!status) continue;
    if (const std::string sentence = quotes_sentence(dialect); !sentence.empty())
      again.layout.found.push_back(sentence);
    return again;
  }
  if (!layout->unnamed) return with_title(first, source, encoding, options);
  CsvFile lines{source, lines_of_unnamed(encoding, options), {}, {}, {}, 0, false, false};
  if (status = scan(lines, options, progress); !status) return status.error();
  return lines;
}

/// The same, with the header judged again where a null of databases stands behind the beginning.
Result<CsvFile> scan_in(const std::string& encoding, const source::SourceFile& source,
                        const source::ReadOptions& options, const ScanProgress& progress) {
  Result<CsvFile> file = scan_in(encoding, source, options, false, progress);
  if (!file || !file->has_database_nulls || file->layout.is_lines()) return file;
  const Result<CsvLayout> dump = find_csv_layout(source, encoding, options, true);
  if (!dump) return dump.error();
  if (dump->has_header != file->layout.has_header)
    return scan_in(encoding, source, options, true, progress);
  for (const std::string& found : dump->found) {
    if (std::ranges::find(file->layout.found, found) == file->layout.found.end())
      file->layout.found.push_back(found);
  }
  return file;
}

Result<CsvFile> scan_any(const source::SourceFile& source, const source::ReadOptions& options,
                         const ScanProgress& progress) {
  const Result<std::string> encoding = first_encoding(source, options.encoding);
  if (!encoding) return encoding.error();
  Result<CsvFile> file = scan_in(*encoding, source, options, progress);
  if (file || !is_about_utf8(file.error()) || !options.encoding.empty()) return file;
  if (is_about_escapes(file.error())) {
    Result<CsvFile> japanese = scan_in("iso-2022-jp", source, options, progress);
    const bool is_wrong = !japanese && japanese.error().message().find(
                                           "is not valid iso-2022-jp") != std::string::npos;
    return is_wrong ? std::move(file) : std::move(japanese);
  }
  const Result<std::string> other = second_encoding(source);
  if (!other) return other.error();
  if (other->empty())
    return corrupt(file.error().message() + ": mend it, or name the encoding (--encoding)");
  return scan_in(*other, source, options, progress);
}

}  // namespace

Result<CsvFile> scan_csv(const source::SourceFile& file, const source::ReadOptions& options,
                         const ScanProgress& progress) {
  Result<CsvFile> scanned = scan_any(file, options, progress);
  return scanned ? std::move(scanned) : in_file(file, scanned.error());
}

Result<CsvRecords> open_csv(const CsvFile& file) {
  Result<std::unique_ptr<ByteReader>> text = open_text(file.file, file.layout.encoding);
  if (!text) return std::move(text).error();
  CsvRecords records(*std::move(text), file.layout.dialect);
  if (file.layout.has_header) {
    CsvRecord header;
    const Result<bool> more = records.next(header);
    if (!more) return more.error();
  }
  records.set_columns(file.names.size());
  return records;
}

}  // namespace vitrine::ingest

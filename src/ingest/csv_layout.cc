#include "ingest/csv_layout.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "ingest/csv_dialect.h"
#include "ingest/csv_header.h"
#include "ingest/csv_title.h"
#include "ingest/table_evidence.h"
#include "ingest/text_encoding.h"
#include "ingest/text_types.h"
#include "source/file_format.h"

namespace vitrine::ingest {
namespace {

using Quotes = CsvDialect::Quotes;

constexpr std::size_t kSampleBytes = std::size_t{256} << 10U;
constexpr const char* kNoHeaderSentence = "its first line is data, so it has no header";

/// Excel's first line: sep=;
std::optional<char> separator_line(std::string_view text) {
  std::string_view line = line_at(text, 0);
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"')
    line = line.substr(1, line.size() - 2);
  if (line.size() != 5 || !line.starts_with("sep=")) return std::nullopt;
  return line.back();
}

struct Comments {
  std::uint64_t lines = 0;         // at the front, to be passed over
  bool header_follows = false;     // which starts with '#' too
  bool header_is_comment = false;  // the last of them, as numpy writes it
};

/// Lines at the front that start with '#' are comments, unless the last of them is the header:
/// "#chrom" with as many fields as the records have, or numpy's "# a,b" above numbers.
Comments leading_comments(const CsvSample& sample, char usual, const source::ReadOptions& options) {
  std::size_t at = 0;
  std::size_t last = 0;
  Comments out;
  while (at < sample.text.size() && sample.text[at] == '#') {
    last = at;
    ++out.lines;
    const std::size_t end = sample.text.find('\n', at);
    at = end == std::string_view::npos ? sample.text.size() : end + 1;
  }
  if (out.lines == 0 || at >= sample.text.size()) return {};
  const CsvSample rest{sample.text.substr(at), sample.whole};
  const CsvDialect dialect = fitting_dialect(rest, {}, usual, options);
  std::vector<std::string> below;
  (void)for_each_record(rest, dialect, [&](const CsvRecord& record) {
    for (const CsvField& field : record.fields) below.emplace_back(field.text);
    return false;
  });
  std::vector<std::string> above;
  const std::string_view line = line_at(sample.text, last);
  (void)for_each_record({line, true}, dialect, [&](const CsvRecord& record) {
    for (const CsvField& field : record.fields) above.emplace_back(field.text);
    return false;
  });
  const bool spaced = line.starts_with("# ");
  const bool above_numbers =
      std::ranges::any_of(below, is_typed) && std::ranges::none_of(above, is_typed);
  if (above.size() != below.size() || (spaced && (above.size() < 2 || !above_numbers))) return out;
  --out.lines;
  out.header_follows = true;
  out.header_is_comment = spaced;
  return out;
}

FirstRecord first_record(const CsvSample& sample, const CsvDialect& dialect) {
  FirstRecord out;
  (void)for_each_record(sample, dialect, [&](const CsvRecord& record) {
    std::vector<std::string> fields;
    for (const CsvField& field : record.fields) fields.emplace_back(trimmed(field.text));
    out.add(std::move(fields));
    return true;
  });
  return out;
}

/// Whether the first record has a field that is no value.
bool has_words(const CsvSample& sample, const CsvDialect& dialect) {
  bool found = false;
  (void)for_each_record(sample, dialect, [&](const CsvRecord& record) {
    found = std::ranges::any_of(
        record.fields, [](const CsvField& field) { return !is_typed(trimmed(field.text)); });
    return false;
  });
  return found;
}

void settle_header(CsvLayout& layout, const CsvSample& sample, const source::ReadOptions& options,
                   bool is_dump) {
  if (options.header || !options.names.empty()) {
    layout.has_header = options.header.value_or(false);
    return;
  }
  FirstRecord first = first_record(sample, layout.dialect);
  if (is_dump) first.set_is_dump();
  if (layout.names_rows) return;
  if (layout.header_is_comment || first.is_empty()) return;
  layout.has_header = !first.is_data();
  if (!layout.has_header) {
    layout.found.emplace_back(kNoHeaderSentence);
  } else if (layout.doubt = first.doubt(); !layout.doubt.empty()) {
    layout.found.push_back(layout.doubt);
  }
}

/// The text without the lines of these numbers, which are in order.
std::string without_lines(std::string_view text, const std::vector<std::uint64_t>& skipped) {
  std::string out;
  auto next = skipped.begin();
  for (std::uint64_t number = 0; next != skipped.end() && !text.empty(); ++number) {
    const std::string_view rest = after_line(text);
    if (*next == number) {
      ++next;
    } else {
      out += text.substr(0, text.size() - rest.size());
    }
    text = rest;
  }
  return out += text;
}

std::string comments_sentence(std::uint64_t lines) {
  return lines == 1 ? "a comment line at its front is passed over"
                    : std::to_string(lines) + " comment lines at its front are passed over";
}

std::string character_name(char c) {
  if (c == '\t') return "tabs";
  if (c == ' ') return "blanks";
  return "'" + visible_character(c) + "'";
}

/// The delimiter that a first line names, unless it parts nothing where another makes a table.
char delimiter_in_truth(const CsvSample& sample, char named, char usual,
                        const source::ReadOptions& options) {
  source::ReadOptions as_named = options;
  as_named.delimiter = named;
  if (measure(sample, fitting_dialect(sample, {}, usual, as_named)).columns != 1) return named;
  const CsvDialect other = fitting_dialect(sample, {}, usual, options);
  return measure(sample, other).is_table() ? other.delimiter : named;
}

/// Of a table of one column whose lines would all have as many fields if some other character
/// parted them; else empty.
std::string other_delimiter_sentence(const CsvSample& sample, const CsvDialect& found) {
  if (measure(sample, found).columns > 1) return "";
  for (const char c : {'^', '~', ':', ' ', '#', '@', '*', '\x02', '\x1E'}) {
    CsvDialect dialect = found;
    dialect.delimiter = c;
    const CsvFit fit = measure(sample, dialect);
    if (!fit.is_table() || fit.records < 2) continue;
    return "it has one column; " + character_name(c) + " would part it in " +
           std::to_string(fit.columns + (fit.names_rows() ? 1 : 0)) + " (--delimiter '" +
           visible_character(c) + "')";
  }
  return "";
}

}  // namespace

CsvLayout layout_of_text(std::string_view text, bool whole, char usual_delimiter,
                         const source::ReadOptions& options, bool is_dump) {
  CsvLayout out;
  source::ReadOptions said = options;
  std::uint64_t skipped = 0;
  const std::string kept = without_lines(text, options.skipped);
  text = kept;
  const auto skip = [&](std::uint64_t lines) {
    for (std::uint64_t i = 0; i < lines; ++i) text = after_line(text);
    skipped += lines;
  };
  skip(options.skip_lines);
  if (const std::optional<char> separator = separator_line(text); separator && !options.delimiter) {
    skip(1);
    const char parts = delimiter_in_truth({text, whole}, *separator, usual_delimiter, options);
    said.delimiter = parts;
    out.found.emplace_back(parts == *separator
                               ? "its first line names the delimiter"
                               : "its first line names " + character_name(*separator) +
                                     ", which parts none of its lines, as the delimiter");
  }
  CsvDialect base;
  if (options.comment) {
    base.comment = *options.comment;
  } else {
    const Comments comments = leading_comments({text, whole}, usual_delimiter, said);
    base.comment = comments.lines > 0 && !comments.header_follows ? '#' : '\0';
    base.comments_anywhere = false;
    out.header_is_comment = comments.header_is_comment;
    skip(comments.lines);
    if (comments.lines > 0) out.found.push_back(comments_sentence(comments.lines));
  }
  const CsvSample sample{text, whole};
  out.lf_ends_lines = lf_ends_lines(text);
  out.dialect = fitting_dialect(sample, base, usual_delimiter, said);
  const CsvFit fit = measure(sample, out.dialect);
  out.columns = fit.columns;
  out.records = fit.records;
  out.is_table = fit.is_table() && fit.records > 1;
  out.names_rows = options.header.value_or(options.names.empty()) && options.names.empty() &&
                   fit.names_rows() && has_words(sample, out.dialect);
  if (out.names_rows)
    out.found.emplace_back(
        "its lines have a field more than its header: the first, which R writes of rows, has no "
        "name");
  settle_header(out, sample, options, is_dump);
  out.dialect.skip_lines = skipped;
  out.dialect.skipped = options.skipped;
  if (out.dialect.delimiter != usual_delimiter && !options.delimiter)
    out.found.push_back("its fields are parted by " + character_name(out.dialect.delimiter));
  if (const std::string quotes = quotes_sentence(out.dialect); !quotes.empty() && !options.quote)
    out.found.push_back(quotes);
  if (!said.delimiter) {
    const std::string other = other_delimiter_sentence(sample, out.dialect);
    if (!other.empty()) out.found.push_back(other);
  }
  return out;
}

namespace {

/// Lines as they stand: no byte of a text parts or quotes them.
CsvLayout lines_of_text(const std::string& encoding, const source::ReadOptions& options) {
  CsvLayout layout;
  layout.encoding = encoding;
  layout.dialect.delimiter = '\0';
  layout.dialect.quotes = Quotes::kNone;
  layout.dialect.skip_lines = options.skip_lines;
  layout.dialect.skipped = options.skipped;
  layout.dialect.comment = options.comment.value_or('\0');
  layout.has_header = false;
  return layout;
}

/// Neither the file's name nor a person says that it is a table.
bool is_unnamed(const source::SourceFile& file, const source::ReadOptions& options) {
  return !source::format_of_name(file.path.filename().string()) && !options.delimiter &&
         !options.header && options.names.empty();
}

/// What `text` is, whose name says nothing: the table in `layout`, or lines of text.
CsvLayout layout_by_evidence(std::string_view text, CsvLayout layout,
                             const source::ReadOptions& options) {
  std::vector<std::vector<std::string>> records;
  const Status status = for_each_record({text, true}, layout.dialect, [&](const CsvRecord& record) {
    std::vector<std::string>& fields = records.emplace_back();
    for (const CsvField& field : record.fields) fields.emplace_back(field.text);
    return true;
  });
  // The column without a name reads as one with a name.
  if (layout.names_rows && !records.empty())
    records.front().emplace(records.front().begin(), "row");
  layout.unnamed = true;
  const char delimiter = layout.dialect.delimiter;
  switch (status ? table_evidence(records, delimiter, layout.has_header) : TableEvidence::kLines) {
    case TableEvidence::kLines:
      return lines_of_unnamed(layout.encoding, options);
    case TableEvidence::kNoHeader:
      if (layout.names_rows) return lines_of_unnamed(layout.encoding, options);
      if (layout.has_header) {
        std::erase(layout.found, layout.doubt);  // which is settled with this
        layout.found.emplace_back(kNoHeaderSentence);
      }
      layout.has_header = false;
      break;
    case TableEvidence::kHeader:
      layout.certain = is_certain_table(records);
      break;
  }
  return layout;
}

}  // namespace

CsvLayout lines_of_unnamed(const std::string& encoding, const source::ReadOptions& options) {
  CsvLayout layout = lines_of_text(encoding, options);
  layout.found.emplace_back(
      "neither its name nor its lines say that it is a table, so each line is a row "
      "(--delimiter says otherwise)");
  return layout;
}

namespace {

struct Beginning {
  std::string text;
  bool whole = false;  // it is all of the file
};

std::string drawn_table_sentence(const std::string& name) {
  return name +
         " is a table drawn in text, as Markdown, psql and mysql have them; write it as CSV: "
         "python -c \"import csv, sys; csv.writer(sys.stdout).writerows([c.strip() for c in "
         "l.strip().strip('|').split('|')] for l in open('" +
         name +
         "', encoding='utf-8') if '|' in l and ('--' not in l or l.strip(' |+-:=\\n')))\" "
         "> table.csv";
}

/// The first 256 KiB of a file, in whole lines.
Result<Beginning> read_beginning(const source::SourceFile& file, const std::string& encoding) {
  Result<std::unique_ptr<ByteReader>> reader = open_text(file, encoding);
  if (!reader) return std::move(reader).error();
  Beginning out{std::string(kSampleBytes, '\0'), false};
  auto& [text, whole] = out;
  std::size_t filled = 0;
  while (filled < text.size() && !whole) {
    const Result<std::size_t> n = (*reader)->read(std::span(text).subspan(filled));
    if (!n) return n.error();
    filled += *n;
    whole = *n == 0;
  }
  text.resize(filled);
  if (!whole && text.find('\n') != std::string::npos) text.resize(text.rfind('\n') + 1);
  // Bytes that are no UTF-8 are found with their line, or as another encoding, by whoever reads
  // all.
  if (encoding == "utf-8" && !is_valid_utf8(text)) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, 'x');
  }
  return out;
}

/// Says it where the file is a table all the same: of one column, or with one name over several.
void say_title(const Beginning& beginning, char usual, const source::ReadOptions& options,
               CsvLayout& layout) {
  const std::string_view first = line_at(beginning.text, 0);
  if (layout.columns > 1 && filled_fields(first, layout.dialect.delimiter) != 1) return;
  const std::uint64_t lines = lines_of_title(beginning.text, beginning.whole, usual, options);
  if (lines == 0 || (layout.columns == 1 && lines == 1)) return;
  layout.found.push_back("its beginning may be a title: below it is a table (--skip-lines " +
                         std::to_string(lines) + ")");
}

/// Whether each line that is not blank is an object of JSON by its ends.
bool has_lines_of_json(std::string_view text) {
  bool any = false;
  for (; !text.empty(); text = after_line(text)) {
    const std::string_view line = trimmed(text.substr(0, text.find_first_of("\r\n")));
    if (line.empty()) continue;
    if (!line.starts_with("{\"") || !line.ends_with('}')) return false;
    any = true;
  }
  return any;
}

/// Lines of a .txt, and whether they would make a table; the table where that is certain.
CsvLayout layout_of_txt(const Beginning& beginning, const std::string& encoding,
                        const source::ReadOptions& options) {
  CsvLayout lines = lines_of_text(encoding, options);
  CsvLayout table = layout_by_evidence(
      beginning.text, layout_of_text(beginning.text, beginning.whole, '\t', options), options);
  if (has_lines_of_json(beginning.text))
    lines.found.emplace_back(
        "its lines look like JSON, which it is read as if it is called .jsonl");
  if (table.is_lines() || !lines.found.empty()) return lines;
  if (table.certain) {
    table.encoding = encoding;
    table.found.emplace_back(
        "it is a table by its first lines (--delimiter none makes each a row)");
    return table;
  }
  lines.found.push_back("its lines look like a table whose fields are parted by " +
                        character_name(table.dialect.delimiter) + ", which --delimiter '" +
                        visible_character(table.dialect.delimiter) + "' reads");
  return lines;
}

}  // namespace

Result<CsvLayout> find_csv_layout(const source::SourceFile& file, const std::string& encoding,
                                  const source::ReadOptions& options, bool is_dump) {
  const Result<Beginning> beginning = read_beginning(file, encoding);
  if (!beginning) return beginning.error();
  if (options.delimiter == '\0') return lines_of_text(encoding, options);
  if (file.format == source::FileFormat::kText && !options.delimiter)
    return layout_of_txt(*beginning, encoding, options);
  const char usual = file.format == source::FileFormat::kTsv ? '\t' : ',';
  if (!options.delimiter && !is_unnamed(file, options) && is_drawn_table(beginning->text))
    return unsupported(drawn_table_sentence(file.path.filename().string()));
  CsvLayout layout = layout_of_text(beginning->text, beginning->whole, usual, options, is_dump);
  layout.encoding = encoding;
  if (!is_unnamed(file, options) && layout.has_header && (layout.is_table || layout.columns == 1))
    say_title(*beginning, usual, options, layout);
  if (is_unnamed(file, options))
    layout = layout_by_evidence(beginning->text, std::move(layout), options);
  if (encoding != "utf-8" && options.encoding.empty())
    layout.found.push_back("its encoding is " + encoding);
  return layout;
}

Result<std::uint64_t> lines_of_title(const source::SourceFile& file, const std::string& encoding,
                                     const source::ReadOptions& options) {
  const Result<Beginning> beginning = read_beginning(file, encoding);
  if (!beginning) return beginning.error();
  return lines_of_title(beginning->text, beginning->whole,
                        file.format == source::FileFormat::kTsv ? '\t' : ',', options);
}

std::vector<CsvDialect> other_quotings(const CsvLayout& layout,
                                       const source::ReadOptions& options) {
  std::vector<CsvDialect> out;
  for (CsvDialect other : quotings(layout.dialect, options)) {
    other.delimiter = layout.dialect.delimiter;
    if (!other.cr_ends_lines && !layout.lf_ends_lines) continue;
    if (other != layout.dialect) out.push_back(other);
  }
  return out;
}

std::string visible_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte != 0x7F) return std::string(1, c);
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  if (c == '\t') return "\\t";
  return {'\\', 'x', kHexDigits[byte / 16], kHexDigits[byte % 16]};
}

std::string quotes_sentence(const CsvDialect& dialect) {
  if (!dialect.cr_ends_lines) return "a CR without an LF behind it is part of a field";
  switch (dialect.quotes) {
    case Quotes::kStrict:
      if (dialect.quote == '\'') return "its fields are quoted by apostrophes";
      return dialect.skip_blanks ? "blanks in front of quotes are no part of its fields" : "";
    case Quotes::kBackslash:
      return "its quotes are escaped by backslashes";
    case Quotes::kNone:
      return "its quotes are characters like any other";
    case Quotes::kLoose:
      return "it has text behind quotes that close, which is kept";
  }
  return "";
}

}  // namespace vitrine::ingest

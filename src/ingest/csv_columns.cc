#include <algorithm>
#include <map>

#include "duck/types.h"
#include "ingest/column_match.h"
#include "ingest/csv_file.h"
#include "ingest/csv_rows.h"
#include "ingest/source_columns.h"

namespace vitrine::ingest {
namespace {

std::uint64_t total_bytes(const source::SourceConfig& config) {
  std::uint64_t bytes = 0;
  for (const source::SourceSplit& split : config.splits) {
    for (const source::SourceFile& file : split.files) bytes += file.size_bytes;
  }
  return bytes;
}

/// Every file of every split, judged with these options.
Result<std::vector<CsvFile>> scan_files(const SourceScan& scan,
                                        const source::ReadOptions& options) {
  ProgressUpdate update;
  update.stage = "reading";
  update.bytes_total = total_bytes(scan.config);
  std::vector<CsvFile> files;
  for (const source::SourceSplit& split : scan.config.splits) {
    for (const source::SourceFile& source : split.files) {
      const std::uint64_t before = update.bytes;
      const auto progress = [&](std::uint64_t consumed) -> Status {
        if (scan.stop.stop_requested()) return cancelled("stopped");
        update.bytes = before + consumed;
        if (scan.progress != nullptr) scan.progress->update(update);
        return {};
      };
      Result<CsvFile> file = scan_csv(source, options, progress);
      if (!file) return std::move(file).error();
      update.bytes = before + source.size_bytes;
      files.push_back(*std::move(file));
    }
  }
  return files;
}

/// Of a .txt whether it is a table is evidence, and it holds for all of them or for none.
Result<std::vector<CsvFile>> scan_files(const SourceScan& scan) {
  Result<std::vector<CsvFile>> files = scan_files(scan, scan.config.reading);
  if (!files) return files;
  const auto is_lines = [](const CsvFile& file) { return file.layout.is_lines(); };
  const auto is_by_evidence = [](const CsvFile& file) {
    return file.layout.unnamed && file.file.format == source::FileFormat::kText;
  };
  if (!std::ranges::any_of(*files, is_lines) || !std::ranges::any_of(*files, is_by_evidence))
    return files;
  source::ReadOptions lines = scan.config.reading;
  lines.delimiter = '\0';
  return scan_files(scan, lines);
}

struct Column {
  TextEvidence evidence;
  bool commas = true;  // in no file that has the column is the comma taken
  std::uint64_t nulls = 0;
};

std::vector<Column> joined(const std::vector<CsvFile>& files, const ColumnMatch& match,
                           const source::ReadOptions& options) {
  std::vector<Column> columns(match.names().size());
  for (std::size_t f = 0; f < files.size(); ++f) {
    const std::vector<std::size_t> positions = match.positions(f);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::size_t at = positions[c];
      columns[c].nulls += at == std::string::npos ? files[f].rows : files[f].nulls[at];
      if (at == std::string::npos) continue;
      columns[c].evidence.merge(files[f].evidence[at]);
      columns[c].commas &= options.decimal ? *options.decimal == ',' : files[f].commas_are_free();
    }
  }
  return columns;
}

/// The type in which the column is read: by its texts, unless the card names a type that they do
/// not have; then as text, and relation.cc converts it.
TextType read_type(const schema::Feature* declared, const TextType& inferred) {
  if (declared == nullptr) return inferred;
  if (declared->kind == schema::Feature::Kind::kClassLabel && inferred.feature().is_integer())
    return inferred;
  return *declared == inferred.feature() ? inferred : TextType();
}

std::string count_of(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

void say_type(const std::string& name, const TextType& type, std::vector<std::string>& notices) {
  if (type.missing > 0)
    notices.push_back("column \"" + name + "\": " + count_of(type.missing, "value") +
                      " such as NA or - " + (type.missing == 1 ? "is" : "are") +
                      " read as null, since the others are " +
                      schema::feature_label(type.feature()));
  if (type.decimal_comma)
    notices.push_back("column \"" + name + "\" is written with decimal commas");
  if (type.bare_exponents)
    notices.push_back("column \"" + name + "\": values such as 1E5 are read as numbers, since " +
                      "other columns have exponents (--type '" + name + "=string' keeps them)");
  if (!type.why_text.empty())
    notices.push_back("column \"" + name + "\" is kept as text: " + type.why_text);
}

/// What was found of files, said once for all that share it.
void say_layouts(const std::vector<CsvFile>& files, std::vector<std::string>& notices) {
  std::map<std::string, std::vector<std::string>> said;
  for (const CsvFile& file : files) {
    for (const std::string& found : file.layout.found)
      said[found].push_back(file.file.path.filename().string());
  }
  for (const auto& [found, names] : said) {
    const std::string more =
        names.size() == 1 ? "" : " and " + count_of(names.size() - 1, "more file");
    notices.push_back(names.front() + more + ": " + found);
  }
}

/// The line of the header, from 1, where blank lines do not come before it.
std::uint64_t line_of_header(const CsvDialect& dialect) {
  std::uint64_t line = 1 + dialect.skip_lines;
  for (const std::uint64_t skipped : dialect.skipped) line += skipped < line ? 1U : 0U;
  return line;
}

std::string how_read(const CsvFile& file) {
  const CsvLayout& layout = file.layout;
  std::string out = file.file.path.filename().string() + ": " + layout.encoding + ", ";
  if (layout.is_lines()) return out + "a line a row";
  out += layout.dialect.delimiter == '\t' ? "tabs"
                                          : "'" + visible_character(layout.dialect.delimiter) + "'";
  out += layout.has_header
             ? " between fields, header in line " + std::to_string(line_of_header(layout.dialect))
             : std::string(" between fields, no header");
  return out + ", " + count_of(file.rows, "row");
}

/// The line on which a row begins, both of the file.
std::optional<std::uint64_t> line_of_row(const CsvFile& file, std::uint64_t row) {
  Result<CsvRecords> records = open_csv(file);
  if (!records) return std::nullopt;
  CsvRecord record;
  for (std::uint64_t i = 0; i <= row; ++i) {
    const Result<bool> more = records->next(record);
    if (!more || !*more) return std::nullopt;
  }
  return record.line;
}

}  // namespace

Result<SourceColumns> csv_columns(const SourceScan& scan) {
  Result<std::vector<CsvFile>> files = scan_files(scan);
  if (!files) return std::move(files).error();
  ColumnMatch match;
  for (const CsvFile& file : *files) {
    if (Status status = match.add(file.file.path.filename().string(), file.names); !status)
      return std::move(status).error();
  }
  SourceColumns out;
  for (const CsvFile& file : *files) out.files_read.push_back(how_read(file));
  say_layouts(*files, out.notices);
  for (std::string& notice : match.notices()) out.notices.push_back(std::move(notice));
  const std::vector<std::string> names = storable_names(match.names(), out.notices);
  const std::vector<Column> columns = joined(*files, match, scan.config.reading);
  const bool exponents = std::ranges::any_of(
      columns, [](const Column& column) { return column.evidence.writes_exponents(); });
  const bool points_group = std::ranges::any_of(columns, [](const Column& column) {
    return column.evidence.groups_by_points(column.commas);
  });
  const bool said_commas = scan.config.reading.decimal == ',';
  const bool is_text = files->front().layout.is_lines();
  std::vector<CsvTarget> targets;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const TextType inferred = columns[i].evidence.decide(
        match.names()[i], {columns[i].commas, exponents, said_commas, points_group});
    // The lines of a text are text, be they numbers.
    static const schema::Feature kLine = schema::Feature::value("string");
    const schema::Feature* declared = is_text ? &kLine : scan.declared(names[i]);
    targets.push_back({names[i], read_type(declared, inferred)});
    if (declared == nullptr) say_type(names[i], inferred, out.notices);
    out.columns.push_back({names[i], quote_identifier(names[i]), targets.back().type.feature()});
  }
  std::vector<CsvFile> scanned;
  std::size_t next = 0;
  for (const source::SourceSplit& split : scan.config.splits) {
    std::vector<CsvPart> parts;
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i < split.files.size(); ++i, ++next) {
      rows += (*files)[next].rows;
      (*files)[next].evidence.clear();
      out.file_rows.push_back((*files)[next].rows);
      scanned.push_back((*files)[next]);
      parts.push_back({std::move((*files)[next]), match.positions(next)});
    }
    Result<std::string> table = scan.connection.add_rows(csv_rows(targets, std::move(parts)));
    if (!table) return std::move(table).error();
    out.from.push_back(*std::move(table));
    out.num_rows.push_back(rows);
  }
  out.line_of = [scanned = std::move(scanned)](std::size_t file, std::uint64_t row) {
    return line_of_row(scanned[file], row);
  };
  return out;
}

}  // namespace vitrine::ingest

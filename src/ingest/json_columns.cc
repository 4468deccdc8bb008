#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "duck/types.h"
#include "ingest/declared_values.h"
#include "ingest/iso8601.h"
#include "ingest/json_as_written.h"
#include "ingest/json_file.h"
#include "ingest/json_rows.h"
#include "ingest/json_schema.h"
#include "ingest/source_columns.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kMaxColumns = 10'000;
/// DuckDB allocates a multiple of this per thread: no more than the longest record asks for.
constexpr std::size_t kDefaultObjectBytes = std::size_t{16} << 20U;

/// Every file of every split, judged; their records are added to `schema`.
Result<std::vector<JsonFile>> scan_files(const SourceScan& scan, JsonSchemaScan& schema) {
  ProgressUpdate update;
  update.stage = "reading";
  std::size_t count = 0;
  std::map<std::string, std::size_t> files_of;  // a split may come in pieces
  for (const source::SourceSplit& split : scan.config.splits) {
    for (const source::SourceFile& file : split.files) update.bytes_total += file.size_bytes;
    count = std::max(count, files_of[split.name] += split.files.size());
  }
  const JsonScanOptions options{scan.config.reading.encoding, scan.config.reading.field,
                                count == 1};
  std::vector<JsonFile> files;
  for (const source::SourceSplit& split : scan.config.splits) {
    for (const source::SourceFile& source : split.files) {
      const std::uint64_t before = update.bytes;
      const std::uint64_t rows = schema.records();
      const auto progress = [&](std::uint64_t consumed) -> Status {
        if (scan.stop.stop_requested()) return cancelled("stopped");
        update.bytes = before + consumed;
        update.rows = rows;
        if (scan.progress != nullptr) scan.progress->update(update);
        return {};
      };
      Result<JsonFile> file = scan_json(source, options, schema, progress);
      if (!file) return std::move(file).error();
      update.bytes = before + source.size_bytes;
      files.push_back(*std::move(file));
    }
  }
  // Files of one object each may well tell different things.
  const auto stranger = std::ranges::find_if(files, &JsonFile::is_stranger);
  if (stranger != files.end() && schema.records() > files.size()) {
    return invalid_argument(stranger->file.path.filename().string() +
                            " has no column in common with the files before it: import each by "
                            "itself, or declare configs in a README.md");
  }
  return files;
}

/// The type in which a field is read: as the card says, unless it names classes, whose labels or
/// codes are converted afterwards.
schema::Feature read_type(const schema::Feature& inferred, const schema::Feature* declared) {
  if (declared == nullptr || is_kept_as_it_comes(*declared)) return without_lengths(inferred);
  if (is_cast_by_us(*declared, inferred)) return without_lengths(inferred);
  if (declared->kind != schema::Feature::Kind::kClassLabel) return without_lengths(*declared);
  return inferred.is_integer() ? schema::Feature::value("int64") : schema::Feature::value("string");
}

/// An RFC 6901 pointer to a top-level member.
std::string json_pointer(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

struct ReadField {
  std::string key;
  std::string name;
  schema::Feature type;
  bool is_inferred = false;  ///< Every value has the type, nested ones too.
  bool is_quoted = false;    ///< Values of text and Json are strings, as JsonQuoter makes them.
};

bool holds_struct(const schema::Feature& type) {
  return type.kind == schema::Feature::Kind::kStruct ||
         std::ranges::any_of(type.children, [](const schema::FeatureField& child) {
           return holds_struct(child.type);
         });
}

/// A type as json_transform() is told it: {"a": "BIGINT", "b": ["DOUBLE"]}.
void append_structure(std::string& out, const schema::Feature& type) {
  if (type.kind == schema::Feature::Kind::kStruct) {
    out += '{';
    for (const schema::FeatureField& field : type.children) {
      if (out.back() != '{') out += ',';
      append_json_string(out, field.name);
      out += ':';
      append_structure(out, field.type);
    }
    out += '}';
  } else if (type.kind == schema::Feature::Kind::kList) {
    out += '[';
    append_structure(out, type.item());
    out += ']';
  } else {
    append_json_string(out, storable_type(type));
  }
}

/// SQL for the value at `pointer` of the column `json`. A cast to a struct fails on objects that
/// lack one of its fields or have another, which json_transform() takes; but that makes nulls of
/// values that have not the type.
std::string member_sql(const ReadField& field) {
  const schema::Feature type = json_as_text(field.type);
  if (field.is_quoted && type != field.type) {
    const ReadField quoted{field.key, field.name, type, field.is_inferred, true};
    return "CAST(" + member_sql(quoted) + " AS " + storable_type(field.type) + ")";
  }
  const std::string pointer = quote_literal(json_pointer(field.key));
  if (field.type.is_value("string")) return "(json ->> " + pointer + ")";
  const std::string value = "json_extract(json, " + pointer + ")";
  if (!field.is_inferred || !holds_struct(field.type))
    return "CAST(" + value + " AS " + storable_type(field.type) + ")";
  std::string structure;
  append_structure(structure, field.type);
  return "json_transform(" + value + ", " + quote_literal(structure) + ")";
}

std::string read_json(const source::SourceSplit& split, const std::vector<ReadField>& fields,
                      std::size_t longest) {
  std::string sql =
      "read_json(" + sql_file_list(split.files) + std::string(duck::kWithoutPartitions);
  const bool lines = split.files.front().format == source::FileFormat::kJsonLines;
  sql += lines ? ", format='newline_delimited'" : ", format='auto'";
  sql += ", compression='" + std::string(sql_compression(split.files.front().compression)) + "'";
  sql += ", maximum_object_size=" +
         std::to_string(std::max(kDefaultObjectBytes, longest + longest / 4 + 1024));
  sql += ", records='true', columns={";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    sql += (i == 0 ? "" : ",") + quote_literal(fields[i].name) + ":" +
           quote_literal(storable_type(fields[i].type));
  }
  return sql + "})";
}

/// Fields picked out of whole objects: slower, and rare.
std::string picked(const std::string& table, const std::vector<ReadField>& fields) {
  std::string sql;
  for (const ReadField& field : fields) {
    sql += (sql.empty() ? "(SELECT " : ", ") + member_sql(field) + " AS " +
           quote_identifier(field.name);
  }
  return sql + " FROM " + table + ")";
}

bool is_plain(const std::vector<JsonFile>& files) {
  return std::ranges::all_of(files, [&](const JsonFile& file) {
    return file.is_plain && file.lines == files.front().lines &&
           file.file.compression == files.front().file.compression;
  });
}

void say_forms(const std::vector<JsonFile>& files, std::vector<std::string>& notices) {
  std::map<std::string, std::vector<std::string>> said;
  for (const JsonFile& file : files) {
    for (const std::string& found : file.found)
      said[found].push_back(file.file.path.filename().string());
  }
  for (const auto& [found, names] : said) {
    const std::string more =
        names.size() == 1 ? "" : " and " + std::to_string(names.size() - 1) + " more";
    notices.push_back(names.front() + more + ": " + found);
  }
}

std::string how_read(const JsonFile& file) {
  const std::string_view form = file.lines ? "a record a line" : "an array, or records in a row";
  return file.file.path.filename().string() + ": " + file.encoding + ", " +
         (file.table.form == JsonForm::kRecords ? std::string(form)
                                                : json_table_sentence(file.table)) +
         ", " + std::to_string(file.rows) + (file.rows == 1 ? " row" : " rows");
}

/// The FROM clause of a split, whose files are the next ones of `files`.
Result<std::string> from_clause(const SourceScan& scan, const source::SourceSplit& split,
                                std::vector<JsonFile> files, const std::vector<ReadField>& fields,
                                bool keys_are_names) {
  schema::Features quoted;
  for (const ReadField& field : fields) {
    if (field.is_quoted) quoted.push_back({field.key, field.type});
  }
  std::size_t longest = 0;
  for (const JsonFile& file : files) longest = std::max(longest, file.bytes_of_longest);
  if (keys_are_names && quoted.empty() && is_plain(files)) return read_json(split, fields, longest);
  const Result<std::string> table =
      scan.connection.add_rows(json_rows(std::move(files), std::move(quoted)));
  if (!table) return table.error();
  return picked(*table, fields);
}

/// The line on which a record begins, where each has one.
std::optional<std::uint64_t> line_of_row(const JsonFile& file, std::uint64_t row) {
  if (!file.lines || file.table.form != JsonForm::kRecords) return std::nullopt;
  Result<JsonFileReader> reader = JsonFileReader::open(file);
  if (!reader) return std::nullopt;
  JsonRecord record;
  for (std::uint64_t i = 0; i <= row; ++i) {
    const Result<bool> more = reader->next(record);
    if (!more || !*more) return std::nullopt;
  }
  return record.line;
}

}  // namespace

Result<SourceColumns> json_columns(const SourceScan& scan) {
  SourceColumns out;
  JsonSchemaScan schema({scan.config.reading.vectors});
  Result<std::vector<JsonFile>> files = scan_files(scan, schema);
  if (!files) return std::move(files).error();
  const schema::Features inferred = schema.features();
  const std::string first = scan.config.splits.front().files.front().path.filename().string();
  if (inferred.empty())
    return invalid_argument(first + " has no records with fields: there is no column to show");
  if (inferred.size() > kMaxColumns) return too_large(first + " has more than 10,000 columns");
  for (const JsonFile& file : *files) out.files_read.push_back(how_read(file));
  say_forms(*files, out.notices);
  for (const std::string& name : schema.offset_columns()) {
    if (scan.declared(name) == nullptr)
      out.notices.push_back("column \"" + name +
                            "\" is kept as text: " + std::string(kOffsetsAreText));
  }

  std::vector<std::string> keys;
  for (const schema::FeatureField& field : inferred) keys.push_back(field.name);
  const std::vector<std::string> names = storable_names(keys, out.notices);
  std::vector<ReadField> fields;
  bool quotes = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    fields.push_back({keys[i], names[i], read_type(inferred[i].type, scan.declared(names[i]))});
    const bool same = fields[i].type == without_lengths(inferred[i].type);
    fields[i].is_inferred = same;
    quotes |= changes_numbers(schema.root().fields[i].shape, fields[i].type);
    if (const schema::Feature* declared = scan.declared(names[i]); declared != nullptr) {
      const Status fits = is_kept_as_it_comes(*declared)
                              ? Status()
                              : check_shape(names[i], *declared, inferred[i].type);
      if (!fits) return invalid_argument(first + ": " + fits.error().message());
      say_undeclared_members(names[i], *declared, inferred[i].type, out.notices);
    }
    out.columns.push_back(
        {names[i], quote_identifier(names[i]), same ? inferred[i].type : fields[i].type});
  }
  for (ReadField& field : fields) field.is_quoted = quotes;
  auto next = files->begin();
  for (const source::SourceSplit& split : scan.config.splits) {
    const auto end = next + static_cast<std::ptrdiff_t>(split.files.size());
    std::vector<JsonFile> own(next, end);
    next = end;
    std::uint64_t rows = 0;
    for (const JsonFile& file : own) {
      rows += file.rows;
      out.file_rows.push_back(file.rows);
    }
    Result<std::string> from = from_clause(scan, split, std::move(own), fields, names == keys);
    if (!from) return from.error();
    out.num_rows.push_back(rows);
    out.from.push_back(*std::move(from));
  }
  out.line_of = [files = *std::move(files)](std::size_t file, std::uint64_t row) {
    return line_of_row(files[file], row);
  };
  return out;
}

}  // namespace vitrine::ingest

#include "ingest/json_file.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "ingest/json_mistake.h"
#include "ingest/text_encoding.h"
#include "source/file_format.h"

namespace vitrine::ingest {
namespace {

constexpr std::uint64_t kProgressEveryRecords = 4096;

Result<std::unique_ptr<JsonRecords>> open_records(const JsonFile& file) {
  Result<std::unique_ptr<ByteReader>> text = open_text(file.file, file.encoding);
  if (!text) return std::move(text).error();
  return std::make_unique<JsonRecords>(*std::move(text), file.lines);
}

Error at_line(const Error& error, std::uint64_t line) {
  return Error(error.code(), "line " + std::to_string(line) + ": " + error.message());
}

/// The document that a file is, if it is one value: nothing otherwise.
Result<std::string> single_document(const JsonFile& file) {
  Result<std::unique_ptr<JsonRecords>> records = open_records(file);
  if (!records) return std::move(records).error();
  JsonRecord record;
  Result<bool> more = (*records)->next(record);
  if (!more) return std::move(more).error();
  if (!*more || (*records)->is_in_array()) return std::string();
  std::string first(record.text);
  more = (*records)->next(record);
  if (!more || *more) return std::string();
  return first;
}

/// Settles the form of a file whose name does not promise a record a line.
Status settle_form(JsonFile& file, const JsonScanOptions& options) {
  const std::optional<source::NamedFormat> named =
      source::format_of_name(file.file.path.filename().string());
  const bool promises_lines = named && named->format == source::FileFormat::kJsonLines;
  if (options.field.empty() && (promises_lines || !options.documents_are_tables)) return {};
  JsonFile whole = file;
  whole.lines = false;
  const Result<std::string> document = single_document(whole);
  if (!document) return document.error();
  if (document->empty()) {
    if (options.field.empty()) return {};
    return invalid_argument("is no single object, so it has no member \"" + options.field +
                            "\" (--field)");
  }
  if (!options.field.empty()) {
    file.table = {JsonForm::kMember, options.field};
  } else if (document->front() == '{') {
    file.table = find_json_table(*document);
    const std::string sentence = file.table.form == JsonForm::kRecords
                                     ? other_tables_sentence(*document)
                                     : json_table_sentence(file.table);
    if (!sentence.empty()) file.found.push_back(sentence);
  } else {
    const std::string mistake = json_mistake(*document);
    return at_line(
        corrupt(mistake.empty() ? "the document is one value, and no table: write records like "
                                  "{\"title\": ...}, or a list of them"
                                : "broken JSON: " + mistake),
        1);
  }
  file.lines = file.lines && file.table.form == JsonForm::kRecords;
  return {};
}

/// Reads all records into the schema.
Status scan(JsonFile& file, JsonSchemaScan& schema, const ScanProgress& progress) {
  Result<JsonFileReader> reader = JsonFileReader::open(file);
  if (!reader) return std::move(reader).error();
  JsonRecord record;
  while (true) {
    const Result<bool> more = reader->next(record);
    if (!more) return more.error();
    if (!*more) break;
    if (Status status = schema.add(record.text); !status)
      return at_line(status.error(), record.line);
    if (++file.rows % kProgressEveryRecords == 0) {
      if (Status status = progress(reader->consumed()); !status) return status;
    }
  }
  file.repairs = reader->repairs();
  file.is_plain = file.encoding == "utf-8" && file.table.form == JsonForm::kRecords &&
                  !file.repairs.any() && !reader->is_irregular();
  return progress(file.file.size_bytes);
}

void say_repairs(JsonFile& file) {
  const auto say = [&](std::uint64_t count, std::string_view one, std::string_view many) {
    if (count > 0)
      file.found.push_back(std::to_string(count) + " " + std::string(count == 1 ? one : many));
  };
  say(file.repairs.nulls, "record is null: a row of nulls", "records are null: rows of nulls");
  say(file.repairs.scalars, "record is a value by itself: the column \"text\" or \"value\"",
      "records are values by themselves: the column \"text\" or \"value\"");
  say(file.repairs.arrays, "record is an array: its columns are numbered",
      "records are arrays: their columns are numbered");
  say(file.repairs.surrogates, "half of a character stands alone (\\ud83d): it is read as U+FFFD",
      "halves of characters stand alone (\\ud83d): they are read as U+FFFD");
}

bool has_byte_order_mark(const source::SourceFile& file) {
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  char head[3] = {};
  if (!reader || !(*reader)->read(head)) return false;
  return std::string_view(head, sizeof head) == "\xEF\xBB\xBF";
}

/// Whether gzip data may have zeros behind it, which DuckDB takes for damage. Eight of them are
/// also the end of data of no bytes.
bool may_be_padded(const source::SourceFile& file) {
  constexpr std::streamoff kTrailer = 8;
  if (file.compression != source::Compression::kGzip) return false;
  std::ifstream in(file.path, std::ios::binary);
  std::string tail(kTrailer, '\1');
  in.seekg(-kTrailer, std::ios::end);
  return in.read(tail.data(), kTrailer) && tail == std::string(kTrailer, '\0');
}

bool holds(const Error& error, std::string_view words) {
  return error.message().find(words) != std::string::npos;
}

}  // namespace

Result<JsonFileReader> JsonFileReader::open(const JsonFile& file) {
  JsonFileReader out;
  if (file.table.form == JsonForm::kRecords) {
    Result<std::unique_ptr<JsonRecords>> records = open_records(file);
    if (!records) return std::move(records).error();
    out.records_ = *std::move(records);
    return out;
  }
  JsonFile whole = file;
  whole.lines = false;
  const Result<std::string> document = single_document(whole);
  if (!document) return document.error();
  Result<std::vector<std::string>> texts = json_table_records(*document, file.table);
  if (!texts) return std::move(texts).error();
  out.texts_ = *std::move(texts);
  out.consumed_ = file.file.size_bytes;
  return out;
}

Result<bool> JsonFileReader::next(JsonRecord& record) {
  if (records_) {
    const Result<bool> more = records_->next(record);
    if (!more || !*more) return more;
  } else {
    if (next_ == texts_.size()) return false;
    record = {texts_[next_++], 1};
  }
  const std::string_view object = as_json_object(record.text, storage_, repairs_);
  if (records_ && object.data() == record.text.data()) return true;
  padded_.assign(object);
  padded_.resize(object.size() + JsonRecords::kRecordPadding);
  record.text = std::string_view(padded_).substr(0, object.size());
  return true;
}

namespace {

/// Whether both have columns and none in common.
bool are_strangers(const JsonSchemaScan& one, const JsonSchemaScan& other) {
  const auto& known = one.root().fields;
  const auto& fields = other.root().fields;
  return !known.empty() && !fields.empty() &&
         std::ranges::none_of(fields, [&](const JsonShape::Field& field) {
           return std::ranges::find(known, field.name, &JsonShape::Field::name) != known.end();
         });
}

/// One attempt; the schema takes records only of attempts that end well.
Status attempt(JsonFile& file, JsonSchemaScan& schema, const ScanProgress& progress) {
  JsonSchemaScan own(schema.options());
  Status status = scan(file, own, progress);
  if (status) {
    file.is_stranger = file.lines && are_strangers(schema, own);
    schema.merge(own);
    file.bytes_of_longest = own.longest_record();
  } else {
    file.rows = 0;
  }
  return status;
}

Result<JsonFile> scan_any(const source::SourceFile& source, const JsonScanOptions& options,
                          JsonSchemaScan& schema, const ScanProgress& progress) {
  const Result<std::string> encoding = first_encoding(source, options.encoding);
  if (!encoding) return encoding.error();
  JsonFile file;
  file.file = source;
  file.encoding = *encoding;
  file.lines = source.format == source::FileFormat::kJsonLines;
  if (Status status = settle_form(file, options); !status) return std::move(status).error();
  Status status = attempt(file, schema, progress);
  if (!status && file.lines && holds(status.error(), "something follows the record")) {
    JsonFile values = file;
    values.lines = false;
    if (attempt(values, schema, progress)) {
      values.is_plain = false;
      status = {};
      file = std::move(values);
    }
  }
  if (!status && options.encoding.empty() && holds(status.error(), "not valid UTF-8")) {
    const Result<std::string> other = second_encoding(source);
    if (!other) return other.error();
    if (!other->empty()) {
      file.encoding = *other;
      status = attempt(file, schema, progress);
    }
  }
  if (!status) return std::move(status).error();
  if (has_byte_order_mark(source) || may_be_padded(source)) file.is_plain = false;
  if (file.encoding != "utf-8" && options.encoding.empty())
    file.found.push_back("its encoding is " + file.encoding);
  say_repairs(file);
  return file;
}

}  // namespace

Result<JsonFile> scan_json(const source::SourceFile& file, const JsonScanOptions& options,
                           JsonSchemaScan& schema, const ScanProgress& progress) {
  Result<JsonFile> scanned = scan_any(file, options, schema, progress);
  return scanned ? std::move(scanned) : in_file(file, scanned.error());
}

}  // namespace vitrine::ingest

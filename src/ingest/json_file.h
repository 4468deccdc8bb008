#pragma once
// JSON file: one file's records, in whatever form the file has them.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/json_forms.h"
#include "ingest/json_records.h"
#include "ingest/json_schema.h"
#include "source/source.h"

namespace vitrine::ingest {

struct JsonFile {
  source::SourceFile file;
  std::string encoding = "utf-8";
  bool lines = true;  ///< A record a line; else an array, or values one after the other.
  JsonTable table;
  std::uint64_t rows = 0;
  bool is_stranger = false;  ///< Lines that have no column in common with the files before.
  std::uint64_t bytes_of_longest = 0;
  JsonRepairs repairs;
  bool is_plain = true;            ///< DuckDB reads the same records from it.
  std::vector<std::string> found;  ///< What a person should know of the form.
};

/// The records of a file as JSON objects.
class JsonFileReader {
 public:
  /// Errors: those of open_text and json_table_records, without the file's name.
  static Result<JsonFileReader> open(const JsonFile& file);

  /// False at the end. Errors: as JsonRecords.
  Result<bool> next(JsonRecord& record);
  std::uint64_t consumed() const { return records_ ? records_->consumed() : consumed_; }
  const JsonRepairs& repairs() const { return repairs_; }
  bool is_irregular() const { return records_ && records_->has_odd_separators(); }

 private:
  std::unique_ptr<JsonRecords> records_;  // kRecords
  std::vector<std::string> texts_;        // of any other form
  std::size_t next_ = 0;
  std::uint64_t consumed_ = 0;
  std::string storage_;
  std::string padded_;
  JsonRepairs repairs_;
};

struct JsonScanOptions {
  std::string encoding;  ///< As the user says; empty: by evidence.
  std::string field;     ///< The member with the records; empty: by evidence.
  /// Whether a document that is one object may be a table by its form: it is a row where the
  /// dataset has many such files.
  bool documents_are_tables = true;
};

/// Judges one file and adds its records to `schema`. Errors: corrupt with file and line;
/// invalid_argument; io. Cost: one pass; the whole document in memory where its form asks for it.
Result<JsonFile> scan_json(const source::SourceFile& file, const JsonScanOptions& options,
                           JsonSchemaScan& schema, const ScanProgress& progress);

}  // namespace vitrine::ingest

#include "ingest/csv_check.h"

#include <string>
#include <vector>

#include "base/utf8.h"
#include "ingest/byte_reader.h"

namespace vitrine {
namespace {

class CsvChecker {
 public:
  CsvChecker(std::string name, char delimiter) : name_(std::move(name)), delimiter_(delimiter) {}

  Status feed(std::string_view piece) {
    for (const char c : piece) {
      if (c == '\n') {
        if (!is_valid_utf8(line_text_))
          return at(line_, "is not valid UTF-8; convert the file to UTF-8 first");
        line_text_.clear();
      } else if (line_text_.size() < kMaxLineKept) {
        line_text_ += c;
      }
      if (Status status = step(c); !status) return status;
      if (c == '\n') ++line_;
    }
    return {};
  }

  Status finish() {
    if (in_quotes_) return at(record_line_, "opens a quote that never closes");
    return record_has_text_ ? end_record() : Status();
  }

 private:
  static constexpr std::size_t kMaxLineKept = std::size_t{64} << 20U;

  Error at(std::uint64_t line, std::string_view what) const {
    return corrupt(name_ + " line " + std::to_string(line) + " " + std::string(what));
  }

  Status step(char c) {
    if (in_quotes_) {
      in_quotes_ = c != '"';  // a doubled quote closes and opens again
      return {};
    }
    if (c == '"') {
      in_quotes_ = true;
    } else if (c == delimiter_) {
      ++fields_;
    } else if (c == '\n') {
      Status status = record_has_text_ ? end_record() : Status();
      record_line_ = line_ + 1;
      return status;
    }
    if (c != '\r') record_has_text_ = true;
    return {};
  }

  Status end_record() {
    if (header_fields_ == 0) header_fields_ = fields_;
    if (fields_ != header_fields_) {
      return at(record_line_, "has " + std::to_string(fields_) + " fields where the header has " +
                                  std::to_string(header_fields_));
    }
    fields_ = 1;
    record_has_text_ = false;
    return {};
  }

  std::string name_;
  char delimiter_;
  std::string line_text_;
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 1;
  std::size_t fields_ = 1;
  std::size_t header_fields_ = 0;
  bool in_quotes_ = false;
  bool record_has_text_ = false;
};

}  // namespace

Status check_csv(const SourceFile& file) {
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  CsvChecker checker(file.path.filename().string(), file.format == FileFormat::kTsv ? '\t' : ',');
  std::vector<char> buffer(std::size_t{256} << 10U);
  while (true) {
    Result<std::size_t> n = (*reader)->read(buffer);
    if (!n) return std::move(n).error();
    if (*n == 0) return checker.finish();
    if (Status status = checker.feed(std::string_view(buffer.data(), *n)); !status) return status;
  }
}

}  // namespace vitrine

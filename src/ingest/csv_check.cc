#include "ingest/csv_check.h"

#include <array>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "ingest/byte_reader.h"

namespace vitrine {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{256} << 10U;
constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 20U;

class CsvChecker {
 public:
  explicit CsvChecker(char delimiter) : delimiter_(delimiter) {}

  /// `piece` ends on a character boundary, or the text does.
  Status feed(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t end = std::min(piece.find('\n'), piece.size());
      const std::string_view line = piece.substr(0, end);
      if (!is_valid_utf8(line))
        return at(line_, "is not valid UTF-8; convert the file to UTF-8 first");
      read(line);
      if (summary_.records == 0 && !header_done_ && summary_.header.size() < kMaxHeaderBytes)
        summary_.header += line;
      if (end < piece.size()) {
        if (Status status = end_line(); !status) return status;
      }
      piece.remove_prefix(std::min(end + 1, piece.size()));
    }
    return {};
  }

  Result<CsvSummary> finish() {
    if (in_quotes_) return at(record_line_, "opens a quote that never closes");
    if (Status status = end_line(); !status) return std::move(status).error();
    return std::move(summary_);
  }

 private:
  Error at(std::uint64_t line, std::string_view what) const {
    return corrupt("line " + std::to_string(line) + " " + std::string(what));
  }

  void read(std::string_view line) {
    for (const char c : line) {
      blank_ &= c == '\r' || c == ' ';
      if (in_quotes_) {
        in_quotes_ = c != '"';
        just_closed_ = c == '"';
        continue;
      }
      // Elsewhere in a field a quote is a character like any other; behind a closing one it is the
      // second of a doubled pair, which opens again.
      in_quotes_ = c == '"' && (field_start_ || just_closed_);
      just_closed_ = false;
      field_start_ = c == delimiter_;
      fields_ += field_start_ ? 1 : 0;
    }
  }

  Status end_line() {
    ++line_;
    if (in_quotes_) {
      blank_ = false;
      return {};
    }
    if (!blank_) {
      if (!header_done_) {
        header_fields_ = fields_;
        if (summary_.header.ends_with('\r')) summary_.header.pop_back();
      } else if (fields_ != header_fields_) {
        return at(record_line_, "has " + std::to_string(fields_) +
                                    (fields_ == 1 ? " field" : " fields") +
                                    " where the header has " + std::to_string(header_fields_));
      } else {
        ++summary_.records;
      }
      header_done_ = true;
    }
    fields_ = 1;
    blank_ = true;
    field_start_ = true;
    just_closed_ = false;
    record_line_ = line_;
    return {};
  }

  char delimiter_;
  CsvSummary summary_;
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 1;
  std::size_t fields_ = 1;
  std::size_t header_fields_ = 0;
  bool header_done_ = false;
  bool in_quotes_ = false;
  bool just_closed_ = false;
  bool field_start_ = true;
  bool blank_ = true;
};

/// Bytes at the end of `text` that may be the start of a character whose rest is still to come.
std::size_t unfinished_tail(std::string_view text) {
  for (std::size_t n = 1; n <= 3 && n <= text.size(); ++n) {
    const auto c = static_cast<unsigned char>(text[text.size() - n]);
    if (c >= 0xC0) return n;
    if (c < 0x80) return 0;
  }
  return 0;
}

Result<CsvSummary> check(ByteReader& reader, char delimiter) {
  CsvChecker checker(delimiter);
  std::vector<char> buffer(kPieceBytes);
  std::size_t kept = 0;
  while (true) {
    const Result<std::size_t> n = reader.read(std::span(buffer).subspan(kept));
    if (!n) return n.error();
    const std::string_view text(buffer.data(), kept + *n);
    const std::size_t tail = *n == 0 ? 0 : unfinished_tail(text);
    if (Status status = checker.feed(text.substr(0, text.size() - tail)); !status)
      return std::move(status).error();
    if (*n == 0) return checker.finish();
    std::copy(text.end() - static_cast<std::ptrdiff_t>(tail), text.end(), buffer.begin());
    kept = tail;
  }
}

}  // namespace

Result<CsvSummary> check_csv(const SourceFile& file) {
  const std::string name = file.path.filename().string();
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  Result<CsvSummary> summary = check(**reader, file.format == FileFormat::kTsv ? '\t' : ',');
  if (!summary) return Error(summary.error().code(), name + " " + summary.error().message());
  return summary;
}

}  // namespace vitrine

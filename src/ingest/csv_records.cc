#include "ingest/csv_records.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10U;

Error at_line(std::uint64_t line, std::string_view what) {
  return corrupt("line " + std::to_string(line) + " " + std::string(what));
}

std::uint64_t line_ends(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

}  // namespace

Result<bool> CsvRecords::fill() {
  if (ended_) return false;
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    end_ -= begin_;
    valid_end_ -= std::min(valid_end_, begin_);
    begin_ = 0;
  }
  if (end_ > kMaxRecordBytes)
    return too_large("line " + std::to_string(line_) + " starts a record of more than 128 MiB");
  // Growth by doubling: a record of 50 MB must not cost a quadratic number of copies.
  const std::size_t wanted = end_ + std::max(kReadBytes, end_);
  if (buffer_.size() < wanted) buffer_.resize(wanted);
  Result<std::size_t> n = reader_->read(std::span(buffer_.data() + end_, wanted - end_));
  if (!n) return std::move(n).error();
  end_ += *n;
  ended_ = *n == 0;
  note_valid();
  return !ended_;
}

void CsvRecords::note_valid() {
  std::size_t end = end_;
  // The last character may not be whole yet.
  const auto byte_before = [&](std::size_t at) {
    return static_cast<unsigned char>(buffer_[at - 1]);
  };
  while (end > valid_end_ && end_ - end < 3 && (byte_before(end) & 0xC0U) == 0x80U) --end;
  if (end > valid_end_ && byte_before(end) >= 0xC0U) --end;
  const std::string_view text(buffer_.data() + valid_end_, end - valid_end_);
  if (text.find('\0') == std::string_view::npos && is_valid_utf8(text)) valid_end_ = end;
}

Result<bool> CsvRecords::skip_line() {
  std::size_t from = 0;
  while (true) {
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const std::size_t end = rest.find_first_of("\r\n", from);
    // Behind a CR at the end of what has been read may come its LF.
    if (end != std::string_view::npos && (rest[end] == '\n' || end + 1 < rest.size() || ended_)) {
      const bool pair = rest[end] == '\r' && end + 1 < rest.size() && rest[end + 1] == '\n';
      begin_ += end + (pair ? 2 : 1);
      ++line_;
      ++number_;
      return true;
    }
    from = end == std::string_view::npos ? rest.size() : end;
    const Result<bool> more = fill();
    if (!more) return more.error();
    if (*more || !ended_) continue;
    if (rest.empty()) return false;
    if (end != std::string_view::npos) continue;
    begin_ = end_;
    ++number_;
    return true;
  }
}

Status CsvRecords::skip_numbered() {
  while (std::ranges::binary_search(dialect_.skipped, number_)) {
    const Result<bool> more = skip_line();
    if (!more) return more.error();
    if (!*more) return {};
  }
  return {};
}

Status CsvRecords::skip_front() {
  started_ = true;
  for (std::uint64_t i = 0; i < dialect_.skip_lines; ++i) {
    if (Status status = skip_numbered(); !status) return status;
    const Result<bool> more = skip_line();
    if (!more) return more.error();
    if (!*more) return {};
  }
  return {};
}

Status CsvRecords::check_text(std::string_view raw, std::uint64_t line) const {
  if (raw.find('\0') != std::string_view::npos)
    return at_line(line + line_ends(raw.substr(0, raw.find('\0'))),
                   "holds a NUL character: take it out (tr -d '\\000')");
  if (is_valid_utf8(raw)) return {};
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t length = utf8_sequence_length(raw.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at_line(line + line_ends(raw.substr(0, at)), "is not valid UTF-8");
}

/// The offset of the next delimiter or line end, or end_.
std::size_t CsvRecords::end_of_plain(std::size_t at) const {
  const char* const data = buffer_.data();
  const char delimiter = dialect_.delimiter;
  while (true) {
    while (at < end_ && data[at] != delimiter && data[at] != '\n' && data[at] != '\r') ++at;
    // Behind a CR at the end of what has been read may come its LF.
    const bool is_part =
        !dialect_.cr_ends_lines && at + 1 < end_ && data[at] == '\r' && data[at + 1] != '\n';
    if (!is_part) return at;
    ++at;
  }
}

/// The offset of the quote that closes what was opened before `from`, or end_. `escaped` is set if
/// escapes come before it.
std::size_t CsvRecords::closing_quote(std::size_t from, bool& escaped) const {
  const char* const data = buffer_.data();
  const bool backslash = dialect_.quotes == CsvDialect::Quotes::kBackslash;
  for (std::size_t at = from; at < end_; ++at) {
    if (!backslash) {
      const void* quote = std::memchr(data + at, dialect_.quote, end_ - at);
      if (quote == nullptr) return end_;
      at = static_cast<std::size_t>(static_cast<const char*>(quote) - data);
    } else if (data[at] == '\\') {
      escaped = true;
      ++at;
      continue;
    } else if (data[at] != dialect_.quote) {
      continue;
    }
    if (at + 1 >= end_ || data[at + 1] != dialect_.quote) return at;
    escaped = true;
    ++at;
  }
  return end_;
}

CsvField CsvRecords::unescaped(std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t at = begin; at < end; ++at) {
    const char c = buffer_[at];
    const bool backslash = dialect_.quotes == CsvDialect::Quotes::kBackslash && c == '\\' &&
                           at + 1 < end &&
                           (buffer_[at + 1] == dialect_.quote || buffer_[at + 1] == '\\');
    const bool doubled = c == dialect_.quote && at + 1 < end && buffer_[at + 1] == dialect_.quote;
    if (backslash || doubled) ++at;
    text += buffer_[at];
  }
  rewritten_.push_back(std::move(text));
  return {rewritten_.back(), true};
}

CsvRecords::ResponseOr CsvRecords::parse_quoted(CsvField& field, std::size_t& at,
                                                std::uint64_t& lines) {
  const std::size_t open = at + 1;
  bool escaped = false;
  const std::size_t close = closing_quote(open, escaped);
  // The quote at the very end of what has been read may be the first of two.
  if (close == end_ || (close + 1 == end_ && !ended_)) return ResponseOr::kNeedsMore;
  const std::string_view raw(buffer_.data() + open, close - open);
  lines += line_ends(raw);
  field = escaped ? unescaped(open, close) : CsvField{raw, true};
  at = close + 1;
  while (dialect_.skip_blanks && at < end_ && buffer_[at] == ' ') ++at;
  const std::size_t end = end_of_plain(at);
  if (end == at) return ResponseOr::kRecord;
  if (dialect_.quotes != CsvDialect::Quotes::kLoose) return ResponseOr::kStray;
  rewritten_.push_back(std::string(field.text) + buffer_.substr(at, end - at));
  field = {rewritten_.back(), true};
  at = end;
  return ResponseOr::kRecord;
}

CsvRecords::ResponseOr CsvRecords::parse_field(CsvRecord& record, std::size_t& at,
                                               std::uint64_t& lines) {
  CsvField field;
  std::size_t start = at;
  while (dialect_.skip_blanks && start < end_ && buffer_[start] == ' ') ++start;
  const bool quoted = dialect_.quotes != CsvDialect::Quotes::kNone && start < end_ &&
                      buffer_[start] == dialect_.quote;
  ResponseOr outcome = ResponseOr::kRecord;
  if (quoted) {
    at = start;
    outcome = parse_quoted(field, at, lines);
  } else {
    const std::size_t end = end_of_plain(at);
    field.text = std::string_view(buffer_.data() + at, end - at);
    at = end;
  }
  if (outcome == ResponseOr::kRecord) record.fields.push_back(field);
  return outcome;
}

/// One record from begin_ on; `end` is where the next starts, `lines` how many line ends it has.
CsvRecords::ResponseOr CsvRecords::parse(CsvRecord& record, std::size_t& end,
                                         std::uint64_t& lines) {
  record.fields.clear();
  rewritten_.clear();
  lines = 0;
  std::size_t at = begin_;
  while (true) {
    const ResponseOr outcome = parse_field(record, at, lines);
    if (outcome != ResponseOr::kRecord) return outcome;
    if (at >= end_) {
      end = end_;
      return ended_ ? ResponseOr::kRecord : ResponseOr::kNeedsMore;
    }
    if (buffer_[at] == dialect_.delimiter) {
      ++at;
      continue;
    }
    ++lines;
    if (buffer_[at] == '\r') {
      if (at + 1 >= end_ && !ended_) return ResponseOr::kNeedsMore;
      at += at + 1 < end_ && buffer_[at + 1] == '\n' ? 1 : 0;
    }
    end = at + 1;
    return ResponseOr::kRecord;
  }
}

void CsvRecords::note_lines(std::string_view raw) {
  if (raw.ends_with('\n')) raw.remove_suffix(1);
  if (columns_ < 2 || raw.find('\n') == std::string_view::npos) return;
  ++of_lines_;
  bool may_hide = true;
  for (std::size_t begin = 0; begin <= raw.size() && may_hide;) {
    const std::string_view line = raw.substr(begin, raw.find('\n', begin) - begin);
    const auto delimiters = static_cast<std::size_t>(std::ranges::count(line, dialect_.delimiter));
    may_hide = delimiters + 1 == columns_;
    begin += line.size() + 1;
  }
  hiding_ += may_hide ? 1U : 0U;
}

/// Blank lines, comments, and the end-of-file character of DOS.
bool CsvRecords::is_passed_over(const CsvRecord& record) const {
  const CsvField& first = record.fields.front();
  if (record.fields.size() == 1 && !first.quoted) {
    if (columns_ != 1 && first.text.find_first_not_of(' ') == std::string_view::npos) return true;
    if (first.text == "\x1A" && begin_ == end_) return true;
  }
  if (dialect_.comment == '\0' || first.quoted || !first.text.starts_with(dialect_.comment))
    return false;
  return dialect_.comments_anywhere || columns_ == 0 || record.fields.size() != columns_;
}

/// Where comments are said, one ends the record in which it begins, outside of quotes.
void CsvRecords::cut_comment(CsvRecord& record) const {
  if (dialect_.comment == '\0' || !dialect_.comments_anywhere) return;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    CsvField& field = record.fields[i];
    const std::size_t at =
        field.quoted ? std::string_view::npos : field.text.find(dialect_.comment);
    if (at == std::string_view::npos) continue;
    field.text = field.text.substr(0, at);
    record.fields.resize(i + 1);
    return;
  }
}

/// Takes an empty field behind the last column away. An empty line of a text is an empty text.
void CsvRecords::settle(CsvRecord& record) {
  cut_comment(record);
  if (dialect_.delimiter == '\0') record.fields.front().quoted = true;
  if (columns_ == 0 || record.fields.size() != columns_ + 1 || !record.fields.back().is_null())
    return;
  record.fields.pop_back();
  ++trailing_delimiters_;
}

Result<bool> CsvRecords::next(CsvRecord& record) {
  if (!started_) {
    if (Status status = skip_front(); !status) return std::move(status).error();
  }
  while (true) {
    if (!dialect_.skipped.empty()) {
      if (Status status = skip_numbered(); !status) return std::move(status).error();
    }
    if (begin_ == end_) {
      const Result<bool> more = fill();
      if (!more) return more;
      if (!*more) return false;
    }
    std::size_t end = 0;
    std::uint64_t lines = 0;
    const ResponseOr outcome = parse(record, end, lines);
    if (outcome == ResponseOr::kStray)
      return at_line(line_ + lines, "has text behind a quote that closes: double the quote");
    if (outcome == ResponseOr::kNeedsMore) {
      // With everything read, only an open quote can still want more.
      if (ended_) return at_line(line_, "opens a quote that never closes: close it, or double it");
      const Result<bool> more = fill();
      if (!more) return more;
      continue;
    }
    const std::string_view raw(buffer_.data() + begin_, end - begin_);
    if (end > valid_end_) {
      if (Status status = check_text(raw, line_); !status) return std::move(status).error();
    }
    longest_ = std::max(longest_, raw.size());
    if (lines > (raw.ends_with('\n') ? 1U : 0U)) note_lines(raw);
    record.line = line_;
    line_ += lines;
    ++number_;
    begin_ = end;
    if (!is_passed_over(record)) {
      settle(record);
      return true;
    }
    comments_ += record.fields.front().text.starts_with('#') ? 1U : 0U;
  }
}

}  // namespace vitrine::ingest

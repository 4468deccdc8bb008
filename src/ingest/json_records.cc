#include "ingest/json_records.h"

#include <algorithm>
#include <cstring>

namespace vitrine::ingest {
namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// Stands in front of each record of a JSON text sequence. Source: RFC 7464.
constexpr char kRecordSeparator = '\x1E';

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

/// Reads more; false at the end of the file.
Result<bool> JsonRecords::fill() {
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ > kMaxRecordBytes) {
    return too_large("line " + std::to_string(line_) + ": a record of more than 512 MiB");
  }
  // Growth by doubling: a record of 50 MB must not cost a quadratic number of copies.
  const std::size_t wanted = end_ + std::max(kReadBytes, end_ / 2);
  if (buffer_.size() < wanted + kRecordPadding) buffer_.resize(wanted + kRecordPadding);
  Result<std::size_t> n = reader_->read(std::span(buffer_.data() + end_, wanted - end_));
  if (!n) return std::move(n).error();
  end_ += *n;
  std::memset(buffer_.data() + end_, 0, kRecordPadding);
  if (!started_ && end_ > 0) {
    started_ = true;
    if (std::string_view(buffer_.data(), end_).starts_with(kByteOrderMark))
      begin_ = kByteOrderMark.size();
  }
  return *n > 0;
}

Result<bool> JsonRecords::next(JsonRecord& record) {
  return lines_ ? next_line(record) : next_value(record);
}

Result<bool> JsonRecords::next_line(JsonRecord& record) {
  std::size_t scanned = 0;  // bytes after begin_ known to hold no line end
  while (true) {
    const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
    const std::size_t newline = rest.find('\n', scanned);
    const bool at_end = newline == std::string_view::npos;
    if (at_end) {
      scanned = rest.size();
      Result<bool> more = fill();
      if (!more) return more;
      if (*more) continue;
    }
    const std::string_view unread(buffer_.data() + begin_, end_ - begin_);
    std::string_view line = at_end ? unread : unread.substr(0, newline);
    begin_ += line.size() + (at_end ? 0 : 1);
    while (line.starts_with(kRecordSeparator) || line.starts_with(kByteOrderMark)) {
      line.remove_prefix(line.front() == kRecordSeparator ? 1 : kByteOrderMark.size());
      odd_separators_ = true;
    }
    const bool blank = std::ranges::all_of(line, is_space);
    record = {line, line_};
    ++line_;
    scanned = 0;
    if (!blank) return true;
    if (at_end) return false;
  }
}

/// Passes a mark over: of a JSON text sequence, or of a file that was put behind another.
Result<bool> JsonRecords::skip_mark() {
  while (end_ - begin_ < kByteOrderMark.size()) {
    const Result<bool> more = fill();
    if (!more) return more;
    if (!*more) break;
  }
  const std::string_view rest(buffer_.data() + begin_, end_ - begin_);
  const bool separates = rest.starts_with(kRecordSeparator);
  if (!separates && !rest.starts_with(kByteOrderMark)) return false;
  begin_ += separates ? 1 : kByteOrderMark.size();
  odd_separators_ = true;
  return true;
}

/// Whether `c` may stand between values, or opens or closes the array that they are in.
bool JsonRecords::take_separator(char c) {
  if (c == '\n') ++line_;
  touches_last_ &= !(is_space(c) || c == ',' || c == '[');
  if (is_space(c)) return true;
  if (in_array_ && c == ',') {
    odd_separators_ |= after_comma_;
    after_comma_ = true;
    return true;
  }
  if (c == '[' && !in_array_ && !array_closed_) {
    in_array_ = true;
    return true;
  }
  if (c != ']' || !in_array_) return false;
  odd_separators_ |= after_comma_;
  in_array_ = false;
  array_closed_ = true;
  return true;
}

/// Moves to the start of the next value. False when there is none.
Result<bool> JsonRecords::skip_separators() {
  while (true) {
    if (begin_ == end_) {
      const Result<bool> more = fill();
      if (!more) return more;
      if (*more) continue;
      if (in_array_)
        return corrupt("line " + std::to_string(line_) + ": the file ends inside its array");
      return false;
    }
    const char c = buffer_[begin_];
    if (c == kRecordSeparator || c == kByteOrderMark.front()) {
      const Result<bool> skipped = skip_mark();
      if (!skipped) return skipped;
      if (*skipped) continue;
    }
    if (!take_separator(c)) {
      if (!array_closed_) return true;
      return corrupt("line " + std::to_string(line_) + ": something follows the end of the array");
    }
    ++begin_;
  }
}

/// Sets `end` to the offset after the value that starts at begin_. False if the file ends inside
/// it.
Result<bool> JsonRecords::find_value_end(std::size_t& end) {
  std::size_t depth = 0;
  bool in_string = false;
  bool escaped = false;
  std::size_t i = 0;  // relative to begin_, which fill() moves
  while (true) {
    for (; begin_ + i < end_; ++i) {
      const char c = buffer_[begin_ + i];
      if (in_string) {
        in_string = escaped || c != '"';
        escaped = !escaped && c == '\\';
        continue;
      }
      if (depth == 0 && (c == ',' || c == ']' || is_space(c))) {
        end = begin_ + i;
        return true;
      }
      if (c == '"') in_string = true;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) {
        end = begin_ + i + 1;
        return true;
      }
    }
    Result<bool> more = fill();
    if (!more) return more;
    if (!*more) {
      end = end_;
      return depth == 0 && !in_string;
    }
  }
}

Result<bool> JsonRecords::next_value(JsonRecord& record) {
  touches_last_ = line_ > 1 || begin_ > 0;
  Result<bool> found = skip_separators();
  if (!found || !*found) return found;
  std::size_t end = 0;
  Result<bool> complete = find_value_end(end);
  if (!complete) return complete;
  if (!*complete)
    return corrupt("line " + std::to_string(line_) + ": the file ends inside this record");
  // Two values with nothing between them.
  odd_separators_ |= touches_last_;
  after_comma_ = false;
  record = {std::string_view(buffer_.data() + begin_, end - begin_), line_};
  line_ += static_cast<std::uint64_t>(std::ranges::count(record.text, '\n'));
  begin_ = end;
  return true;
}

}  // namespace vitrine::ingest

#include "ingest/text_encoding.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"
#include "ingest/encoding_guess.h"
#include "source/wide_text.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kInputBytes = std::size_t{64} << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(const std::string& encoding) {
  UErrorCode code = U_ZERO_ERROR;
  Converter converter(ucnv_open(encoding.c_str(), &code));
  if (U_FAILURE(code) != 0) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
  return converter;
}

/// Passes bytes on, without byte order marks at the front: tools put another in front of one.
class MarkSkipper final : public ByteReader {
 public:
  explicit MarkSkipper(std::unique_ptr<ByteReader> input) : input_(std::move(input)) {}

  Result<std::size_t> read(std::span<char> out) override {
    if (started_ || out.size() < kByteOrderMark.size()) return input_->read(out);
    started_ = true;
    std::size_t size = 0;
    while (true) {
      while (size < kByteOrderMark.size()) {
        const Result<std::size_t> n = input_->read(out.subspan(size));
        if (!n) return n;
        if (*n == 0) break;
        size += *n;
      }
      if (!std::string_view(out.data(), size).starts_with(kByteOrderMark)) return size;
      size -= kByteOrderMark.size();
      std::memmove(out.data(), out.data() + kByteOrderMark.size(), size);
    }
  }
  std::uint64_t consumed() const override { return input_->consumed(); }

 private:
  std::unique_ptr<ByteReader> input_;
  bool started_ = false;
};

class DecodingReader final : public ByteReader {
 public:
  DecodingReader(std::unique_ptr<ByteReader> input, std::string encoding, Converter from,
                 Converter to)
      : input_(std::move(input)),
        encoding_(std::move(encoding)),
        from_(std::move(from)),
        to_(std::move(to)),
        bytes_(kInputBytes) {}

  Result<std::size_t> read(std::span<char> out) override {
    char* target = out.data();
    while (target == out.data() && !done_) {
      if (source_ == source_end_ && !ended_) {
        const Result<std::size_t> n = input_->read(bytes_);
        if (!n) return n;
        source_ = bytes_.data();
        source_end_ = source_ + *n;
        ended_ = *n == 0;
      }
      UErrorCode code = U_ZERO_ERROR;
      ucnv_convertEx(to_.get(), from_.get(), &target, out.data() + out.size(), &source_,
                     source_end_, pivot_.data(), &pivot_source_, &pivot_target_,
                     pivot_.data() + pivot_.size(), 0, static_cast<UBool>(ended_), &code);
      if (U_FAILURE(code) != 0 && code != U_BUFFER_OVERFLOW_ERROR)
        return wrong_bytes({out.data(), target}, code);
      done_ = ended_ && code != U_BUFFER_OVERFLOW_ERROR;
    }
    line_ += line_ends(std::string_view(out.data(), target));
    return static_cast<std::size_t>(target - out.data());
  }
  std::uint64_t consumed() const override { return input_->consumed(); }

 private:
  template <typename Text>
  static std::uint64_t line_ends(const Text& text) {
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  }

  /// What is wrong behind `text`, which is decoded but not handed out, and what the pivot holds.
  Error wrong_bytes(std::string_view text, UErrorCode code) const {
    const std::u16string_view pivot(pivot_source_, pivot_target_);
    const std::uint64_t line = line_ + line_ends(text) + line_ends(pivot);
    const std::string place = "line " + std::to_string(line) + " ";
    if (code == U_TRUNCATED_CHAR_FOUND)
      return corrupt(place + "is not valid " + encoding_ +
                     ": the file ends inside of a character: copy or write it again");
    return corrupt(place + "is not valid " + encoding_ +
                   ": mend it, or name the encoding (--encoding)");
  }

  std::unique_ptr<ByteReader> input_;
  std::string encoding_;
  Converter from_;
  Converter to_;
  std::vector<char> bytes_;
  const char* source_ = nullptr;
  const char* source_end_ = nullptr;
  std::array<UChar, 4096> pivot_{};
  UChar* pivot_source_ = pivot_.data();
  UChar* pivot_target_ = pivot_.data();
  std::uint64_t line_ = 1;  // of what comes next
  bool ended_ = false;
  bool done_ = false;
};

/// Lines that have bytes above ASCII, at most kMostSample of them.
Result<std::string> other_than_ascii(ByteReader& reader) {
  constexpr std::size_t kMostSample = std::size_t{64} << 10U;
  std::string sample;
  std::string text;
  std::vector<char> buffer(kInputBytes);
  while (sample.size() < kMostSample) {
    const Result<std::size_t> n = reader.read(buffer);
    if (!n) return n.error();
    if (*n == 0) break;
    text.append(buffer.data(), *n);
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', begin)) {
      const std::string_view line(text.data() + begin, end + 1 - begin);
      if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        sample += line;
      begin = end + 1;
    }
    text.erase(0, begin);
  }
  return sample.size() < kMostSample ? sample + text : sample;
}

/// The first bytes, which tell a text of wide characters and one that changes alphabets.
Result<std::string> head_of(ByteReader& reader) {
  static_assert(kInputBytes >= source::kWideHead);
  std::string head(kInputBytes, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    const Result<std::size_t> n = reader.read(std::span(head).subspan(size));
    if (!n) return n.error();
    if (*n == 0) break;
    size += *n;
  }
  head.resize(size);
  return head;
}

/// The encoding whose byte order mark stands first; empty without one.
std::string_view byte_order_mark(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) return "utf-8";
  if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return "utf-32le";
  if (head.starts_with(std::string_view("\0\0\xFE\xFF", 4))) return "utf-32be";
  if (head.starts_with("\xFF\xFE")) return "utf-16le";
  return head.starts_with("\xFE\xFF") ? "utf-16be" : "";
}

}  // namespace

Result<std::string> encoding_called(std::string_view name) {
  std::string lower = ascii_lower(name);
  std::ranges::replace(lower, '_', '-');
  if (const std::string_view wide = source::utf16_called(lower); !wide.empty()) {
    const bool says_order = wide == "utf-16be" || lower.ends_with("le");
    return std::string(says_order ? wide : "utf-16");
  }
  static constexpr std::array<std::string_view, 8> kWestern = {
      "latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1", "cp1252", "windows-1252", "ansi"};
  if (std::ranges::find(kWestern, lower) != kWestern.end()) return std::string("windows-1252");
  if (lower == "utf8" || lower == "utf-8" || lower == "utf-8-sig" || lower == "ascii" ||
      lower == "us-ascii")
    return std::string("utf-8");
  const bool simple = !lower.empty() && std::ranges::all_of(lower, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.';
  });
  if (!simple || !open_converter(lower))
    return invalid_argument("\"" + std::string(name) +
                            "\" is no encoding: write windows-1252, utf-16, shift_jis or another "
                            "name of the Encoding Standard");
  return lower;
}

std::string encoding_of_mark(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) return "utf-8";
  if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return "utf-32";
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return "utf-16";
  const std::string_view wide = source::utf16_without_mark(head);
  const bool is_ascii =
      std::ranges::all_of(head, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (wide.empty() && is_ascii && has_escapes_of_japanese(head)) return "iso-2022-jp";
  return std::string(wide);
}

bool has_escapes_of_japanese(std::string_view text) {
  for (std::size_t at = text.find('\x1B'); at != std::string_view::npos;
       at = text.find('\x1B', at + 1)) {
    const std::string_view escape = text.substr(at, 3);
    if (escape == "\x1B$B" || escape == "\x1B$@") return true;
  }
  return false;
}

Result<std::string> first_encoding(const source::SourceFile& file, std::string_view said) {
  Result<std::string> named = said.empty() ? Result<std::string>("") : encoding_called(said);
  if (!named) return named;
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  Result<std::string> head = head_of(**reader);
  if (!head) return head;
  if (!said.empty()) {
    const std::string_view mark = byte_order_mark(*head);
    if (!mark.empty() && !mark.starts_with(*named))
      return invalid_argument(file.path.filename().string() +
                              " begins with the byte order mark of " + std::string(mark) +
                              ", so that it is not in " + std::string(said) +
                              ": leave the encoding out");
    if (*named == "utf-16" && mark.empty()) {
      const std::string_view found = source::utf16_without_mark(*head);
      return std::string(found.empty() ? source::utf16_called(*named) : found);
    }
    return named;
  }
  const std::string marked = encoding_of_mark(*head);
  return marked.empty() ? std::string("utf-8") : marked;
}

namespace {

/// Half of a character of UTF-16 in the form of UTF-8, as Java's and Oracle's exports have it.
bool is_half_in_utf8(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xED' && static_cast<unsigned char>(text[1]) >= 0xA0 &&
         static_cast<unsigned char>(text[1]) < 0xC0 &&
         static_cast<unsigned char>(text[2]) >= 0x80 && static_cast<unsigned char>(text[2]) < 0xC0;
}

}  // namespace

Result<std::string> second_encoding(const source::SourceFile& file) {
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  const Result<std::string> sample = other_than_ascii(**reader);
  if (!sample) return sample.error();
  std::size_t characters = 0;
  std::size_t broken = 0;
  for (std::string_view rest = *sample; !rest.empty();) {
    const std::size_t length = is_half_in_utf8(rest) ? 3 : utf8_sequence_length(rest);
    characters += length > 1 ? 1U : 0U;
    broken += length == 0 ? 1U : 0U;
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  // Characters of several bytes are not there by chance.
  return characters >= broken && characters > 0 ? std::string() : guess_encoding(*sample);
}

Result<std::unique_ptr<ByteReader>> open_text(const source::SourceFile& file,
                                              const std::string& encoding) {
  Result<std::unique_ptr<ByteReader>> bytes = ByteReader::open(file);
  if (!bytes) return bytes;
  return utf8_reader(*std::move(bytes), encoding);
}

Result<std::unique_ptr<ByteReader>> utf8_reader(std::unique_ptr<ByteReader> input,
                                                const std::string& encoding) {
  if (encoding == "utf-8")
    return std::unique_ptr<ByteReader>(std::make_unique<MarkSkipper>(std::move(input)));
  Converter from = open_converter(encoding);
  Converter to = open_converter("utf-8");
  if (!from || !to) return internal_error("no converter for " + encoding);
  // ICU takes a mark for a character where the name settles the byte order.
  auto decoded =
      std::make_unique<DecodingReader>(std::move(input), encoding, std::move(from), std::move(to));
  return std::unique_ptr<ByteReader>(std::make_unique<MarkSkipper>(std::move(decoded)));
}

}  // namespace vitrine::ingest

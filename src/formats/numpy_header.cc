#include "formats/numpy_header.h"

#include <charconv>
#include <optional>

namespace vitrine::formats {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxFields = 10'000;
constexpr std::uint64_t kMaxElementBytes = std::uint64_t{1} << 26U;

Error damaged() {
  return corrupt("the header of the NumPy array is damaged");
}

/// The Python literals that a header is made of, read from the front of a text.
class Literals {
 public:
  explicit Literals(std::string_view text) : text_(text) {}

  bool take(std::string_view token) {
    skip();
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  std::optional<std::string> text() {
    skip();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) return std::nullopt;
    const std::size_t end = text_.find(text_[0], 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string out(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return out;
  }
  std::optional<std::uint64_t> number() {
    skip();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc()) return std::nullopt;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    take("L");  // Python 2's long
    return value;
  }
  /// "(3, 4)", "(3,)", "()".
  std::optional<std::vector<std::uint64_t>> tuple() {
    if (!take("(")) return std::nullopt;
    std::vector<std::uint64_t> out;
    while (!take(")")) {
      const std::optional<std::uint64_t> next = number();
      if (!next || out.size() > 32) return std::nullopt;
      out.push_back(*next);
      take(",");
    }
    return out;
  }

 private:
  void skip() { text_.remove_prefix(std::min(text_.find_first_not_of(" \n\t"), text_.size())); }

  std::string_view text_;
};

/// "<f4", "|S10", "<M8[us]" as a field without name and place.
Result<NumpyField> parse_type(const std::string& type) {
  if (type.size() < 2) return damaged();
  NumpyField field;
  field.kind = type[1];
  if (field.kind == 'O')
    return unsupported(
        "it holds Python objects (a pickle), which are not read: save numbers or "
        "texts, without dtype=object");
  if (field.kind == 'c' || field.kind == 'V')
    return unsupported("its type " + type + " has no column type: save real numbers or texts");
  std::size_t count = 0;
  const char* end = type.data() + type.size();
  const auto [rest, error] = std::from_chars(type.data() + 2, end, count);
  if (error != std::errc() || count > kMaxElementBytes) return damaged();
  const bool is_text = field.kind == 'S' || field.kind == 'U';
  field.size = field.kind == 'U' ? 4 * count : count;
  field.is_swapped = type[0] == '>' && field.size > 1 && field.kind != 'S';
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  const bool is_time = field.kind == 'M' || field.kind == 'm';
  if (is_time && unit.size() > 2) field.unit = unit.substr(1, unit.size() - 2);
  const bool is_size = count == 1 || count == 2 || count == 4 || count == 8;
  const bool known = std::string_view("biufSUMm").find(field.kind) != std::string_view::npos;
  const bool fits = is_text || (is_size && !(field.kind == 'b' && count != 1) &&
                                !(field.kind == 'f' && count < 2) && !(is_time && count != 8));
  if (!known || !fits) return unsupported("its type " + type + " has no column type");
  return field;
}

/// 'x', or ('title', 'x') of a field that has both.
std::optional<std::string> parse_name(Literals& in) {
  if (!in.take("(")) return in.text();
  const bool has_title = in.text() && in.take(",");
  std::optional<std::string> name = in.text();
  return has_title && in.take(")") ? name : std::nullopt;
}

/// The bytes of "|V4" without a name: what a compiler, or a choice of fields, leaves between
/// fields.
std::optional<std::size_t> padding_of(std::string_view name, std::string_view type) {
  std::size_t bytes = 0;
  const char* end = type.data() + type.size();
  if (!name.empty() || !type.starts_with("|V")) return std::nullopt;
  const auto [rest, error] = std::from_chars(type.data() + 2, end, bytes);
  return error == std::errc() && rest == end && bytes <= kMaxElementBytes ? std::optional(bytes)
                                                                          : std::nullopt;
}

/// [('x', '<f4'), ('', '|V4'), ('name', '<U8')].
Status parse_fields(Literals& in, NumpyHeader& out) {
  while (!in.take("]")) {
    if (!in.take("(")) return damaged();
    const std::optional<std::string> name = parse_name(in);
    if (!name || !in.take(",")) return damaged();
    const std::optional<std::string> type = in.text();
    if (!type || !in.take(")"))
      return unsupported("its field \"" + *name +
                         "\" has fields or a shape of its own: save it as "
                         "an array of its own");
    in.take(",");
    if (const std::optional<std::size_t> padding = padding_of(*name, *type)) {
      out.element_bytes += *padding;
      if (out.element_bytes > kMaxElementBytes) return damaged();
      continue;
    }
    Result<NumpyField> field = parse_type(*type);
    if (!field) return std::move(field).error().in("field \"" + *name + "\"");
    field->name = *name;
    field->offset = out.element_bytes;
    out.element_bytes += field->size;
    out.fields.push_back(*std::move(field));
    if (out.fields.size() > kMaxFields || out.element_bytes > kMaxElementBytes) return damaged();
  }
  return {};
}

Status parse_member(Literals& in, const std::string& key, NumpyHeader& out) {
  if (key == "descr") {
    if (in.take("[")) return parse_fields(in, out);
    const std::optional<std::string> type = in.text();
    if (!type) return damaged();
    Result<NumpyField> field = parse_type(*type);
    if (!field) return std::move(field).error();
    out.element_bytes = field->size;
    out.fields.push_back(*std::move(field));
    return {};
  }
  if (key == "fortran_order") {
    out.is_fortran = in.take("True");
    return out.is_fortran || in.take("False") ? Status() : Status(damaged());
  }
  std::optional<std::vector<std::uint64_t>> shape = in.tuple();
  if (key != "shape" || !shape) return damaged();
  out.shape = *std::move(shape);
  return {};
}

/// Headers before version 3 are latin-1, later ones UTF-8.
std::string utf8_header(std::string_view text, std::size_t version) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (version >= 3 || byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0U | byte >> 6U);
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return out;
}

}  // namespace

Result<NumpyHeader> parse_numpy_header(std::string_view head) {
  if (!head.starts_with(kMagic) || head.size() < 12)
    return corrupt("it is not a NumPy array: it does not start with \\x93NUMPY");
  const auto byte = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(head[i])}; };
  const bool is_short = byte(6) == 1;
  const std::size_t start = is_short ? 10 : 12;
  std::size_t length = byte(8) | byte(9) << 8U;
  if (!is_short) length |= byte(10) << 16U | byte(11) << 24U;
  if (length > head.size() - start) return damaged();
  NumpyHeader out;
  out.data_offset = start + length;
  const std::string text = utf8_header(head.substr(start, length), byte(6));
  Literals in(text);
  if (!in.take("{")) return damaged();
  while (!in.take("}")) {
    const std::optional<std::string> key = in.text();
    if (!key || !in.take(":")) return damaged();
    if (Status status = parse_member(in, *key, out); !status) return std::move(status).error();
    in.take(",");
  }
  if (out.fields.empty() || out.element_bytes == 0) return damaged();
  return out;
}

}  // namespace vitrine::formats

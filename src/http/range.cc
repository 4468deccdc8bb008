#include "http/range.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/field.h"

namespace vitrine::http {
namespace {

// Digits only. A number beyond 64 bits is as good as the largest: past the end of anything.
std::optional<std::uint64_t> parse_position(std::string_view digits) {
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): bounded by `end`
  const auto [stop, code] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || stop != end) return std::nullopt;
  return code == std::errc::result_out_of_range ? UINT64_MAX : value;
}

RangeChoice choose_suffix(std::string_view digits, std::uint64_t size) {
  const auto length = parse_position(digits);
  if (!length) return WholeContent{};
  if (*length == 0 || size == 0) return UnsatisfiableRange{};
  return ByteRange{size - std::min(*length, size), size};
}

}  // namespace

RangeChoice choose_range(std::string_view header, std::uint64_t size) {
  const std::size_t equals = header.find('=');
  if (equals == std::string_view::npos ||
      !equals_ignoring_case(trim(header.substr(0, equals)), "bytes")) {
    return WholeContent{};
  }
  const std::string_view spec = trim(header.substr(equals + 1));
  const std::size_t dash = spec.find('-');
  if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) {
    return WholeContent{};
  }
  const std::string_view last = trim(spec.substr(dash + 1));
  if (dash == 0) return choose_suffix(last, size);

  const auto begin = parse_position(trim(spec.substr(0, dash)));
  const auto inclusive_end = last.empty() ? UINT64_MAX : parse_position(last);
  if (!begin || !inclusive_end || *inclusive_end < *begin) return WholeContent{};
  if (*begin >= size) return UnsatisfiableRange{};
  return ByteRange{*begin, std::min(*inclusive_end, size - 1) + 1};
}

}  // namespace vitrine::http

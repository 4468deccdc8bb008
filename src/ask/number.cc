#include "ask/number.h"

#include <limits>
#include <optional>
#include <string>

namespace vitrine::ask {
namespace {

struct Integer {
  bool negative = false;
  std::uint64_t magnitude = 0;  ///< The largest, if the number is larger.
};

std::string_view without_space(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

/// Python's int(): surrounding space, one sign, decimal digits with single underscores between
/// them.
std::optional<Integer> read_integer(std::string_view text) {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
  text = without_space(text);
  Integer number;
  if (text.starts_with('+') || text.starts_with('-')) {
    number.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  bool after_digit = false;
  for (const char c : text) {
    if (c == '_' && after_digit) {
      after_digit = false;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    const bool fits = number.magnitude <= (kLargest - digit) / 10;
    number.magnitude = fits ? number.magnitude * 10 + digit : kLargest;
    after_digit = true;
  }
  if (!after_digit) return std::nullopt;
  return number;
}

Error invalid(std::string_view name, std::string_view problem) {
  return invalid_argument("Parameter '" + std::string(name) + "' must " + std::string(problem));
}

}  // namespace

Result<std::uint64_t> parse_number(std::string_view name, std::string_view text,
                                   std::uint64_t largest) {
  const std::optional<Integer> number = read_integer(text);
  if (!number) return invalid(name, "be integer");
  if (number->negative && number->magnitude > 0) return invalid(name, "be positive");
  if (number->magnitude > largest)
    return invalid(name, "not be greater than " + std::to_string(largest));
  return number->magnitude;
}

}  // namespace vitrine::ask

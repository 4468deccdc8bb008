#include "http/field.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace vitrine::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_item(std::string_view& list) {
  const std::size_t comma = list.find(',');
  const std::string_view item = trim(list.substr(0, comma));
  list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  return item;
}

unsigned weight_of(std::string_view parameters) {
  const std::size_t equals = parameters.find('=');
  if (equals == std::string_view::npos) return 1000;
  const std::string_view text = trim(parameters.substr(equals + 1));
  double weight = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || !(weight >= 0 && weight <= 1)) return 1000;
  return static_cast<unsigned>(std::ceil(weight * 1000));
}

}  // namespace vitrine::http

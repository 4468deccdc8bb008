#include "hub/page_cursor.h"

#include <charconv>

namespace vitrine::hub {

std::string page_cursor(std::string_view snapshot_id, std::uint64_t offset) {
  return std::string(snapshot_id) + "-" + std::to_string(offset);
}

Result<std::uint64_t> cursor_offset(std::string_view cursor, std::string_view snapshot_id) {
  if (cursor == kFirstPage) return std::uint64_t{0};
  const std::size_t dash = cursor.rfind('-');
  std::uint64_t offset = 0;
  const std::string_view digits =
      dash == std::string_view::npos ? std::string_view() : cursor.substr(dash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  if (error != std::errc() || end != digits.data() + digits.size())
    return invalid_argument("Parameter 'cursor' must be \"start\" or the next_cursor of an answer");
  if (cursor.substr(0, dash) != snapshot_id)
    return invalid_argument(
        "Parameter 'cursor' is of an earlier state of the dataset: begin with \"start\" again");
  return offset;
}

}  // namespace vitrine::hub

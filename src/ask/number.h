#pragma once
// Whole numbers as people and the Hub's clients write them: as Python's int(), so "+5", " 5 " and
// "1_000" are numbers; one beyond 64 bits is as good as the largest.

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace vitrine::ask {

/// The value of the parameter `name`. Errors: invalid_argument, "Parameter 'length' must be
/// integer", "... must be positive", "... must not be greater than 100".
Result<std::uint64_t> parse_number(std::string_view name, std::string_view text,
                                   std::uint64_t largest);

}  // namespace vitrine::ask

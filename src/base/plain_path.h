#pragma once
// Plain paths: relative ones that lead down and nowhere else.

#include <string_view>

namespace vitrine {

/// Whether no part between slashes is empty, "." or "..", and no byte is NUL.
bool is_plain_path(std::string_view path);

}  // namespace vitrine

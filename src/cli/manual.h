#pragma once
// Manual: vitrine(1), a page for man, in the macros of man(7).

#include <string>
#include <string_view>

#include "cli/outline.h"

namespace vitrine::cli {

/// `version` as in "0.1.0". No date, so that the same program gives the same page.
std::string manual(const Outline& outline, std::string_view version);

}  // namespace vitrine::cli

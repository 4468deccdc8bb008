#pragma once
// Completions: scripts that teach a shell the commands, options and choices of this program. Names
// of datasets are asked from the program itself when they are needed.

#include <string>
#include <string_view>

#include "cli/outline.h"

namespace vitrine::cli {

inline constexpr std::string_view kShells[] = {"bash", "zsh", "fish"};

/// Requires: `shell` is one of kShells.
std::string completions(const Outline& outline, std::string_view shell);

}  // namespace vitrine::cli

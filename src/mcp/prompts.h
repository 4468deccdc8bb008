#pragma once
// MCP prompts: tasks that a person starts by name, written out for the model.

#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::mcp {

/// The result of prompts/list.
std::string list_prompts();
/// The result of prompts/get; `arguments`: the JSON text of an object of strings. Errors:
/// invalid_argument for no such prompt or a required argument that is missing.
Result<std::string> get_prompt(std::string_view name, std::string_view arguments);

}  // namespace vitrine::mcp

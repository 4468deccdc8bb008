#pragma once
// MCP tools: what an agent can ask of the library, in few tokens.
//
// A tool has a name, a description, a JSON schema of its arguments and a function. Each asks the
// same routes as every other client and gives its answer as text for a model: cells are cut, and
// what was left out is said.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mcp/inquiry.h"

namespace vitrine::mcp {

struct Tool {
  std::string_view name;
  std::string_view description;
  std::string_view input_schema;  ///< A JSON object.
  /// `arguments` is the JSON text of an object.
  Result<std::string> (*run)(const Inquiry& inquiry, std::string_view arguments);
};

/// The text that the tool `name` answers with. Errors: invalid_argument for no such tool; the
/// tool's.
Result<std::string> run_tool(std::string_view name, const Inquiry& inquiry,
                             std::string_view arguments);

/// All tools, in the order in which they are listed.
std::span<const Tool> tools();

}  // namespace vitrine::mcp

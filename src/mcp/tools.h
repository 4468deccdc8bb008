#pragma once
// MCP tools: what an agent can ask of the library, in few tokens.
//
// A tool is a row of a table: name, description, the arguments it takes and a function. Arguments
// are those of ask/parameters.h, some under a name that agents guess better; their JSON schema is
// made from there, and what a tool does not take is refused. Answers are text for a model: cells
// are cut, and what was left out is said.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "mcp/agent.h"

namespace vitrine::mcp {

/// The result of tools/list.
std::string list_tools();

/// The JSON object that the tool `name` answers with, of the schema that list_tools() says;
/// `arguments` is the JSON text of an object. Errors: not_found for no such tool; invalid_argument
/// for an argument it does not take or lacks; the engine's, with their codes.
Result<std::string> run_tool(std::string_view name, const Agent& agent, std::string_view arguments);

bool is_tool(std::string_view name);

}  // namespace vitrine::mcp

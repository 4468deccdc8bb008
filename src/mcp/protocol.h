#pragma once
// MCP protocol: JSON-RPC 2.0 messages in, JSON-RPC messages out, over whatever carries them.
//
// Source: Model Context Protocol, revision 2026-07-28 and the ones before it back to 2024-11-05:
// server/discover, initialize, ping, tools, resources and prompts. There is no session: every
// message can be answered by itself. Thread safe.

#include <optional>
#include <string>
#include <string_view>

#include "engine/caller.h"
#include "engine/engine.h"

namespace vitrine::mcp {

/// A message above this is answered with an error instead of being parsed.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{1} << 20U;

/// The answer to one message; nothing for a notification or a
/// response. Never fails: what is wrong with the message, or goes wrong in a tool, is the answer.
std::optional<std::string> answer_message(Engine& engine, const Caller& caller,
                                          std::string_view message);

}  // namespace vitrine::mcp

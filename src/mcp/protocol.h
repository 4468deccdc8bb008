#pragma once
// MCP protocol: JSON-RPC 2.0 messages in, JSON-RPC messages out, over whatever carries them.
//
// Source: Model Context Protocol, revision 2026-07-28 and the ones before it back to 2024-11-05:
// server/discover, initialize, ping, tools, resources and prompts. There is no session: every
// message can be answered by itself. Thread safe.

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "mcp/inquiry.h"

namespace vitrine::mcp {

/// A message above this is answered with an error instead of being parsed.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{1} << 20U;

/// `stop`: nobody waits any more. The answer to one message; nothing for a notification or a
/// response. Never fails: what is wrong with the message, or goes wrong in a tool, is the answer.
std::optional<std::string> answer_message(const Ask& ask, std::string_view message,
                                          std::stop_token stop = {});

}  // namespace vitrine::mcp

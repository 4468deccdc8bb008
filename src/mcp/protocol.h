#pragma once
// MCP protocol: JSON-RPC 2.0 messages in, JSON-RPC messages out, over whatever carries them.
//
// Source: Model Context Protocol, revision 2026-07-28 and the ones before it back to 2024-11-05:
// server/discover, initialize, ping, tools, resources, subscriptions to them and prompts. There is
// no session: every message can be answered by itself. Thread safe.

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "engine/caller.h"
#include "engine/engine.h"
#include "mcp/subscription.h"

namespace vitrine::mcp {

/// A message above this is answered with an error instead of being parsed.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{1} << 20U;

/// A tool that failed.
struct Failure {
  std::string dataset;  ///< "owner/name" that it was asked about; empty for none.
  Error error;
};

struct Answer {
  std::optional<std::string> message;  ///< None to a notification or a response.
  int http_status = 200;               ///< Over HTTP.
  std::optional<Failure> failure;      ///< Of a tool; the message says so too.
  /// The request stays open, and has no message yet: subscription.h says how it goes on.
  std::optional<Subscription> listens = std::nullopt;
  /// The id of a request that the client waits for no more, JSON.
  std::optional<std::string> cancels = std::nullopt;
};

/// The answer to one message. Never fails: what is wrong with the message, or goes wrong in a tool,
/// is the answer.
Answer answer_message(engine::Engine& engine, const engine::Caller& caller,
                      std::string_view message);

/// The answer to a subscription for which there is no room.
Answer refuse_subscription(const Subscription& subscription, std::string_view why);

/// What the head of a POST repeats of its message; nothing where it does not.
struct MirroredHeaders {
  std::optional<std::string_view> protocol_version;  ///< MCP-Protocol-Version
  std::optional<std::string_view> method;            ///< Mcp-Method
  std::optional<std::string_view> name;              ///< Mcp-Name, as it was sent.
};

/// The same over HTTP, where from revision 2026-07-28 on the head must repeat version, method and
/// name, so that what stands between can tell requests apart: a message that its head contradicts
/// is refused, undone. Links begin with `site`: "http://127.0.0.1:7860".
Answer answer_http_message(engine::Engine& engine, const engine::Caller& caller,
                           std::string_view message, const MirroredHeaders& headers,
                           std::string_view site);

}  // namespace vitrine::mcp

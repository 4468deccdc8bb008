#pragma once
// Agent: who asks over MCP, and what it may ask.

#include <string>
#include <utility>

#include "base/error.h"
#include "engine/caller.h"
#include "engine/engine.h"

namespace vitrine::mcp {

/// As long as one message is answered.
struct Agent {
  engine::Engine& engine;
  engine::Caller caller;
  /// Where links to rows begin: "http://127.0.0.1:7860"; empty where the agent is not at a server.
  std::string site = {};

  /// What an agent is told of an error: defects of ours and errors of files tell only the owner
  /// more than that there is one.
  std::string told(const Error& error) const {
    const bool is_ours = error.code() == ErrorCode::kIo || error.code() == ErrorCode::kInternal;
    return is_ours && !caller.is_owner ? "Unexpected error." : error.message();
  }
};

}  // namespace vitrine::mcp

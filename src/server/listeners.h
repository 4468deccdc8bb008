#pragma once
// Listeners: the clients that are told over HTTP what changes (mcp/subscription.h), each by a
// stream of events that stays open. No more than a limit of them, and of each client: a stream
// holds a connection, but no thread.

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/engine.h"
#include "http/message.h"
#include "mcp/subscription.h"

namespace vitrine::server {

class Listeners {
 public:
  static constexpr std::size_t kMost = 64;
  static constexpr std::size_t kMostOfOne = 16;

  /// The stream: the subscription's messages as they come, a comment where there was none for a
  /// while, and its closing once `stop` is stopped or the stream is an hour old, so that what a
  /// caller may see is asked again. Nothing where there is no room. `engine` outlives the stream.
  std::optional<http::Response> open(engine::Engine& engine, const engine::Caller& caller,
                                     mcp::Subscription subscription, std::stop_token stop);

 private:
  struct Counts {
    std::mutex mutex;
    std::size_t all = 0;
    std::map<std::string, std::size_t> of_one;
  };
  /// Given back where the last that holds it ends; null: there is none.
  std::shared_ptr<const void> take_place(const std::string& who);

  std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();  ///< Streams may end later.
};

}  // namespace vitrine::server

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "cli/commands.h"
#include "mcp/protocol.h"

namespace vitrine::cli {
namespace {

/// One line of standard input without its end; false at the end of the input. What is longer than a
/// message may be is dropped while it is read, so that no line can fill the process.
bool read_line(std::string& line) {
  line.clear();
  int c = 0;
  while ((c = getc_unlocked(stdin)) != EOF && c != '\n') {
    if (line.size() <= mcp::kMaxMessageBytes) line += static_cast<char>(c);
  }
  return c != EOF || !line.empty();
}

/// What is said to the client: answers, and news of its subscriptions, which a thread looks for.
class Conversation {
 public:
  static constexpr std::size_t kMostSubscriptions = 16;

  explicit Conversation(engine::Engine& engine) : engine_(engine) {}

  Status say(const std::string& message) {
    const std::lock_guard lock(mutex_);
    return print(message + "\n");
  }

  Status listen(mcp::Subscription subscription) {
    const std::lock_guard lock(mutex_);
    if (subscriptions_.size() >= kMostSubscriptions) {
      const mcp::Answer refusal = mcp::refuse_subscription(
          subscription, "as many subscriptions are open as may be: cancel another");
      return print(*refusal.message + "\n");
    }
    const Status said = print(subscription.acknowledgement() + "\n");
    subscriptions_.push_back(std::move(subscription));
    if (!watcher_.joinable())
      watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    return said;
  }

  void cancel(const std::string& id) {
    const std::lock_guard lock(mutex_);
    std::erase_if(subscriptions_, [&](const auto& one) { return one.id() == id; });
  }

 private:
  void watch(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      for (mcp::Subscription& one : subscriptions_) {
        for (const std::string& message : one.news(engine_, engine::Caller::owner())) {
          if (!print(message + "\n")) return;
        }
      }
      ended_.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
    }
  }

  engine::Engine& engine_;
  std::mutex mutex_;  // of standard output and what follows
  std::condition_variable_any ended_;
  std::vector<mcp::Subscription> subscriptions_;
  std::jthread watcher_;  // last, so that it ends first
};

}  // namespace

/// Ends with its input. Ctrl-C ends the process: there is nothing to clean up, and a read cannot be
/// stopped.
Status run_mcp(Session& session) {
  const std::stop_callback end(session.stop(), [] { std::_Exit(0); });
  Conversation conversation(session.engine());
  std::string line;
  while (read_line(line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    mcp::Answer answer = mcp::answer_message(session.engine(), engine::Caller::owner(), line);
    if (answer.cancels) conversation.cancel(*answer.cancels);
    Status said;
    if (answer.listens) said = conversation.listen(*std::move(answer.listens));
    if (answer.message) said = conversation.say(*answer.message);
    if (!said) return said;
  }
  return {};
}

}  // namespace vitrine::cli

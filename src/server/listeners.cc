#include "server/listeners.h"

#include <chrono>

namespace vitrine::server {
namespace {

using Clock = std::chrono::steady_clock;

/// Proxies end what says nothing for a minute.
constexpr std::chrono::seconds kSilence{15};
constexpr std::chrono::hours kLongest{1};

class EventStream {
 public:
  EventStream(engine::Engine& engine, engine::Caller caller, mcp::Subscription subscription,
              std::stop_token stop, std::shared_ptr<const void> place)
      : engine_(engine),
        caller_(std::move(caller)),
        subscription_(std::move(subscription)),
        stop_(std::move(stop)),
        place_(std::move(place)) {}

  bool produce(std::string& out) {
    if (!has_begun_) append(out, subscription_.acknowledgement());
    has_begun_ = true;
    for (const std::string& message : subscription_.news(engine_, caller_)) append(out, message);
    const Clock::time_point now = Clock::now();
    const bool ends = stop_.stop_requested() || now - begun_ >= kLongest;
    if (ends) append(out, subscription_.closing());
    if (out.empty() && now - spoke_ >= kSilence) out = ":\n\n";
    if (!out.empty()) spoke_ = now;
    return !ends;
  }

 private:
  /// JSON has no line breaks of its own.
  static void append(std::string& out, const std::string& message) {
    out += "event: message\ndata: " + message + "\n\n";
  }

  engine::Engine& engine_;
  engine::Caller caller_;
  mcp::Subscription subscription_;
  std::stop_token stop_;
  std::shared_ptr<const void> place_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point spoke_ = begun_;
  bool has_begun_ = false;
};

}  // namespace

std::shared_ptr<const void> Listeners::take_place(const std::string& who) {
  const std::lock_guard lock(counts_->mutex);
  std::size_t& own = counts_->of_one[who];
  if (counts_->all >= kMost || own >= kMostOfOne) return nullptr;
  ++counts_->all;
  ++own;
  const auto give_back = [counts = counts_, who](const void*) {
    const std::lock_guard again(counts->mutex);
    --counts->all;
    if (--counts->of_one[who] == 0) counts->of_one.erase(who);
  };
  return {static_cast<const void*>(this), give_back};
}

std::optional<http::Response> Listeners::open(engine::Engine& engine, const engine::Caller& caller,
                                              mcp::Subscription subscription,
                                              std::stop_token stop) {
  std::shared_ptr<const void> place = take_place(caller.who);
  if (!place) return std::nullopt;
  auto stream = std::make_shared<EventStream>(engine, caller, std::move(subscription),
                                              std::move(stop), std::move(place));
  http::Response response = http::Response::stream(
      [stream](std::string& out) -> Result<bool> { return stream->produce(out); },
      std::string(http::kEvents));
  // What stands between passes each event on as it comes.
  response.headers.set("X-Accel-Buffering", "no");
  return response;
}

}  // namespace vitrine::server

#include "cli/source_watch.h"

#include <chrono>
#include <utility>

#include "cli/interrupt.h"
#include "cli/session.h"
#include "source/local_files.h"

namespace vitrine::cli {
namespace {

constexpr std::chrono::seconds kPeriod{1};

}  // namespace

SourceWatch::SourceWatch(std::vector<std::string> sources, Hash128 stamp,
                         std::function<void()> import)
    : sources_(std::move(sources)),
      imported_(stamp),
      import_(std::move(import)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void SourceWatch::run(const std::stop_token& stop) {
  Hash128 last = imported_;
  std::string said;
  while (!wait_for_stop(stop, kPeriod)) {
    const Result<Hash128> now = source::stamp_of(sources_);
    // Once, not every second, and again after it was readable.
    const std::string trouble = now ? "" : now.error().message();
    if (trouble != std::exchange(said, trouble) && !trouble.empty())
      note("cannot look whether the sources have changed: " + trouble +
           "; what was imported is served on");
    if (!now || *now == imported_) continue;
    const bool has_rested = *now == std::exchange(last, *now);
    if (!has_rested) continue;
    imported_ = *now;
    import_();
  }
}

}  // namespace vitrine::cli

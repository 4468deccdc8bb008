#include "cli/source_watch.h"

#include <chrono>
#include <utility>

#include "cli/interrupt.h"
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
  while (!wait_for_stop(stop, kPeriod)) {
    const Result<Hash128> now = stamp_of(sources_);
    if (!now || *now == imported_) continue;
    const bool has_rested = *now == std::exchange(last, *now);
    if (!has_rested) continue;
    imported_ = *now;
    import_();
  }
}

}  // namespace vitrine::cli

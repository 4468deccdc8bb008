#include "pushed/transfers.h"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/hash.h"

namespace vitrine::pushed {

Result<std::string> Transfers::begin(Transfer transfer) {
  std::array<std::uint64_t, 4> random{};
  if (::getentropy(random.data(), sizeof(random)) != 0)
    return errno_error("cannot make a random number", errno);
  std::string name;
  for (const std::uint64_t part : random) name += hex64(part);
  const std::lock_guard lock(mutex_);
  std::erase_if(open_, [&](const auto& one) { return now_() - one.second.used > kIdle; });
  if (open_.size() >= kMost)
    return unavailable("Too many files are being sent; try again when some are done.");
  open_.emplace(name, Open{std::move(transfer), now_()});
  return name;
}

std::optional<Transfer> Transfers::find(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(name);
  if (found == open_.end() || now_() - found->second.used > kIdle) return std::nullopt;
  found->second.used = now_();
  return found->second.transfer;
}

bool Transfers::is_open(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(name);
  return found != open_.end() && now_() - found->second.used <= kIdle;
}

void Transfers::end(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = open_.find(name); found != open_.end()) open_.erase(found);
}

}  // namespace vitrine::pushed

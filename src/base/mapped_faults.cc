#include "base/mapped_faults.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

namespace vitrine {
namespace {

constexpr std::uintptr_t kNowhere = ~std::uintptr_t{0};

/// Read by the signal handler, so without locks: a slot is taken by its begin, which is set last
/// and cleared first.
struct Slot {
  std::atomic<bool> taken = false;
  std::atomic<std::uintptr_t> begin = kNowhere;
  std::atomic<std::uintptr_t> end = 0;
  std::atomic<bool> faulted = false;
};

constexpr std::size_t kMostRanges = 8192;
std::array<Slot, kMostRanges> slots;
std::atomic<std::size_t> num_used = 0;  ///< No slot from here on was ever taken.
std::atomic<std::uint64_t> num_faults = 0;
std::uintptr_t page_bytes = 4096;

/// Of the range that begins at `data`; null if it is not watched.
Slot* find_slot(const void* data) {
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  const std::size_t used = num_used;
  for (std::size_t i = 0; i < used; ++i) {
    if (slots[i].begin == begin) return &slots[i];
  }
  return nullptr;
}

/// mmap(2) is not on the list of what a handler may call, but is one system call on Linux.
bool cover_with_zeros(std::uintptr_t address) {
  const std::uintptr_t page = address / page_bytes * page_bytes;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the address is what the system reports
  void* const at = reinterpret_cast<void*>(page);
  return ::mmap(at, page_bytes, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0) !=
         MAP_FAILED;
}

void on_bus_error(int /*signal*/, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const std::size_t used = num_used;
  for (std::size_t i = 0; i < used; ++i) {
    Slot& slot = slots[i];
    if (address < slot.begin || address >= slot.end) continue;
    slot.faulted = true;
    ++num_faults;
    if (cover_with_zeros(address)) return;
    break;
  }
  // Not ours: the same access ends the process now, as without a handler.
  ::signal(SIGBUS, SIG_DFL);
}

}  // namespace

void survive_mapped_faults() {
  page_bytes = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action = {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  ::sigaction(SIGBUS, &action, nullptr);
}

std::uint64_t mapped_faults() {
  return num_faults;
}

void watch_range(const void* data, std::size_t size) {
  for (std::size_t i = 0; i < kMostRanges; ++i) {
    Slot& slot = slots[i];
    if (slot.taken || slot.taken.exchange(true)) continue;
    slot.faulted = false;
    const auto begin = reinterpret_cast<std::uintptr_t>(data);
    slot.end = begin + size;
    slot.begin = begin;
    std::size_t used = num_used;
    while (used < i + 1 && !num_used.compare_exchange_weak(used, i + 1)) {
    }
    return;
  }
}

void forget_range(const void* data) {
  Slot* const slot = find_slot(data);
  if (slot == nullptr) return;
  slot->begin = kNowhere;
  slot->end = 0;
  slot->taken = false;
}

bool is_intact(const void* data) {
  if (num_faults == 0) return true;
  const Slot* const slot = find_slot(data);
  return slot == nullptr || !slot->faulted;
}

}  // namespace vitrine

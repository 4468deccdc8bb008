#include "sql/confinement.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

#include "base/landlock.h"

namespace vitrine::sql {
namespace {

// The sanitizers map terabytes.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitsMemory = false;
#else
constexpr bool kLimitsMemory = true;
#endif

/// To `value`, or to what the process may have where that is less already.
Status limit(int resource, std::uint64_t value) {
  const auto which = static_cast<__rlimit_resource>(resource);
  rlimit both = {value, value};
  if (rlimit allowed{}; ::getrlimit(which, &allowed) == 0 && allowed.rlim_max < value)
    both = {allowed.rlim_max, allowed.rlim_max};
  if (::setrlimit(which, &both) == 0) return {};
  return errno_error("limiting the SQL process", errno);
}

/// Bytes of address space that the process has mapped.
std::uint64_t mapped_bytes() {
  const Result<std::string> text = read_file("/proc/self/statm");
  std::uint64_t pages = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), pages);
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Status confine_process(std::span<const fs::path> readable, std::uint64_t memory_bytes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::signal(SIGXFSZ, SIG_IGN);  // a write fails instead
  const std::uint64_t address_space = mapped_bytes() + memory_bytes;
  const Result<FileDescriptor> rules = landlock_rules(readable);
  if (!rules) return rules.error();
  if (const int failure = obey_landlock_rules(*rules); failure != 0)
    return errno_error("locking the file system", failure);
  if constexpr (kLimitsMemory) {
    if (Status done = limit(RLIMIT_AS, address_space); !done) return done;
  }
  if (Status done = limit(RLIMIT_CORE, 0); !done) return done;
  if (Status done = limit(RLIMIT_FSIZE, 0); !done) return done;
  return limit(RLIMIT_NOFILE, readable.size() + 1024);
}

}  // namespace vitrine::sql

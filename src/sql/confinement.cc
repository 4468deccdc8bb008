#include "sql/confinement.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace vitrine {
namespace {

// The sanitizers map terabytes.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitsMemory = false;
#else
constexpr bool kLimitsMemory = true;
#endif

constexpr std::uint64_t kAllFileAccess =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE |
    LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;

// glibc 2.36 has no wrappers for these.
int create_ruleset(const landlock_ruleset_attr& attributes) {
  return static_cast<int>(
      ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0));
}

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

Status allow_reading(int ruleset, const fs::path& path) {
  const int file = ::open(path.c_str(), O_PATH | O_CLOEXEC);  // follows /proc/self/fd
  if (file < 0) return errno_error(path.string(), errno);
  const landlock_path_beneath_attr rule = {LANDLOCK_ACCESS_FS_READ_FILE, file};
  const long added =
      ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  const int failure = errno;
  ::close(file);
  if (added != 0) return errno_error(path.string(), failure);
  return {};
}

Status lock_files(std::span<const fs::path> readable) {
  landlock_ruleset_attr attributes = {};
  attributes.handled_access_fs = kAllFileAccess;
  const int ruleset = create_ruleset(attributes);
  if (ruleset < 0) return {};  // this kernel has no Landlock, or it is switched off
  Status status;
  for (const fs::path& path : readable) {
    status = allow_reading(ruleset, path);
    if (!status) break;
  }
  if (status && ::syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
    status = errno_error("locking the file system", errno);
  ::close(ruleset);
  return status;
}

}  // namespace

Status confine_process(std::span<const fs::path> readable, std::uint64_t memory_bytes) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::signal(SIGXFSZ, SIG_IGN);  // a write fails instead
  const std::uint64_t address_space = mapped_bytes() + memory_bytes;
  if (Status done = lock_files(readable); !done) return done;
  if constexpr (kLimitsMemory) {
    if (Status done = limit(RLIMIT_AS, address_space); !done) return done;
  }
  if (Status done = limit(RLIMIT_CORE, 0); !done) return done;
  if (Status done = limit(RLIMIT_FSIZE, 0); !done) return done;
  return limit(RLIMIT_NOFILE, readable.size() + 1024);
}

}  // namespace vitrine

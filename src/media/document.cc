#include "media/document.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "base/landlock.h"

namespace vitrine::media {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kProgram = "pdftoppm";
/// How the child says that it could not give up what it has to.
constexpr int kNotConfined = 126;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10U;

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
#error "name the machine for the filter of system calls"
#endif

/// Refuses connections, and rings that would make them. The calls of another machine's convention
/// end the process; those of x32 have numbers beyond all others.
constexpr std::uint32_t kFirstOfX32 = 0x40000000;
constexpr auto kCalls = std::to_array<sock_filter>({
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kMachine, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kFirstOfX32, 3, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
});

/// What the child needs, made before it is: it may call nothing that takes a lock.
struct Start {
  const char* program;
  char* const* arguments;
  int input;
  int output;
  const FileDescriptor& rules;
  const DrawingLimits& limits;
};

bool limit(int resource, std::uint64_t value) {
  const auto which = static_cast<__rlimit_resource>(resource);
  rlimit both = {};
  if (::getrlimit(which, &both) != 0) return false;
  both.rlim_max = std::min<rlim_t>(both.rlim_max, value);
  both.rlim_cur = both.rlim_max;
  return ::setrlimit(which, &both) == 0;
}

bool give_up(const Start& start) {
  constexpr std::uint64_t kOpenFiles = 64;
  const sock_fprog calls = {kCalls.size(), const_cast<sock_filter*>(kCalls.data())};
  return limit(RLIMIT_AS, start.limits.memory_bytes) &&
         limit(RLIMIT_CPU, start.limits.processor_seconds) && limit(RLIMIT_FSIZE, 0) &&
         limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, kOpenFiles) &&
         ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         obey_landlock_rules(start.rules) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &calls) == 0;
}

/// In the child, between fork and exec.
[[noreturn]] void become_drawer(const Start& start) {
  ::setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (::dup2(start.input, STDIN_FILENO) < 0 || ::dup2(start.output, STDOUT_FILENO) < 0 ||
      ::dup2(nowhere, STDERR_FILENO) < 0 || !give_up(start))
    ::_exit(kNotConfined);
  std::array<char*, 1> environment = {nullptr};
  ::execve(start.program, start.arguments, environment.data());
  ::_exit(kNotConfined);
}

int milliseconds_to(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

/// Whether something came to read, or an end, before the deadline.
bool wait_readable(int fd, Clock::time_point deadline) {
  pollfd waiting = {fd, POLLIN, 0};
  while (true) {
    const int ready = ::poll(&waiting, 1, milliseconds_to(deadline));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

/// A process and all that it starts, killed at the end.
class Child {
 public:
  explicit Child(pid_t pid)
      : pid_(pid), ends_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {
    ::setpgid(pid, pid);
  }
  ~Child() { (void)end(Clock::now()); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// How it ended, as waitpid() tells: killed, if it has not by the deadline.
  int end(Clock::time_point deadline) {
    if (is_over_) return status_;
    if (ends_.get() >= 0) wait_readable(ends_.get(), deadline);
    // Its number is nobody else's until it was waited for, and so is its group's.
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) continue;
    is_over_ = true;
    return status_;
  }

 private:
  pid_t pid_;
  FileDescriptor ends_;
  int status_ = 0;
  bool is_over_ = false;
};

/// The document as a file in memory, to be read from its start.
Result<FileDescriptor> as_input(std::string_view pdf) {
  FileDescriptor file(::memfd_create("document", MFD_CLOEXEC));
  if (file.get() < 0) return errno_error("drawing a document", errno);
  if (const int failure = write_all(file.get(), pdf); failure != 0)
    return errno_error("drawing a document", failure);
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

Error over_limits(const DrawingLimits& limits) {
  return too_large("drawing the document's first page takes more than " +
                   std::to_string(limits.processor_seconds) + " seconds of a processor or " +
                   std::to_string(limits.memory_bytes >> 20U) + " MB of memory");
}

/// All that comes, until the other end is closed.
Result<std::string> read_picture(int output, Clock::time_point deadline,
                                 const DrawingLimits& limits) {
  std::string picture;
  while (wait_readable(output, deadline)) {
    const std::size_t before = picture.size();
    picture.resize(before + kPieceBytes);
    const ssize_t got = ::read(output, picture.data() + before, kPieceBytes);
    picture.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) return errno_error("drawing a document", errno);
    if (got == 0) return picture;
    if (picture.size() > limits.picture_bytes) break;
  }
  return over_limits(limits);
}

Status judge(int status, const fs::path& drawer, const DrawingLimits& limits) {
  if (WIFSIGNALED(status)) return over_limits(limits);
  if (WEXITSTATUS(status) == kNotConfined)
    return io_error(drawer.string() + " cannot be run in confinement on this machine");
  if (WEXITSTATUS(status) != 0)
    return corrupt("the document's first page cannot be drawn: it is damaged, or has a password");
  return {};
}

std::optional<fs::path> find_drawer() {
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "/usr/bin:/bin" : path;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const fs::path program = fs::path(folders.substr(0, end)) / kProgram;
    if (program.is_absolute() && ::access(program.c_str(), X_OK) == 0) return program;
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return std::nullopt;
}

}  // namespace

const std::optional<fs::path>& document_drawer() {
  static const std::optional<fs::path> drawer = find_drawer();
  return drawer;
}

Error no_drawer() {
  return unsupported(
      "documents are drawn by pdftoppm, which the server does not find: install poppler "
      "(poppler-utils in Debian) and start the server anew");
}

Result<std::string> draw_document(std::string_view pdf, std::uint32_t side, const fs::path& drawer,
                                  const DrawingLimits& limits) {
  if (pdf.size() > limits.document_bytes)
    return too_large("the document has more than " + std::to_string(limits.document_bytes >> 20U) +
                     " MB");
  const Result<FileDescriptor> input = as_input(pdf);
  if (!input) return input.error();
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error("drawing a document", errno);
  const FileDescriptor output(ends[0]);
  std::optional<FileDescriptor> answer;
  answer.emplace(ends[1]);
  const std::array<fs::path, 7> folders = {"/usr",
                                           "/lib",
                                           "/lib64",
                                           "/etc/fonts",
                                           "/var/cache/fontconfig",
                                           drawer.parent_path(),
                                           "/etc/ld.so.conf.d"};
  std::vector<fs::path> files;
  std::error_code ignored;
  if (fs::exists("/etc/ld.so.cache", ignored)) files.emplace_back("/etc/ld.so.cache");
  const Result<FileDescriptor> rules = landlock_rules(files, folders);
  if (!rules) return rules.error();

  std::vector<std::string> words = {
      std::string(kProgram), "-q",   "-f", "1", "-l", "1", "-singlefile", "-scale-to",
      std::to_string(side),  "-png", "-"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Start start = {drawer.c_str(), arguments.data(), input->get(),
                       answer->get(),  *rules,           limits};
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error("drawing a document", errno);
  if (pid == 0) become_drawer(start);
  Child child(pid);
  answer.reset();
  const Clock::time_point deadline = Clock::now() + limits.time;
  Result<std::string> picture = read_picture(output.get(), deadline, limits);
  if (!picture) return picture;
  if (Status good = judge(child.end(deadline), drawer, limits); !good)
    return std::move(good).error();
  return picture;
}

}  // namespace vitrine::media

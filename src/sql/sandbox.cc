#include "sql/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <utility>

#include "base/json_parse.h"
#include "base/thread_annotations.h"
#include "sql/frames.h"
#include "sql/worker.h"

namespace vitrine::sql {
namespace {

using Clock = std::chrono::steady_clock;

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

/// A file in memory that holds `text`, to be read from its start.
Result<Descriptor> readable_text(std::string_view text) {
  Descriptor file(::memfd_create("sql", MFD_CLOEXEC));
  if (file.get() < 0) return errno_error("asking the SQL process", errno);
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno != EINTR) return errno_error("asking the SQL process", errno);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

/// Starts the worker with three descriptors, no environment and the default reaction to signals.
Result<pid_t> spawn_worker(const fs::path& program, int input, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = "vitrine";
  std::string argument = kSqlWorkerArgument;
  std::array<char*, 3> arguments = {name.data(), argument.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  pid_t pid = -1;
  const int failure = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, arguments.data(),
                                    environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (failure != 0) return errno_error("starting the SQL process", failure);
  return pid;
}

struct ToldError {
  Error error;
  std::optional<std::size_t> offset;
};

ToldError read_error(std::string_view payload) {
  const Result<boost::json::value> json = parse_json(payload);
  if (!json) return {corrupt("the SQL process failed without saying why"), std::nullopt};
  const auto code = int_member(*json, "code").value_or(static_cast<int>(ErrorCode::kInternal));
  const auto at = int_member(*json, "at");
  return {Error(static_cast<ErrorCode>(code),
                std::string(string_member(*json, "message").value_or(""))),
          at ? std::optional(static_cast<std::size_t>(*at)) : std::nullopt};
}

}  // namespace

/// How many queries run, in all and of each user. Thread safe.
class SqlSandbox::Slots {
 public:
  explicit Slots(const SqlSandboxOptions& options)
      : most_(options.max_running), most_of_one_(options.max_running_per_user) {}

  /// Errors: unavailable.
  Status take(const std::string& user) {
    const MutexLock lock(mutex_);
    if (num_running_ >= most_)
      return unavailable(std::to_string(most_) +
                         " queries are running already; try again when one has ended");
    int& num_of_user = running_[user];
    if (num_of_user >= most_of_one_)
      return unavailable("you have " + std::to_string(most_of_one_) +
                         " queries running already; try again when one has ended");
    ++num_of_user;
    ++num_running_;
    return {};
  }
  void give_back(const std::string& user) {
    const MutexLock lock(mutex_);
    --num_running_;
    if (const auto found = running_.find(user); --found->second == 0) running_.erase(found);
  }

 private:
  const int most_;
  const int most_of_one_;
  Mutex mutex_;
  int num_running_ VITRINE_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> running_ VITRINE_GUARDED_BY(mutex_);  ///< No zeros.
};

/// Gives a slot back once the last copy is gone.
using SqlSlot = std::shared_ptr<void>;

/// The running worker: killed and waited for at the end; its slot is given back after that.
class SqlRun::Process {
 public:
  Process(pid_t pid, Descriptor output, std::chrono::milliseconds time_limit,
          std::uint64_t memory_bytes, std::stop_token stop, SqlSlot slot)
      : slot_(std::move(slot)),
        pid_(pid),
        output_(std::move(output)),
        deadline_(Clock::now() + time_limit),
        time_limit_(time_limit),
        memory_bytes_(memory_bytes),
        stop_(std::move(stop)) {}
  ~Process() {
    ::kill(pid_, SIGKILL);
    wait();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The next frame; there is always one more until kDone or an error.
  Status read(Frame& frame) {
    const Result<bool> more = read_frame(output_.get(), frame, deadline_, stop_);
    if (!more && more.error().code() == ErrorCode::kCancelled && !stop_.stop_requested()) {
      return cancelled("the query was stopped after the " +
                       std::to_string(time_limit_.count() / 1000) +
                       " seconds that a query may take; ask for less");
    }
    if (!more) return more.error();
    if (!*more) return ended_early();
    return {};
  }

 private:
  int wait() {
    int status = 0;
    while (!waited_ && ::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    waited_ = true;
    return status;
  }

  Error ended_early() {
    const int status = wait();
    if (WIFSIGNALED(status)) {
      return too_large("the query was ended (signal " + std::to_string(WTERMSIG(status)) +
                       "): it needs more memory than the " + std::to_string(memory_bytes_ >> 20U) +
                       " MB that a query may have");
    }
    return internal_error("the SQL process ended with code " + std::to_string(WEXITSTATUS(status)) +
                          " and no answer");
  }

  SqlSlot slot_;  // first, so that it goes last
  pid_t pid_;
  Descriptor output_;
  Clock::time_point deadline_;
  std::chrono::milliseconds time_limit_;
  std::uint64_t memory_bytes_;
  std::stop_token stop_;
  bool waited_ = false;
};

SqlRun::SqlRun(std::unique_ptr<Process> process) : process_(std::move(process)) {}
SqlRun::~SqlRun() = default;
SqlRun::SqlRun(SqlRun&& other) noexcept = default;

Result<bool> SqlRun::next(std::string& out) {
  Frame frame;
  if (Status read = process_->read(frame); !read) return std::move(read).error();
  switch (frame.kind) {
    case FrameKind::kBytes:
      out += frame.payload;
      return true;
    case FrameKind::kError:
      return read_error(frame.payload).error;
    case FrameKind::kDone: {
      const Result<boost::json::value> json = parse_json(frame.payload);
      if (!json) return json.error();
      summary_.rows = static_cast<std::uint64_t>(int_member(*json, "rows").value_or(0));
      summary_.truncated = bool_member(*json, "truncated").value_or(false);
      return false;
    }
    case FrameKind::kColumns:
      break;
  }
  return corrupt("the SQL process answered out of turn");
}

SqlSandbox::SqlSandbox(SqlSandboxOptions options)
    : options_(std::move(options)), slots_(std::make_shared<Slots>(options_)) {}
SqlSandbox::~SqlSandbox() = default;

Result<SqlRun> SqlSandbox::start(const SqlRequest& request, std::string_view user,
                                 std::stop_token stop, std::optional<SqlPosition>* position) {
  const Result<Descriptor> input = readable_text(to_json(request));
  if (!input) return input.error();
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error("asking the SQL process", errno);
  Descriptor output(ends[0]);
  Descriptor answer(ends[1]);
  if (Status taken = slots_->take(std::string(user)); !taken) return std::move(taken).error();
  SqlSlot slot(nullptr,
               [slots = slots_, name = std::string(user)](void*) { slots->give_back(name); });
  const Result<pid_t> pid = spawn_worker(options_.program, input->get(), answer.get());
  if (!pid) return pid.error();
  answer.reset();
  const auto time_limit =
      request.form == SqlForm::kArrays ? options_.time_limit : options_.file_time_limit;
  SqlRun run(std::make_unique<SqlRun::Process>(
      *pid, std::move(output), time_limit, request.memory_bytes, std::move(stop), std::move(slot)));
  Frame frame;
  if (Status read = run.process_->read(frame); !read) return std::move(read).error();
  if (frame.kind == FrameKind::kError) {
    ToldError told = read_error(frame.payload);
    if (position != nullptr && told.offset) *position = position_in(request.sql, *told.offset);
    return std::move(told.error);
  }
  if (frame.kind != FrameKind::kColumns) return corrupt("the SQL process answered out of turn");
  run.columns_ = std::move(frame.payload);
  return run;
}

}  // namespace vitrine::sql

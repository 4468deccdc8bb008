#include "sql/frames.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include "base/error.h"

namespace vitrine::sql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeadBytes = 5;
constexpr int kPollMs = 20;

Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return errno_error("answering", errno);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Waits for something to read, in short sleeps so that a stop is seen.
Status wait_readable(int fd, Clock::time_point deadline, const std::stop_token& stop) {
  pollfd waiting = {fd, POLLIN, 0};
  while (true) {
    if (stop.stop_requested()) return cancelled("the query was stopped");
    if (Clock::now() >= deadline) return cancelled("the query took longer than it may");
    const int ready = ::poll(&waiting, 1, kPollMs);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return errno_error("waiting for the query", errno);
  }
}

/// Fills `bytes`; how much came before the end of the pipe.
Result<std::size_t> read_all(int fd, std::span<char> bytes, Clock::time_point deadline,
                             const std::stop_token& stop) {
  std::size_t have = 0;
  while (have < bytes.size()) {
    if (Status ready = wait_readable(fd, deadline, stop); !ready) return ready.error();
    const ssize_t got = ::read(fd, bytes.data() + have, bytes.size() - have);
    if (got == 0) break;
    if (got < 0 && errno != EINTR) return errno_error("reading the query's answer", errno);
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  return have;
}

bool is_kind(char c) {
  return c == 'C' || c == 'B' || c == 'D' || c == 'E';
}

}  // namespace

Status write_frame(int fd, FrameKind kind, std::string_view payload) {
  do {
    const std::string_view part = payload.substr(0, kMaxFrameBytes);
    payload.remove_prefix(part.size());
    const auto length = static_cast<std::uint32_t>(part.size());
    std::array<char, kHeadBytes> head = {static_cast<char>(kind)};
    std::memcpy(&head[1], &length, sizeof(length));
    if (Status done = write_all(fd, {head.data(), head.size()}); !done) return done;
    if (Status done = write_all(fd, part); !done) return done;
  } while (!payload.empty());
  return {};
}

Result<bool> read_frame(int fd, Frame& frame, Clock::time_point deadline,
                        const std::stop_token& stop) {
  std::array<char, kHeadBytes> head = {};
  Result<std::size_t> got = read_all(fd, head, deadline, stop);
  if (!got) return std::move(got).error();
  if (*got == 0) return false;
  std::uint32_t length = 0;
  std::memcpy(&length, &head[1], sizeof(length));
  if (*got < kHeadBytes || !is_kind(head[0]) || length > kMaxFrameBytes)
    return corrupt("the SQL process answered out of turn");
  frame.kind = static_cast<FrameKind>(head[0]);
  frame.payload.resize(length);
  got = read_all(fd, frame.payload, deadline, stop);
  if (!got) return std::move(got).error();
  if (*got < length) return corrupt("the SQL process ended in the middle of its answer");
  return true;
}

}  // namespace vitrine::sql

#pragma once
// Frames: what the process that runs a query tells the one that asked, over a pipe. A frame is its
// kind (one byte), the length of its payload (four bytes, little-endian) and the payload.
//
//   C  columns: a JSON array of {"name", "type", "feature"}; comes first unless the query fails
//   B  bytes of the answer
//   D  done: {"rows": 17, "truncated": false}; the last
//   E  an error: {"code", "message", "at"}; the last. `at`: an offset in the SQL, or null

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::sql {

enum class FrameKind : char { kColumns = 'C', kBytes = 'B', kDone = 'D', kError = 'E' };

struct Frame {
  FrameKind kind = FrameKind::kBytes;
  std::string payload;
};

inline constexpr std::size_t kMaxFrameBytes = 16U << 20U;

/// Writes a whole frame; larger payloads of bytes are split. Errors: io.
Status write_frame(int fd, FrameKind kind, std::string_view payload);

/// The next frame; false at the end of the pipe. Errors: cancelled when `stop` is requested or
/// `deadline` passes, corrupt if the bytes are not a frame, io.
Result<bool> read_frame(int fd, Frame& frame, std::chrono::steady_clock::time_point deadline,
                        const std::stop_token& stop);

}  // namespace vitrine::sql

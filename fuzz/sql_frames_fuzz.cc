// Both directions of the pipe to the process that runs SQL: its frames, and the request.

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "memory_file.h"
#include "sql/frames.h"
#include "sql/request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const vitrine::fuzz::MemoryFile file(bytes);
  if (::lseek(file.fd(), 0, SEEK_SET) != 0) __builtin_trap();
  vitrine::sql::Frame frame;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (true) {
    const vitrine::Result<bool> more = vitrine::sql::read_frame(file.fd(), frame, deadline, {});
    if (!more || !*more) break;
    if (frame.payload.size() > vitrine::sql::kMaxFrameBytes) __builtin_trap();
  }
  const vitrine::Result<vitrine::sql::SqlRequest> request = vitrine::sql::parse_sql_request(bytes);
  if (request) {
    const auto again = vitrine::sql::parse_sql_request(vitrine::sql::to_json(*request));
    if (!again || !(*again == *request)) __builtin_trap();
  }
  (void)vitrine::sql::position_in(bytes, size / 2);
  return 0;
}

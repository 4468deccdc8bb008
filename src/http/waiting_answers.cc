#include "http/waiting_answers.h"

#include <string_view>
#include <variant>

#include "http/open_file.h"

namespace vitrine::http {
namespace {

/// The bytes to be sent, and the memory that is freed once they are.
struct OwnMemory {
  std::string_view bytes;
  std::uint64_t size = 0;  ///< 0 for a file, a stream and what something else keeps.
};

OwnMemory own_memory(const Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return {*text, text->size()};
  const auto* shared = std::get_if<SharedBytes>(&response.body);
  return shared != nullptr ? OwnMemory{shared->bytes, shared->held_bytes} : OwnMemory{};
}

/// Whether `size` more is within `limit`; then it is counted.
bool take(std::atomic<std::uint64_t>& counter, std::uint64_t size, std::uint64_t limit) {
  if (counter.fetch_add(size, std::memory_order_relaxed) + size <= limit) return true;
  counter.fetch_sub(size, std::memory_order_relaxed);
  return false;
}

Response too_much_waits() {
  Response response = error_response(
      503, "TooManyAnswers",
      "As many answers wait for slow readers as this server keeps; ask again in a moment.");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

WaitingAnswers::Hold WaitingAnswers::keep(Response& response) {
  const OwnMemory memory = own_memory(response);
  if (memory.size <= kSmall) return {};
  if (take(in_memory_, memory.size, limits_.memory_bytes)) return {in_memory_, memory.size};
  return keep_in_file(response, memory.bytes);
}

WaitingAnswers::Hold WaitingAnswers::keep_in_file(Response& response, std::string_view bytes) {
  const std::uint64_t size = bytes.size();
  if (!take(in_files_, size, limits_.file_bytes)) {
    response = too_much_waits();
    return {};
  }
  Hold hold(in_files_, size);
  auto file = OpenFile::hold(limits_.folder, bytes);
  if (!file) {
    response = too_much_waits();
    response.detail = file.error().message();
    return {};
  }
  response.body = FileBody{*std::move(file), 0, size};
  return hold;
}

}  // namespace vitrine::http

// What a client sends, in pieces: the first byte says how long each is. Requests are taken out
// until the parser refuses; the target of each is taken apart, as the router would.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/request_parser.h"
#include "http/target.h"

namespace {

using vitrine::http::RequestParser;

constexpr std::uint64_t kBodyLimit = 4096;

/// False once the connection cannot go on.
bool take_requests(RequestParser& parser) {
  while (true) {
    switch (parser.advance()) {
      case RequestParser::State::kNeedMore:
        return true;
      case RequestParser::State::kHead:
        (void)vitrine::http::parse_target(parser.head().target);
        parser.set_body_limit(kBodyLimit);
        break;
      case RequestParser::State::kRequest:
        if (parser.take_request().body.size() > kBodyLimit) __builtin_trap();
        break;
      case RequestParser::State::kRefused:
        if (parser.take_refusal().status < 400) __builtin_trap();
        return false;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] + 1U;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  RequestParser parser;
  while (!bytes.empty()) {
    parser.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    if (!take_requests(parser)) break;
  }
  return 0;
}

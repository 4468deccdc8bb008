// What a client sends, in pieces: the first byte says how long each is. Requests are taken out
// until the parser refuses; what proxies tell in each is believed, and leaves a target that can be
// taken apart.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/forwarding.h"
#include "http/request_parser.h"
#include "http/target.h"

namespace {

using vitrine::http::RequestParser;

constexpr std::uint64_t kBodyLimit = 4096;

const vitrine::http::Forwarding& trusting() {
  static const auto kTrusting = vitrine::http::Forwarding::make({"0.0.0.0/0", "::/0"}, "");
  return *kTrusting;
}

/// What a proxy may tell is an address that can stand in a page, a field and a log.
void read_what_proxies_tell(vitrine::http::Request& head) {
  head.peer = "192.0.2.1";
  trusting().apply(head);
  for (const std::string& told : {head.peer, vitrine::http::base_url_of(head)}) {
    if (told.find_first_of("\"'<>\\ \r\n") != std::string::npos) __builtin_trap();
  }
  if (!vitrine::http::parse_target(head.target)) __builtin_trap();
}

/// False once the connection cannot go on.
bool take_requests(RequestParser& parser) {
  while (true) {
    switch (parser.advance()) {
      case RequestParser::State::kNeedMore:
        return true;
      case RequestParser::State::kHead:
        read_what_proxies_tell(parser.head());
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

#pragma once
// TestClient: a raw TCP connection to the server under test, for what no well-mannered HTTP client
// would send. Every wait has an end (kPatience), after which the test fails instead of hanging.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::http {

inline constexpr std::chrono::milliseconds kPatience{10'000};

struct TestAnswer {
  int status = 0;
  std::string head;  ///< Status line and fields, blank line included.
  std::string body;  ///< Chunks joined.

  bool head_has(std::string_view text) const { return head.find(text) != std::string::npos; }
  std::string field(std::string_view name) const;
};

class TestClient {
 public:
  explicit TestClient(std::uint16_t port, int receive_buffer = 0);
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  /// False once the server has closed.
  bool send(std::string_view bytes);
  void shut_down_sending();
  /// The next answer; status 0 if the connection ended first. `head_only` for HEAD.
  TestAnswer receive(bool head_only = false);
  /// "GET path" with Host, then receive().
  TestAnswer get(std::string_view path, std::string_view more_fields = {});
  /// Whether the server closes within kPatience; drops what it still sends.
  bool is_closed();
  /// Some bytes as they come; empty at the end.
  std::string receive_some();

 private:
  bool fill();
  std::optional<std::string> take_line();
  std::string take_chunks();

  int socket_;
  std::string buffer_;
};

}  // namespace vitrine::http

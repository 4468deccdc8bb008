#include "http/test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "http/field.h"

namespace vitrine::http {

std::string TestAnswer::field(std::string_view name) const {
  std::size_t line = head.find("\r\n");
  while (line != std::string::npos && line + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", line + 2);
    const std::string_view text = std::string_view(head).substr(line + 2, end - line - 2);
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(text.substr(0, colon), name)) {
      return std::string(trim(text.substr(colon + 1)));
    }
    line = end;
  }
  return {};
}

TestClient::TestClient(std::uint16_t port, int receive_buffer)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

TestClient::~TestClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool TestClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void TestClient::shut_down_sending() {
  ::shutdown(socket_, SHUT_WR);
}

bool TestClient::fill() {
  if (socket_ < 0) return false;
  pollfd waiting{socket_, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(kPatience.count())) != 1) return false;
  std::array<char, 65536> bytes{};
  const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

std::string TestClient::receive_some() {
  if (buffer_.empty()) fill();
  return std::exchange(buffer_, {});
}

bool TestClient::is_closed() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (fill()) buffer_.clear();
  return std::chrono::steady_clock::now() < end;
}

std::optional<std::string> TestClient::take_line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string TestClient::take_chunks() {
  std::string body;
  while (const auto line = take_line()) {
    const std::size_t size = std::strtoull(line->c_str(), nullptr, 16);
    while (buffer_.size() < size + 2) {
      if (!fill()) return body + "[cut]";
    }
    body += buffer_.substr(0, size);
    buffer_.erase(0, size + 2);
    if (size == 0) return body;
  }
  return body + "[cut]";
}

TestAnswer TestClient::receive(bool head_only) {
  TestAnswer answer;
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return answer;
  }
  answer.head = buffer_.substr(0, end + 4);
  buffer_.erase(0, end + 4);
  answer.status = std::atoi(answer.head.c_str() + 9);
  if (head_only || answer.status == 100) return answer;
  if (answer.field("Transfer-Encoding") == "chunked") {
    answer.body = take_chunks();
    return answer;
  }
  const std::string length = answer.field("Content-Length");
  const bool until_close = length.empty() && answer.status != 204 && answer.status != 304;
  const std::size_t size = std::strtoull(length.c_str(), nullptr, 10);
  while ((until_close || buffer_.size() < size) && fill()) {
  }
  answer.body = buffer_.substr(0, until_close ? std::string::npos : size);
  buffer_.erase(0, answer.body.size());
  return answer;
}

TestAnswer TestClient::get(std::string_view path, std::string_view more_fields) {
  std::string request = "GET ";
  request += path;
  request += " HTTP/1.1\r\nHost: test\r\n";
  request += more_fields;
  request += "\r\n";
  send(request);
  return receive();
}

}  // namespace vitrine::http

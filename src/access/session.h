#pragma once
// Sessions: what a browser keeps once it has shown a token. The cookie holds no token: it names the
// line that let the browser in and is sealed with the owner's token, so that it ends when either of
// the two changes, or after 30 days. Nothing is kept on the server.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace vitrine::access {

inline constexpr std::int64_t kSessionSeconds = 30 * 24 * 60 * 60;

/// What a session stands for.
struct SessionClaim {
  std::string name;
  std::int64_t issued_at = 0;  ///< Seconds since 1970.
  std::string mac;
};

/// NAME:SECONDS:MAC
std::string session_value(std::string_view key, std::string_view name, std::string_view hash,
                          std::int64_t now);
std::optional<SessionClaim> parse_session(std::string_view value);
/// Whether `claim` was made with this key, of this hash, and not too long ago.
bool holds(const SessionClaim& claim, std::string_view key, std::string_view hash,
           std::int64_t now);

/// Browsers keep one set of cookies for all ports of a name, so each server has its own name.
std::string session_cookie_name(const http::Request& request);
/// The values of that name among the cookies of a request.
std::vector<std::string> session_cookies(const http::Request& request);
/// A value of Set-Cookie, for the addresses below the base URL.
std::string set_session(const http::Request& request, const std::string& value);

}  // namespace vitrine::access

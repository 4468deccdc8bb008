#include "source/hub_settings.h"

#include <charconv>
#include <cstdlib>

#include "base/ascii.h"

namespace vitrine::source {
namespace {

constexpr std::uint64_t kMaxTokenBytes = 4096;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

std::string trimmed(std::string text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// As huggingface_hub reads a switch.
bool is_set(const char* name) {
  const std::string value = ascii_lower(environment(name));
  return value == "1" || value == "on" || value == "yes" || value == "true";
}

fs::path hub_home() {
  if (const std::string home = environment("HF_HOME"); !home.empty()) return home;
  if (const std::string cache = environment("XDG_CACHE_HOME"); !cache.empty())
    return fs::path(cache) / "huggingface";
  return fs::path(environment("HOME")) / ".cache" / "huggingface";
}

std::string find_token(const fs::path& home) {
  for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
    if (std::string token = trimmed(environment(name)); !token.empty()) return token;
  }
  const std::string path = environment("HF_TOKEN_PATH");
  Result<std::string> stored =
      read_file(path.empty() ? home / "token" : fs::path(path), kMaxTokenBytes);
  return stored ? trimmed(*std::move(stored)) : std::string();
}

}  // namespace

HubSettings HubSettings::from_environment() {
  HubSettings settings;
  if (std::string endpoint = trimmed(environment("HF_ENDPOINT")); !endpoint.empty()) {
    while (endpoint.ends_with('/')) endpoint.pop_back();
    settings.endpoint = std::move(endpoint);
  }
  const fs::path home = hub_home();
  settings.token = find_token(home);
  const std::string cache = environment("HF_HUB_CACHE");
  settings.cache = cache.empty() ? home / "hub" : fs::path(cache);
  settings.is_offline = is_set("HF_HUB_OFFLINE");
  const std::string stall = environment("HF_HUB_DOWNLOAD_TIMEOUT");
  int seconds = 0;
  if (std::from_chars(stall.data(), stall.data() + stall.size(), seconds).ec == std::errc() &&
      seconds > 0)
    settings.stall = std::chrono::seconds(seconds);
  return settings;
}

}  // namespace vitrine::source

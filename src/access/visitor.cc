#include "access/visitor.h"

#include <sys/stat.h>

#include <algorithm>

#include "access/session.h"
#include "access/token.h"
#include "base/ascii.h"
#include "http/field.h"

namespace vitrine::access {
namespace {

std::int64_t seconds_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

std::string_view bearer_token(const http::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view value = request.headers.get("Authorization");
  if (value.size() <= kScheme.size() ||
      !http::equals_ignoring_case(value.substr(0, kScheme.size()), kScheme)) {
    return {};
  }
  std::string_view token = http::trim(value.substr(kScheme.size()));
  // Some clients of the Hub show no token that does not begin like the Hub's.
  constexpr std::string_view kOfTheHub = "hf_vit_";
  if (token.starts_with(kOfTheHub)) token.remove_prefix(3);
  return token;
}

/// All lines are compared, so that the time does not say which one fits.
const TokenEntry* find_token(const std::vector<TokenEntry>& entries, const std::string& hash) {
  const TokenEntry* found = nullptr;
  for (const TokenEntry& entry : entries) {
    if (!entry.hash.empty() && are_same(entry.hash, hash)) found = &entry;
  }
  return found;
}

const TokenEntry* find_name(const std::vector<TokenEntry>& entries, std::string_view name) {
  const auto found = std::ranges::find(entries, name, &TokenEntry::name);
  return found == entries.end() ? nullptr : &*found;
}

std::optional<Visitor> visitor_of(const TokenEntry* entry) {
  if (entry == nullptr || entry->role == Role::kProxy) return std::nullopt;
  return Visitor{entry->name, entry->role, false, entry->datasets};
}

}  // namespace

bool is_loopback(std::string_view address) {
  if (address.starts_with("::ffff:")) address.remove_prefix(7);
  return address == "::1" || (address.starts_with("127.") &&
                              address.find_first_not_of("0123456789.") == std::string_view::npos);
}

bool is_direct(const http::Request& request) {
  const bool is_forwarded = std::ranges::any_of(request.headers.fields(), [](const auto& field) {
    const std::string name = ascii_lower(field.first);
    return name == "forwarded" || name == "via" || name == "x-real-ip" ||
           name.starts_with("x-forwarded-");
  });
  return !is_forwarded && is_loopback(request.peer);
}

Visitors::Visitors(Options options)
    : options_(std::move(options)),
      owner_hash_(options_.owner_token.empty() ? "" : token_hash(options_.owner_token)) {}

Result<std::unique_ptr<Visitors>> Visitors::open(Options options) {
  std::unique_ptr<Visitors> visitors(new Visitors(std::move(options)));
  if (Status read = visitors->reload(); !read) return std::move(read).error();
  return visitors;
}

Visitors::Stamp Visitors::stamp_of(const fs::path& path) {
  struct stat facts{};
  if (path.empty() || ::stat(path.c_str(), &facts) != 0) return {};
  constexpr std::int64_t kSecond = 1'000'000'000;
  return {facts.st_mtim.tv_sec * kSecond + facts.st_mtim.tv_nsec,
          static_cast<std::uint64_t>(facts.st_size), facts.st_ino};
}

Status Visitors::reload() const {
  const Stamp stamp = stamp_of(options_.token_file);
  Result<std::vector<TokenEntry>> entries = std::vector<TokenEntry>();
  if (!options_.token_file.empty()) entries = read_token_file(options_.token_file);
  const MutexLock lock(mutex_);
  stamp_ = stamp;
  entries_.clear();
  if (!entries) return std::move(entries).error();
  entries_ = *std::move(entries);
  return {};
}

std::vector<TokenEntry> Visitors::entries() const {
  const Stamp now = stamp_of(options_.token_file);
  {
    const MutexLock lock(mutex_);
    if (now == stamp_) return entries_;
  }
  if (Status read = reload(); !read) return {};
  const MutexLock lock(mutex_);
  return entries_;
}

std::optional<Visitor> Visitors::by_token(std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const std::string hash = token_hash(token);
  if (are_same(hash, owner_hash_)) return owner();
  const std::vector<TokenEntry> known = entries();
  return visitor_of(find_token(known, hash));
}

std::optional<Visitor> Visitors::by_session(const http::Request& request) const {
  if (options_.owner_token.empty()) return std::nullopt;
  for (const std::string& value : session_cookies(request)) {
    const std::optional<SessionClaim> claim = parse_session(value);
    if (!claim) continue;
    if (claim->name == "owner") {
      if (holds(*claim, options_.owner_token, owner_hash_, seconds_now())) return owner();
      continue;
    }
    const std::vector<TokenEntry> known = entries();
    const TokenEntry* entry = find_name(known, claim->name);
    if (entry == nullptr || entry->hash.empty()) continue;
    if (holds(*claim, options_.owner_token, entry->hash, seconds_now())) return visitor_of(entry);
  }
  return std::nullopt;
}

std::optional<Visitor> Visitors::by_proxy(const http::Request& request) const {
  const std::string_view secret = request.headers.get(kProxyTokenField);
  const std::string user(http::trim(request.headers.get(options_.user_field)));
  // "*" is the line of users who have none, and the owner has a token: neither is a user's name.
  if (secret.empty() || user == "*" || user == "owner" || !is_token_name(user)) return std::nullopt;
  const std::vector<TokenEntry> known = entries();
  const TokenEntry* proxy = find_token(known, token_hash(secret));
  if (proxy == nullptr || proxy->role != Role::kProxy) return std::nullopt;
  const TokenEntry* entry = find_name(known, user);
  std::optional<Visitor> visitor = visitor_of(entry != nullptr ? entry : find_name(known, "*"));
  if (visitor) visitor->name = user;
  return visitor;
}

std::optional<Visitor> Visitors::recognise(const http::Request& request) const {
  if (std::optional<Visitor> visitor = by_token(bearer_token(request))) return visitor;
  if (std::optional<Visitor> visitor = by_session(request)) return visitor;
  return by_proxy(request);
}

std::optional<std::string> Visitors::new_session(std::string_view token) const {
  const std::optional<Visitor> visitor = by_token(token);
  if (!visitor || options_.owner_token.empty()) return std::nullopt;
  return session_value(options_.owner_token, visitor->name, token_hash(token), seconds_now());
}

}  // namespace vitrine::access

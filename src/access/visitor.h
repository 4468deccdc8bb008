#pragma once
// Visitors: which of those that a server knows sends a request. A token (`Authorization: Bearer`)
// is looked at first, then a browser's session, then the user whom an authenticating proxy names.
// An address is never enough: every account of a machine has the same.

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/token_file.h"
#include "base/result.h"
#include "base/thread_annotations.h"
#include "http/message.h"

namespace vitrine::access {

/// Whether `address`, in numbers, is one of this machine alone.
bool is_loopback(std::string_view address);

/// Whether the client itself is on this machine: a loopback address, and no proxy between.
bool is_direct(const http::Request& request);

/// The secret by which a proxy is known, in front of the user that it names.
inline constexpr std::string_view kProxyTokenField = "X-Vitrine-Proxy-Token";

/// Somebody who was recognised.
struct Visitor {
  std::string name;
  Role role = Role::kReader;
  bool is_owner = false;
  std::vector<std::string> datasets;
};

/// Who is known, by the owner's token and a token file. Thread safe.
class Visitors {
 public:
  struct Options {
    std::string owner_token = {};  ///< Empty: nobody is the owner.
    fs::path token_file = {};
    /// The field in which a proxy names the user.
    std::string user_field = "X-Forwarded-User";
  };

  /// Errors: those of read_token_file().
  static Result<std::unique_ptr<Visitors>> open(Options options);

  /// Nobody: a stranger. Cost: one stat of the token file where a secret is shown; a file that was
  /// changed since is read again, and one that cannot be read any more lets in nobody but the
  /// owner.
  std::optional<Visitor> recognise(const http::Request& request) const;
  /// The cookie for a browser that shows this token; nothing for one that nobody has.
  std::optional<std::string> new_session(std::string_view token) const;
  /// Reads the token file again. Errors: as open(), and then nobody but the owner is let in.
  Status reload() const;

 private:
  struct Stamp {
    std::int64_t modified_ns = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t inode = 0;
    bool operator==(const Stamp&) const = default;
  };

  explicit Visitors(Options options);
  static Stamp stamp_of(const fs::path& path);
  std::vector<TokenEntry> entries() const;
  std::optional<Visitor> by_token(std::string_view token) const;
  std::optional<Visitor> by_session(const http::Request& request) const;
  std::optional<Visitor> by_proxy(const http::Request& request) const;
  Visitor owner() const { return {"owner", Role::kAdmin, true, {}}; }

  Options options_;
  std::string owner_hash_;
  mutable Mutex mutex_;
  mutable std::vector<TokenEntry> entries_ VITRINE_GUARDED_BY(mutex_);
  mutable Stamp stamp_ VITRINE_GUARDED_BY(mutex_);
};

}  // namespace vitrine::access

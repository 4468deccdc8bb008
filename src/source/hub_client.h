#pragma once
// HubClient: what a dataset or model of the Hub holds at a revision, and why it cannot be had if it
// cannot.
//
// Temporary failures (5xx, broken connections, 429 with its Retry-After) are tried again, a few
// times and ever more slowly. What it says is read by hub_answers.h.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "source/http_client.h"
#include "source/hub_address.h"
#include "source/hub_answers.h"
#include "source/hub_settings.h"

namespace vitrine::source {

struct HubRevision {
  std::string commit;          ///< 40 digits.
  std::vector<HubFile> files;  ///< By path.
};

class HubClient {
 public:
  HubClient(HubSettings settings, std::stop_token stop)
      : settings_(std::move(settings)), stop_(std::move(stop)) {}

  /// Without asking where the settings say so: hub_cache.h. Errors, each a sentence of its own:
  /// not_found for what is missing, private without a token,
  /// renamed (with the new name), or has no such revision; unsupported for gated (with where to
  /// accept) or disabled; invalid_argument for a refused token; unavailable for a limit of requests
  /// and for a server that fails or cannot be reached; corrupt for an answer that makes no sense.
  Result<HubRevision> revision(const HubAddress& address);

  /// What an answer that is no success means, in the Hub's own words where it has some.
  Error refusal(const HubAddress& address, const HttpHead& head) const;

  const HubSettings& settings() const { return settings_; }

 private:
  struct Page;
  Result<Page> page(const HubAddress& address, const std::string& url);
  Result<std::string> commit_of(const HubAddress& address);

  HubSettings settings_;
  std::stop_token stop_;
  HttpClient http_;
};

/// Waits before attempt number `attempt` (from 1); false if stopped meanwhile. `wished` is what the
/// server asked for.
bool pause_before_retry(const HubSettings& settings, int attempt, std::chrono::seconds wished,
                        const std::stop_token& stop);

/// Whether another attempt may do better than an answer of that status.
bool is_temporary(int status);

/// The seconds of Retry-After, 0 if absent or a date.
std::chrono::seconds retry_after(const HttpHead& head);

/// How often a request is made in all.
inline constexpr int kMaxAttempts = 5;

}  // namespace vitrine::source

#include "source/hub_client.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/ascii.h"
#include "base/pause.h"
#include "source/hub_cache.h"

namespace vitrine::source {
namespace {

constexpr std::size_t kMaxPageBytes = std::size_t{64} << 20U;
constexpr std::size_t kMaxFiles = 100'000;
constexpr std::chrono::seconds kLongestWait{60};

/// ": " and the Hub's own words, as far as a sentence bears them; nothing where there are none.
std::string reason_in(const HttpHead& head) {
  constexpr std::size_t kMost = 200;
  std::string words(head.header("x-error-message").substr(0, kMost));
  std::erase_if(words, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  while (words.ends_with('.')) words.pop_back();
  return words.empty() ? words : ": " + words;
}

std::string api_of(const HubSettings& settings, const HubAddress& address) {
  return settings.endpoint + "/api/" + std::string(address.kind_name()) + "/" + address.id();
}

std::string seconds_text(std::chrono::seconds seconds) {
  return seconds.count() > 0 ? " in " + std::to_string(seconds.count()) + " s" : " later";
}

}  // namespace

struct HubClient::Page {
  HttpHead head;
  std::string body;
};

bool is_temporary(int status) {
  return status >= 500 || status == 429 || status == 408;
}

std::chrono::seconds retry_after(const HttpHead& head) {
  const std::string_view text = head.header("retry-after");
  int seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return std::chrono::seconds(std::max(seconds, 0));
}

bool pause_before_retry(const HubSettings& settings, int attempt, std::chrono::seconds wished,
                        const std::stop_token& stop) {
  const auto pause = std::max<std::chrono::milliseconds>(
      settings.first_pause * (1 << std::min(attempt - 1, 8)), wished);
  return pause_for(pause, stop);
}

Error HubClient::refusal(const HubAddress& address, const HttpHead& head) const {
  const std::string id = address.text();
  const std::string_view code = head.header("x-error-code");
  const bool known = !settings_.token.empty();
  const std::string place =
      settings_.endpoint + (address.kind == HubKind::kDataset ? "/datasets/" : "/") + address.id();
  if (code == "GatedRepo")
    return unsupported(id + " is gated: accept its conditions at " + place +
                       (known ? " with the account of your token" : ", then set HF_TOKEN"));
  if (code == "RevisionNotFound") return not_found(id + ": there is no such revision");
  if (code == "EntryNotFound") return not_found(id + ": there is no such file");
  if (code == "DisabledRepo" || head.status == 403)
    return unsupported(id + " is closed: " + settings_.endpoint + " does not give it out" +
                       reason_in(head));
  if (head.status == 401 && known && code != "RepoNotFound")
    return invalid_argument("the token is refused by " + settings_.endpoint +
                            ": renew HF_TOKEN, or unset it for what is public");
  if (head.status == 401 || (head.status == 404 && !known))
    return not_found(id + " does not exist at " + settings_.endpoint +
                     ", or is private: then set HF_TOKEN");
  if (head.status == 404)
    return not_found(id + " does not exist at " + settings_.endpoint +
                     ", or is private and closed to your token");
  if (head.status == 429)
    return unavailable(settings_.endpoint + " limits how often it may be asked: try again" +
                       seconds_text(retry_after(head)) + (known ? "" : ", or set HF_TOKEN"));
  return unavailable(settings_.endpoint + " answers " + id + " with status " +
                     std::to_string(head.status) + reason_in(head) + "; try again later");
}

Result<HubClient::Page> HubClient::page(const HubAddress& address, const std::string& url) {
  for (int attempt = 1;; ++attempt) {
    std::string body;
    HttpGet request{url, settings_.token, 0, settings_.stall, stop_};
    Result<HttpHead> head = http_.get(request, [&](const HttpHead&, std::string_view bytes) {
      if (body.size() + bytes.size() > kMaxPageBytes)
        return Status(corrupt(settings_.endpoint + " sends an answer without end"));
      body += bytes;
      return Status();
    });
    const bool broken = !head && head.error().code() == ErrorCode::kUnavailable;
    if (!head && !broken) return std::move(head).error();
    if (head && head->status == 200) return Page{*std::move(head), std::move(body)};
    const std::chrono::seconds wished = head ? retry_after(*head) : std::chrono::seconds(0);
    const bool again =
        attempt < kMaxAttempts && wished <= kLongestWait && (broken || is_temporary(head->status));
    if (!again) return broken ? std::move(head).error() : refusal(address, *head);
    if (!pause_before_retry(settings_, attempt, wished, stop_)) return cancelled("stopped");
  }
}

Result<std::string> HubClient::commit_of(const HubAddress& address) {
  const Result<Page> info = page(
      address, api_of(settings_, address) + "/revision/" + percent_encode(address.revision, false));
  if (!info) return info.error();
  Result<HubCommit> commit = read_hub_commit(info->body, settings_.endpoint);
  if (!commit) return std::move(commit).error();
  // The Hub redirects from old names; what is imported should have the name it has now.
  if (!commit->id.empty() && ascii_lower(commit->id) != ascii_lower(address.id()))
    return not_found(address.text() + " was renamed: " +
                     (address.kind == HubKind::kDataset ? "open hf://" : "it is ") +
                     commit->id.substr(0, 200));
  return std::move(commit->commit);
}

Result<HubRevision> HubClient::revision(const HubAddress& address) {
  if (settings_.is_offline) return cached_revision(settings_, address);
  Result<std::string> commit = commit_of(address);
  if (!commit) return std::move(commit).error();
  HubRevision revision{*std::move(commit), {}};
  // Pages are of this endpoint alone: a token must not be led elsewhere by a link.
  const std::string base = api_of(settings_, address) + "/tree/";
  std::string url = base + percent_encode(address.revision, false) + "?recursive=true";
  std::size_t num_entries = 0;
  while (!url.empty()) {
    const Result<Page> answer = page(address, url);
    if (!answer) return answer.error();
    Result<HubListing> listing = read_hub_listing(answer->body, settings_.endpoint);
    if (!listing) return std::move(listing).error();
    std::ranges::move(listing->files, std::back_inserter(revision.files));
    num_entries += listing->num_entries;
    if (num_entries > kMaxFiles)
      return too_large(address.text() + " has more than 100,000 files and folders");
    const bool goes_on = listing->num_entries > 0;
    url = goes_on ? next_hub_page(answer->head.header("link"), base) : std::string();
  }
  std::ranges::sort(revision.files, {}, &HubFile::path);
  const auto same = std::ranges::adjacent_find(revision.files, {}, &HubFile::path);
  if (same != revision.files.end()) return corrupt("the Hub lists " + same->path + " twice");
  return revision;
}

}  // namespace vitrine::source

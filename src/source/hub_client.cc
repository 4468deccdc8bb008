#include "source/hub_client.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <optional>

#include "base/ascii.h"
#include "base/json_parse.h"
#include "base/thread_annotations.h"

namespace vitrine {
namespace {

constexpr std::size_t kMaxPageBytes = std::size_t{64} << 20U;
constexpr std::size_t kMaxFiles = 100'000;
constexpr std::chrono::seconds kLongestWait{60};

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_harmless_path(std::string_view path) {
  if (path.empty() || path.size() > 1024 || path.find('\\') != std::string_view::npos) return false;
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < ' ') return false;
  }
  const fs::path parts(path);
  return parts.is_relative() && parts == parts.lexically_normal() && *parts.begin() != "..";
}

/// "<address>; rel="next"" in a Link header.
std::string next_address(std::string_view link) {
  const std::size_t end = link.find('>');
  if (!link.starts_with('<') || end == std::string_view::npos ||
      link.find("rel=\"next\"", end) == std::string_view::npos)
    return {};
  return std::string(link.substr(1, end - 1));
}

Result<HubFile> read_file_entry(const boost::json::value& entry) {
  HubFile file;
  file.path = string_member(entry, "path").value_or("");
  file.blob_id = string_member(entry, "oid").value_or("");
  const std::optional<std::int64_t> size = int_member(entry, "size");
  if (const boost::json::value* large = find_member(entry, "lfs"); large && large->is_object())
    file.sha256 = string_member(*large, "oid").value_or("?");
  if (!is_harmless_path(file.path))
    return corrupt("the Hub lists a file whose name leads elsewhere");
  if (!size || *size < 0 || !is_hex(file.blob_id, 40) ||
      (!file.sha256.empty() && !is_hex(file.sha256, 64)))
    return corrupt("the Hub lists " + file.path + " without a size and hashes that make sense");
  file.size_bytes = static_cast<std::uint64_t>(*size);
  return file;
}

std::string seconds_text(std::chrono::seconds seconds) {
  return seconds.count() > 0 ? " in " + std::to_string(seconds.count()) + " s" : " later";
}

}  // namespace

struct HubClient::Page {
  HttpHead head;
  boost::json::value json;
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
  Mutex mutex;
  std::condition_variable_any never;
  MutexLock lock(mutex);
  never.wait_for(lock, stop, pause, [] { return false; });
  return !stop.stop_requested();
}

Error HubClient::refusal(const HubAddress& address, const HttpHead& head) const {
  const std::string id = address.text();
  const std::string_view code = head.header("x-error-code");
  const bool known = !settings_.token.empty();
  const std::string place = settings_.endpoint + "/datasets/" + address.id();
  if (code == "GatedRepo" || (head.status == 403 && code.empty()))
    return unsupported(id + " is gated: accept its conditions at " + place +
                       (known ? " with the account of your token" : ", then set HF_TOKEN"));
  if (code == "RevisionNotFound") return not_found(id + ": there is no such revision");
  if (code == "EntryNotFound") return not_found(id + ": there is no such file");
  if (code == "DisabledRepo" || head.status == 403)
    return unsupported(id + " is closed: " + settings_.endpoint + " does not give it out");
  if (head.status == 401 && known && code != "RepoNotFound")
    return invalid_argument("the token is refused by " + settings_.endpoint +
                            ": renew HF_TOKEN, or unset it for public datasets");
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
                     std::to_string(head.status) + "; try again later");
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
    if (head && head->status == 200) {
      Result<boost::json::value> json = parse_json(body);
      if (!json) return corrupt(settings_.endpoint + " does not answer in JSON; is it a Hub?");
      return Page{*std::move(head), *std::move(json)};
    }
    const std::chrono::seconds wished = head ? retry_after(*head) : std::chrono::seconds(0);
    const bool again =
        attempt < kMaxAttempts && wished <= kLongestWait && (broken || is_temporary(head->status));
    if (!again) return broken ? std::move(head).error() : refusal(address, *head);
    if (!pause_before_retry(settings_, attempt, wished, stop_)) return cancelled("stopped");
  }
}

Result<std::string> HubClient::commit_of(const HubAddress& address) {
  const Result<Page> info =
      page(address, settings_.endpoint + "/api/datasets/" + address.id() + "/revision/" +
                        percent_encode(address.revision, false));
  if (!info) return info.error();
  const std::string id(string_member(info->json, "id").value_or(address.id()));
  // The Hub redirects from old names; what is imported should have the name it has now.
  if (ascii_lower(id) != ascii_lower(address.id()))
    return not_found(address.text() + " was renamed: open hf://" + id.substr(0, 200));
  std::string commit(string_member(info->json, "sha").value_or(""));
  if (!is_hex(commit, 40)) return corrupt(settings_.endpoint + " names no commit; is it a Hub?");
  return commit;
}

Result<HubRevision> HubClient::revision(const HubAddress& address) {
  Result<std::string> commit = commit_of(address);
  if (!commit) return std::move(commit).error();
  HubRevision revision{*std::move(commit), {}};
  // Pages are of this endpoint alone: a token must not be led elsewhere by a link.
  const std::string base = settings_.endpoint + "/api/datasets/" + address.id() + "/tree/";
  std::string url = base + percent_encode(address.revision, false) + "?recursive=true";
  while (!url.empty()) {
    const Result<Page> listing = page(address, url);
    if (!listing) return listing.error();
    if (!listing->json.is_array()) return corrupt(settings_.endpoint + " lists no files");
    for (const boost::json::value& entry : listing->json.get_array()) {
      if (string_member(entry, "type") != "file") continue;
      Result<HubFile> file = read_file_entry(entry);
      if (!file) return std::move(file).error();
      revision.files.push_back(*std::move(file));
    }
    if (revision.files.size() > kMaxFiles)
      return too_large(address.text() + " has more than 100,000 files");
    const std::string next = next_address(listing->head.header("link"));
    const bool goes_on = !listing->json.get_array().empty() && next.starts_with(base);
    url = goes_on ? next : std::string();
  }
  std::ranges::sort(revision.files, {}, &HubFile::path);
  const auto same = std::ranges::adjacent_find(revision.files, {}, &HubFile::path);
  if (same != revision.files.end()) return corrupt("the Hub lists " + same->path + " twice");
  return revision;
}

}  // namespace vitrine

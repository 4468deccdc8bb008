#include "source/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <exception>

#include "base/ascii.h"
#include "source/certificates.h"

namespace vitrine::source {
namespace {

constexpr long kMaxRedirects = 10;
constexpr std::size_t kMaxHeaderBytes = std::size_t{256} << 10U;

struct Transfer {
  const BodySink& sink;
  std::stop_token stop;
  HttpHead head;
  std::size_t header_bytes = 0;
  Status failed;
  std::exception_ptr thrown;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  // libcurl is C: nothing may be thrown through it.
  try {
    transfer.failed = transfer.sink(transfer.head, {data, size * count});
  } catch (...) {
    transfer.thrown = std::current_exception();
  }
  return transfer.failed && !transfer.thrown ? size * count : 0;
}

std::string_view without_space(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::string_view line(data, size * count);
  transfer.header_bytes += line.size();
  if (transfer.header_bytes > kMaxHeaderBytes) return 0;
  if (line.starts_with("HTTP/")) {  // each redirect has a head of its own
    transfer.head = {};
    transfer.head.is_http_1 = line.starts_with("HTTP/1");
    const std::size_t space = std::min(line.find(' ') + 1, line.size());
    std::from_chars(line.data() + space, line.data() + line.size(), transfer.head.status);
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    transfer.head.headers.emplace_back(ascii_lower(without_space(line.substr(0, colon))),
                                       std::string(without_space(line.substr(colon + 1))));
  }
  return line.size();
}

int check_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->stop.stop_requested() ? 1 : 0;
}

/// "huggingface.co" of "https://huggingface.co/api", without a login.
std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  return std::string(url.substr(url.find('@') + 1));
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

void start_library() {
  [[maybe_unused]] static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
}

void set_request(CURL* curl, const HttpGet& request) {
  // Never from https to http, where the answer could be forged.
  const char* protocols = request.url.starts_with("https:") ? "https" : "http,https";
  const long stall = static_cast<long>(request.stall.count());
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());  // copied, as all strings are
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMaxRedirects);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "vitrine");
  if (request.offset > 0)
    curl_easy_setopt(curl, CURLOPT_RANGE, (std::to_string(request.offset) + "-").c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, stall);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, long{request.least_bytes_per_second});
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, stall);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  if (request.limit.count() > 0)
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.limit.count()));
  if (!request.login.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERPWD, request.login.c_str());
  }
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  if (!request.method.empty()) {
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  if (request.post.empty()) return;
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.post.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.post.c_str());  // not copied
}

using HeaderList = std::unique_ptr<curl_slist, FreeList>;

HeaderList headers_of(const HttpGet& request) {
  HeaderList headers;
  const auto add = [&](const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  if (!request.token.empty()) add("Authorization: Bearer " + request.token);
  if (!request.if_none_match.empty()) add("If-None-Match: " + request.if_none_match);
  if (request.post.empty()) return headers;
  add("Content-Type: " + request.content_type);
  add("Expect:");  // no wait for leave to send
  return headers;
}

/// What https:// is checked by. Without any no such request is sent.
Status set_certificates(CURL* curl, const HttpGet& request) {
  static const Result<Certificates> found = find_certificates();
  if (!found) return request.url.starts_with("https:") ? Status(found.error()) : Status();
  const auto named = [](const std::string& path) { return path.empty() ? nullptr : path.c_str(); };
  curl_easy_setopt(curl, CURLOPT_CAINFO, named(found->file));
  curl_easy_setopt(curl, CURLOPT_CAPATH, named(found->folder));
  return {};
}

void set_callbacks(CURL* curl, Transfer& transfer) {
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, check_stop);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
}

}  // namespace

std::string_view HttpHead::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct HttpClient::State {
  std::unique_ptr<CURL, FreeHandle> handle;
  char message[CURL_ERROR_SIZE] = {};
};

HttpClient::HttpClient() : state_(std::make_unique<State>()) {
  start_library();
  state_->handle.reset(curl_easy_init());
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

Result<HttpHead> HttpClient::get(const HttpGet& request, const BodySink& sink) {
  CURL* curl = state_->handle.get();
  if (curl == nullptr) return internal_error("libcurl could not be started");
  Transfer transfer{sink, request.stop, {}, 0, {}, nullptr};
  const HeaderList headers = headers_of(request);
  curl_easy_reset(curl);
  state_->message[0] = '\0';
  set_request(curl, request);
  if (Status ready = set_certificates(curl, request); !ready) return std::move(ready).error();
  set_callbacks(curl, transfer);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, state_->message);
  const CURLcode code = curl_easy_perform(curl);
  if (transfer.thrown) std::rethrow_exception(transfer.thrown);
  if (!transfer.failed) return std::move(transfer.failed).error();
  if (request.stop.stop_requested()) return cancelled("stopped");
  if (code == CURLE_OK) return std::move(transfer.head);
  const char* reason = state_->message[0] != '\0' ? state_->message : curl_easy_strerror(code);
  return unavailable(host_of(request.url) + ": " + reason);
}

}  // namespace vitrine::source

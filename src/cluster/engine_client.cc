#include "cluster/engine_client.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/json_parse.h"
#include "base/pause.h"
#include "cluster/engine_hits.h"

namespace vitrine::cluster {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::uint64_t kMaxAnswerBytes = std::uint64_t{1} << 30U;
/// A node that failed is asked after the others for so long.
constexpr std::chrono::seconds kOutOfFavour(10);
constexpr auto kTryLimits = std::to_array<milliseconds>(
    {milliseconds(5'000), milliseconds(10'000), milliseconds(30'000), milliseconds(60'000)});
/// Where nobody takes a connection, nobody is waited for longer.
constexpr std::chrono::seconds kRefusedLimit(10);
/// A failure that came as quickly is a refusal.
constexpr std::chrono::seconds kQuick(1);
constexpr milliseconds kFirstWait(50);
constexpr milliseconds kLongestWait(2'000);

/// Whether the same request may be answered when it is sent again.
bool may_pass(int status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

/// A node that loses another one in the middle of a request says 500, and so does one that has a
/// defect: the first passes.
constexpr int kTriesOfDefects = 4;

/// The first `limit` bytes of what is no JSON, for a sentence.
std::string excerpt(std::string_view body) {
  std::string text(body.substr(0, 80));
  std::ranges::replace_if(text, [](char c) { return c < ' '; }, ' ');
  return text;
}

/// The engine's own words for an error.
std::string reason_of(const EngineAnswer& answer) {
  const Result<json::value> value = parse_json(answer.body);
  if (value) {
    if (const json::value* error = find_member(*value, "error")) {
      const json::value* causes = find_member(*error, "root_cause");
      const json::value* cause =
          causes != nullptr && causes->is_array() && !causes->get_array().empty()
              ? &causes->get_array().front()
              : error;
      if (const auto reason = string_member(*cause, "reason")) return std::string(*reason);
      if (error->is_string()) return std::string(error->get_string());
    }
  }
  return "status " + std::to_string(answer.status);
}

}  // namespace

/// A connection for one request.
struct EngineClient::Lent {
  explicit Lent(const EngineClient& lender) : client(lender) {
    const std::lock_guard lock(client.mutex_);
    if (client.idle_.empty()) {
      http = std::make_unique<source::HttpClient>();
    } else {
      http = std::move(client.idle_.back());
      client.idle_.pop_back();
    }
  }
  ~Lent() {
    const std::lock_guard lock(client.mutex_);
    client.idle_.push_back(std::move(http));
  }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

  const EngineClient& client;
  std::unique_ptr<source::HttpClient> http;
};

EngineClient::EngineClient(EngineAddress address) : address_(std::move(address)) {
  for (const std::string& node : address_.nodes) nodes_.push_back({node});
}

EngineClient::~EngineClient() = default;

bool EngineClient::is_away() const {
  const std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  return std::ranges::all_of(nodes_, [&](const Node& node) {
    return node.failed_at != steady_clock::time_point() && now - node.failed_at < kOutOfFavour;
  });
}

/// The first in turn that was not tried yet and did not fail a moment ago; else the first of those
/// that did.
std::size_t EngineClient::next_node(std::size_t turn, const std::vector<bool>& tried) const {
  const std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  std::optional<std::size_t> out_of_favour;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::size_t node = (turn + i) % nodes_.size();
    if (tried[node]) continue;
    const auto failed_at = nodes_[node].failed_at;
    if (failed_at == steady_clock::time_point() || now - failed_at > kOutOfFavour) return node;
    if (!out_of_favour) out_of_favour = node;
  }
  return out_of_favour.value_or(turn % nodes_.size());
}

/// What comes back may be another: it is asked again what it is.
void EngineClient::note_failure(std::size_t node) const {
  const std::lock_guard lock(mutex_);
  nodes_[node].failed_at = steady_clock::now();
  nodes_[node].is_known = false;
}

source::HttpGet EngineClient::http_request(const std::string& url,
                                           const EngineRequest& request) const {
  source::HttpGet get{.url = url, .token = address_.token, .stop = request.stop};
  get.login = address_.login;
  get.post = request.body;
  get.content_type = request.content_type;
  if (request.method != (request.body.empty() ? "GET" : "POST")) get.method = request.method;
  get.least_bytes_per_second = 1;
  return get;
}

/// Asks a node once what it is.
Status EngineClient::identify(std::size_t node, source::HttpClient& http,
                              const EngineRequest& request) const {
  {
    const std::lock_guard lock(mutex_);
    if (nodes_[node].is_known) return {};
  }
  const std::string& url = address_.nodes[node];
  EngineAnswer answer;
  source::HttpGet get = http_request(url + "/", {.stop = request.stop});
  get.limit = kTryLimits.front();
  const Result<source::HttpHead> head =
      http.get(get, [&](const source::HttpHead&, std::string_view bytes) -> Status {
        if (answer.body.size() + bytes.size() > (std::size_t{1} << 20U))
          return unsupported(url + " is no OpenSearch: it answers with more than a megabyte");
        answer.body.append(bytes);
        return {};
      });
  if (!head) return head.error();
  answer.status = head->status;
  if (answer.status == 401 || answer.status == 403) {
    return unsupported(url + " does not let Vitrine in (status " + std::to_string(answer.status) +
                       "): set " + kEngineUserVariable + " and " + kEnginePasswordVariable +
                       ", or " + kEngineTokenVariable);
  }
  if (may_pass(answer.status)) return unavailable(url + ": " + reason_of(answer));
  const Result<json::value> said = parse_json(answer.body);
  if (!said || !said->is_object())
    return unsupported(url + " is no OpenSearch: it answers \"" + excerpt(answer.body) + "\"");
  const json::value* version = find_member(*said, "version");
  const std::string number(version == nullptr ? ""
                                              : string_member(*version, "number").value_or(""));
  const std::string product(
      version == nullptr ? "" : string_member(*version, "distribution").value_or(""));
  if (product != "opensearch" || !number.starts_with("3.")) {
    return unsupported(url + " is " + (product.empty() ? "another product" : product) + " " +
                       number + ", and Vitrine works with OpenSearch 3");
  }
  const std::lock_guard lock(mutex_);
  nodes_[node].is_known = true;
  return {};
}

Result<EngineAnswer> EngineClient::send_to(std::size_t node, const EngineRequest& request,
                                           milliseconds limit) const {
  Lent lent(*this);
  if (Status known = identify(node, *lent.http, request); !known) return std::move(known).error();
  EngineAnswer answer;
  source::HttpGet get = http_request(address_.nodes[node] + request.path, request);
  get.limit = limit;
  Result<source::HttpHead> head =
      lent.http->get(get, [&](const source::HttpHead&, std::string_view bytes) -> Status {
        if (answer.body.size() + bytes.size() > kMaxAnswerBytes)
          return too_large("the engine's answer is larger than a gigabyte");
        answer.body.append(bytes);
        return {};
      });
  if (!head) return std::move(head).error();
  answer.status = head->status;
  return answer;
}

milliseconds try_limit(const EngineRequest& request, std::size_t rounds) {
  return std::max(kTryLimits[std::min(rounds, kTryLimits.size() - 1)], request.least_try);
}

Result<EngineAnswer> EngineClient::send(const EngineRequest& request) const {
  const auto begin = steady_clock::now();
  const auto end = begin + request.limit;
  std::string failures;
  bool only_refusals = true;
  int defects = 0;
  milliseconds wait = kFirstWait;
  const std::size_t turn = [&] {
    const std::lock_guard lock(mutex_);
    return ++turn_;
  }();
  // Of this round, in which each node is tried once.
  std::vector<bool> tried(nodes_.size());
  std::size_t num_unfit = 0;
  for (std::size_t attempt = 0;; ++attempt) {
    const auto now = steady_clock::now();
    const auto left = std::chrono::duration_cast<milliseconds>(end - now);
    if (left.count() <= 0) break;
    if (attempt > 0 && only_refusals && now - begin > kRefusedLimit) break;
    const std::size_t node = next_node(turn, tried);
    tried[node] = true;
    const milliseconds usual = kTryLimits[std::min(attempt / nodes_.size(), kTryLimits.size() - 1)];
    const milliseconds limit = std::min(left, std::max(usual, request.least_try));
    Result<EngineAnswer> answer = send_to(node, request, limit);
    if (answer) {
      const std::lock_guard lock(mutex_);
      nodes_[node].failed_at = {};
    }
    const bool is_defect = answer && answer->status == 500 && ++defects >= kTriesOfDefects;
    if (answer && (is_defect || (answer->status != 500 && !may_pass(answer->status))))
      return answer;
    if (!answer && answer.error().code() != ErrorCode::kUnavailable) {
      // A node of another version, while a cluster is upgraded: the others answer.
      if (answer.error().code() != ErrorCode::kUnsupported || ++num_unfit == nodes_.size())
        return answer;
    }
    if (request.stop.stop_requested()) return cancelled("stopped");
    const std::string why =
        answer ? address_.nodes[node] + ": " + reason_of(*answer) : answer.error().message();
    if (failures.find(why) == std::string::npos && failures.size() < 1000)
      failures += (failures.empty() ? "" : "; ") + why;
    only_refusals = only_refusals && !answer && steady_clock::now() - now < kQuick;
    if (!answer) note_failure(node);
    if ((attempt + 1) % nodes_.size() != 0) continue;
    tried.assign(nodes_.size(), false);
    num_unfit = 0;
    pause_for(std::min(wait, left), request.stop);
    wait = std::min(2 * wait, kLongestWait);
  }
  return unavailable("no node of the engine answers (" + failures + ")");
}

Result<std::string> EngineClient::ask(const EngineRequest& request) const {
  Result<EngineAnswer> answer = send(request);
  if (!answer) return std::move(answer).error();
  if (answer->status >= 200 && answer->status < 300) return std::move(answer->body);
  if (answer->status == 404) return not_found("the engine has no " + request.path);
  if (answer->status == 401 || answer->status == 403) {
    return unsupported("the engine refuses " + request.method + " " + request.path + ": " +
                       reason_of(*answer));
  }
  return internal_error("the engine refuses " + request.method + " " + request.path + ": " +
                        reason_of(*answer));
}

namespace {

/// Whether every shard gave its part in time; a sentence where not.
std::string shortfall(const json::value& answer) {
  if (bool_member(answer, "timed_out").value_or(true)) return "it ran out of time";
  const json::value* shards = find_member(answer, "_shards");
  if (shards == nullptr) return "it does not say which shards answered";
  const std::int64_t total = int_member(*shards, "total").value_or(-1);
  const std::int64_t successful = int_member(*shards, "successful").value_or(-2);
  if (total == successful) return {};
  return std::to_string(successful) + " of " + std::to_string(total) + " shards answered";
}

}  // namespace

Result<std::string> EngineClient::search(const std::string& index, std::string body,
                                         std::string_view parameters, std::stop_token stop,
                                         milliseconds limit) const {
  EngineRequest request{
      .method = "POST",
      .path = "/" + index + "/_search?allow_partial_search_results=false" + std::string(parameters),
      .body = std::move(body),
      .stop = std::move(stop),
      .limit = limit};
  const auto end = steady_clock::now() + request.limit;
  while (true) {
    Result<std::string> text = ask(request);
    if (!text) {
      if (text.error().code() == ErrorCode::kNotFound)
        return corrupt("the engine at " + address_.text() + " has no index " + index +
                       " any more, which held the rows");
      return text;
    }
    const Result<json::value> value = parse_json(*text);
    if (!value) return unsupported("the engine answers a search with what is no JSON");
    const std::string missing = shortfall(*value);
    if (missing.empty()) return text;
    if (steady_clock::now() >= end)
      return unavailable("the engine did not answer whole: " + missing);
    if (request.stop.stop_requested()) return cancelled("stopped");
    pause_for(kFirstWait, request.stop);
  }
}

Result<std::uint64_t> count_rows(const EngineClient& engine, const std::string& index,
                                 const std::stop_token& stop) {
  const Result<std::string> answer =
      engine.search(index, R"({"size":0,"track_total_hits":true})", "", stop);
  if (!answer) return answer.error();
  const Result<EngineHits> hits = read_hits(*answer);
  if (!hits) return hits.error();
  return hits->total;
}

Result<bool> is_loaded(const EngineClient& engine, const std::string& index, std::uint64_t num_rows,
                       const std::stop_token& stop) {
  const Result<EngineAnswer> mapping =
      engine.send({.path = "/" + index + "/_mapping", .stop = stop});
  if (!mapping) return mapping.error();
  if (mapping->status != 200) return false;
  const Result<json::value> value = parse_json(mapping->body);
  const json::value* at = value ? &*value : nullptr;
  for (const std::string_view key :
       {std::string_view(index), std::string_view("mappings"), std::string_view("_meta")})
    at = at == nullptr ? nullptr : find_member(*at, key);
  const auto loaded = at == nullptr ? std::nullopt : int_member(*at, "rows");
  if (!loaded || static_cast<std::uint64_t>(*loaded) != num_rows) return false;
  const Result<std::uint64_t> rows = count_rows(engine, index, stop);
  if (!rows) return rows.error();
  return *rows == num_rows;
}

}  // namespace vitrine::cluster

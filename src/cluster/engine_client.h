#pragma once
// EngineClient: the one way to an OpenSearch cluster: requests to one of its nodes, and to the
// next where that one does not answer.
//
// Every request can be sent twice without harm, and is where a node is gone, busy or silent. An
// answer counts only if all shards gave their part in time: what a dying node leaves out is never
// taken for nothing. Nodes are asked what they are before anything else. Thread safe; each request
// under way has a connection of its own, which is kept for the next.
//
// Source of the rules: OpenSearch 3.5's search API (allow_partial_search_results, _shards).

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/engine_address.h"
#include "source/http_client.h"

namespace vitrine::cluster {

/// More than a cluster takes to count out a node that hangs (three checks of ten seconds), and less
/// than the minute that an answer of the server may take, so that it can say what is away.
inline constexpr std::chrono::milliseconds kEngineLimit = std::chrono::seconds(50);

struct EngineRequest {
  std::string method = "GET";
  std::string path = {};  ///< From the slash on, with its query.
  std::string body = {};
  std::string content_type = "application/json";
  std::stop_token stop = {};
  /// When it is given up, counting every try.
  std::chrono::milliseconds limit = kEngineLimit;
  /// What each try is given at least: work that takes long is not to be begun a second time beside
  /// the first.
  std::chrono::milliseconds least_try = {};
};

struct EngineAnswer {
  int status = 0;
  std::string body;  ///< JSON.
};

/// How long one try may take once every node was tried `rounds` times: more each time, so that a
/// node that is silent does not take the whole limit.
std::chrono::milliseconds try_limit(const EngineRequest& request, std::size_t rounds);

class EngineClient {
 public:
  explicit EngineClient(EngineAddress address);
  ~EngineClient();
  EngineClient(const EngineClient&) = delete;
  EngineClient& operator=(const EngineClient&) = delete;

  const EngineAddress& address() const { return address_; }
  /// Whether every node failed a moment ago: who can do without an answer does not wait for one.
  bool is_away() const;

  /// What a node answers, also if it is an error of the request (4xx). Errors: unavailable where
  /// none answered within the limit, or all refuse connections for ten seconds, naming them and
  /// why; unsupported where no node is an OpenSearch 3 that lets in who asks so; cancelled.
  Result<EngineAnswer> send(const EngineRequest& request) const;
  /// A send() that must succeed (2xx). Errors also: not_found (404); internal with the engine's
  /// reason.
  Result<std::string> ask(const EngineRequest& request) const;
  /// The answer of all shards of an index to a _search body. Errors also: corrupt where the index
  /// is gone.
  Result<std::string> search(const std::string& index, std::string body,
                             std::string_view parameters, std::stop_token stop,
                             std::chrono::milliseconds limit = kEngineLimit) const;

 private:
  struct Node {
    std::string url;
    bool is_known = false;  ///< Was asked what it is, and is what it should be.
    std::chrono::steady_clock::time_point failed_at = {};
  };
  struct Lent;

  std::size_t next_node(std::size_t turn, const std::vector<bool>& tried) const;
  void note_failure(std::size_t node) const;
  Result<EngineAnswer> send_to(std::size_t node, const EngineRequest& request,
                               std::chrono::milliseconds limit) const;
  Status identify(std::size_t node, source::HttpClient& http, const EngineRequest& request) const;
  source::HttpGet http_request(const std::string& url, const EngineRequest& request) const;

  EngineAddress address_;
  mutable std::mutex mutex_;
  mutable std::vector<Node> nodes_;
  mutable std::vector<std::unique_ptr<source::HttpClient>> idle_;
  mutable std::size_t turn_ = 0;
};

/// All rows of an index. Errors: as EngineClient::search().
Result<std::uint64_t> count_rows(const EngineClient& engine, const std::string& index,
                                 const std::stop_token& stop);
/// Whether an index of that name holds so many rows, put there by load/bulk_load.h and whole; false
/// also where there is none. Errors: those of the client.
Result<bool> is_loaded(const EngineClient& engine, const std::string& index, std::uint64_t num_rows,
                       const std::stop_token& stop);

}  // namespace vitrine::cluster

#pragma once
// EmbeddingServer: a real HTTP server of the /v1/embeddings form on a free port of this machine,
// which can be told to fail.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"

namespace vitrine::endpoint {

class EmbeddingServer {
 public:
  using Vector = std::function<std::vector<float>(std::string_view text)>;

  explicit EmbeddingServer(Vector vector);
  ~EmbeddingServer();
  EmbeddingServer(const EmbeddingServer&) = delete;
  EmbeddingServer& operator=(const EmbeddingServer&) = delete;

  std::string address() const;
  int num_requests() const { return num_requests_; }
  int num_texts() const { return num_texts_; }
  /// The Authorization field and body of the last request.
  std::string last_key();
  std::string last_body();

  /// Answers the next `times` requests in another way.
  void answer_next(int times, std::function<http::Response()> answer);
  /// Answers none until release(), or until it is destroyed.
  void hold();
  void release();

 private:
  http::Response answer(const http::Request& request);

  Vector vector_;
  http::Router router_;
  http::Metrics metrics_;
  std::atomic<int> num_requests_ = 0;
  std::atomic<int> num_texts_ = 0;
  std::mutex mutex_;  // of what follows
  std::condition_variable_any changed_;
  std::string key_;
  std::string body_;
  bool is_held_ = false;
  int times_ = 0;
  std::function<http::Response()> other_;
  std::unique_ptr<http::Server> server_;  // last, so that it stops first
};

/// A vector by which two texts are the nearer, the more three-letter pieces they share.
std::vector<float> piece_vector(std::string_view text, std::size_t dimension);

}  // namespace vitrine::endpoint

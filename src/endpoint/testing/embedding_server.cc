#include "endpoint/testing/embedding_server.h"

#include <stdexcept>
#include <utility>

#include "base/hash.h"
#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine::endpoint {

EmbeddingServer::EmbeddingServer(Vector vector) : vector_(std::move(vector)) {
  http::Route route;
  route.method = http::Method::kPost;
  route.name = route.pattern = "/v1/embeddings";
  route.handler = [this](const http::Request& request) { return answer(request); };
  route.max_body = std::size_t{16} << 20U;
  router_.add(std::move(route));
  http::ServerOptions options;
  options.port = 0;
  auto server = http::Server::start(std::move(options), router_, metrics_);
  if (!server) throw std::runtime_error(server.error().message());
  server_ = *std::move(server);
}

EmbeddingServer::~EmbeddingServer() {
  release();
}

std::string EmbeddingServer::address() const {
  return server_->url() + "/v1/embeddings#pieces";
}

std::string EmbeddingServer::last_key() {
  const std::lock_guard lock(mutex_);
  return key_;
}

std::string EmbeddingServer::last_body() {
  const std::lock_guard lock(mutex_);
  return body_;
}

void EmbeddingServer::answer_next(int times, std::function<http::Response()> answer) {
  const std::lock_guard lock(mutex_);
  times_ = times;
  other_ = std::move(answer);
}

void EmbeddingServer::hold() {
  const std::lock_guard lock(mutex_);
  is_held_ = true;
}

void EmbeddingServer::release() {
  const std::lock_guard lock(mutex_);
  is_held_ = false;
  changed_.notify_all();
}

http::Response EmbeddingServer::answer(const http::Request& request) {
  ++num_requests_;
  {
    std::unique_lock lock(mutex_);
    key_ = request.headers.get("Authorization");
    body_ = request.body;
    changed_.wait(lock, request.stop, [this] { return !is_held_; });
    if (times_ > 0) {
      --times_;
      return other_();
    }
  }
  const Result<boost::json::value> asked = parse_json(request.body);
  const boost::json::value* input = asked ? find_member(*asked, "input") : nullptr;
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("data").begin_array();
  // Backwards: an index says which text a vector is of, not the order.
  for (std::size_t i = input != nullptr ? input->get_array().size() : 0; i-- > 0;) {
    ++num_texts_;
    json.begin_object().member("index", std::uint64_t{i}).key("embedding").begin_array();
    for (const float value : vector_(input->get_array()[i].get_string()))
      json.value(static_cast<double>(value));
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return http::Response::json(out);
}

std::vector<float> piece_vector(std::string_view text, std::size_t dimension) {
  std::vector<float> vector(dimension);
  for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
    const std::uint64_t hash = checksum64(text.substr(i, 3));
    vector[hash % dimension] += hash / dimension % 2 == 0 ? 1.0F : -1.0F;
  }
  return vector;
}

}  // namespace vitrine::endpoint

#pragma once
// EndpointModel: the vectors of a model behind an HTTP endpoint of the OpenAI /v1/embeddings form
// (TEI, Ollama, vLLM, llama.cpp, OpenAI). Texts leave the machine: it is used where somebody named
// it and nowhere else.
//
// Answers that may be better another time (429 with its Retry-After, 5xx, broken connections, cut
// JSON) are asked for again, ever more slowly; a query, which somebody waits for, only within
// query_limit. Vectors are kept in a cache on disk.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/file.h"
#include "encoder/text_model.h"
#include "endpoint/endpoint_address.h"
#include "endpoint/endpoint_answer.h"
#include "endpoint/vector_cache.h"

namespace vitrine::endpoint {

struct EndpointOptions {
  EndpointAddress address;
  std::string key = {};  ///< Sent as a bearer token; empty: none.
  fs::path cache = {};   ///< A folder; empty: nothing is kept.
  std::uint64_t max_cache_bytes = std::uint64_t{256} << 20U;
  int max_attempts = 5;                             ///< Of a request.
  std::chrono::milliseconds first_pause{200};       ///< Between attempts; doubled each time.
  std::chrono::milliseconds query_limit{2'000};     ///< A query's, with all its attempts.
  std::chrono::milliseconds passage_limit{60'000};  ///< A request's of passages.
};

class EndpointModel final : public encoder::TextModel {
 public:
  /// Asks for one vector, to know how long they are; as patiently as for a text of that role.
  /// Errors: those of encode().
  static Result<std::shared_ptr<const EndpointModel>> open(
      EndpointOptions options, const std::stop_token& stop,
      encoder::TextRole role = encoder::TextRole::kQuery);

  const std::string& name() const override { return options_.address.shown; }
  std::size_t dimension() const override { return dimension_; }
  /// A text of more than kMaxTextBytes is cut; an empty one has a vector of zeros and is not sent.
  /// The role only says how long may be waited: the form knows no prompts. Errors also:
  /// invalid_argument where the key or the texts are refused; each names the endpoint.
  Status encode(std::span<const std::string_view> texts, encoder::TextRole role,
                std::span<float> out, const std::stop_token& stop) const override;

  static constexpr std::size_t kMaxTextBytes = 8000;
  static constexpr std::size_t kMaxBatch = 32;  ///< Texts of a request: what TEI takes by default.

 private:
  EndpointModel(EndpointOptions options, std::size_t dimension, std::optional<VectorCache> cache)
      : options_(std::move(options)), dimension_(dimension), cache_(std::move(cache)) {}

  Status encode_batch(std::span<const std::string_view> texts, std::span<const std::size_t> places,
                      encoder::TextRole role, std::span<float> out,
                      const std::stop_token& stop) const;

  EndpointOptions options_;
  std::size_t dimension_;
  std::optional<VectorCache> cache_;
};

}  // namespace vitrine::endpoint

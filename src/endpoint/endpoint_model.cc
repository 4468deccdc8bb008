#include "endpoint/endpoint_model.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "source/http_client.h"
#include "source/hub_client.h"

namespace vitrine::endpoint {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMaxAnswerBytes = std::size_t{64} << 20U;
/// A longer Retry-After is told and not waited for.
constexpr std::chrono::seconds kLongestWait{60};

/// One request and its attempts.
class Question {
 public:
  Question(const EndpointOptions& options, std::span<const std::string_view> texts,
           encoder::TextRole role, const std::stop_token& stop)
      : options_(options),
        num_texts_(texts.size()),
        body_(endpoint_question(options.address.model, texts)),
        is_query_(role == encoder::TextRole::kQuery),
        stop_(stop),
        end_(Clock::now() + options.query_limit) {}

  Result<EndpointVectors> ask() {
    for (int attempt = 1;; ++attempt) {
      std::string answer;
      const Result<source::HttpHead> head = send(answer);
      if (stop_.stop_requested() && !(head && head->status == 200)) return cancelled("stopped");
      if (!head && head.error().code() != ErrorCode::kUnavailable) return told(head.error());
      if (head && head->status == 200) {
        Result<EndpointVectors> vectors = parse_endpoint_answer(answer, num_texts_);
        if (vectors) return vectors;
        if (!may_go_on(attempt, {})) return told(vectors.error());
      } else if (const std::chrono::seconds wished = head ? source::retry_after(*head) : kNoWish;
                 (head && !source::is_temporary(head->status)) || !may_go_on(attempt, wished)) {
        return head ? refusal(*head, answer) : told(head.error());
      }
      const std::chrono::seconds wished = head ? source::retry_after(*head) : kNoWish;
      if (!source::pause_before_retry({.first_pause = options_.first_pause}, attempt, wished,
                                      stop_))
        return cancelled("stopped");
    }
  }

 private:
  static constexpr std::chrono::seconds kNoWish{0};

  Result<source::HttpHead> send(std::string& answer) const {
    source::HttpGet request{.url = options_.address.url, .token = options_.key, .stop = stop_};
    request.post = body_;
    request.limit = is_query_ ? std::max(left(), milliseconds(1)) : options_.passage_limit;
    // A model that computes sends nothing meanwhile: the limit alone ends the wait.
    request.stall =
        std::chrono::ceil<std::chrono::seconds>(request.limit) + std::chrono::seconds(1);
    source::HttpClient http;
    return http.get(request, [&](const source::HttpHead&, std::string_view bytes) {
      if (answer.size() + bytes.size() > kMaxAnswerBytes)
        return Status(corrupt("sends an answer without end"));
      answer += bytes;
      return Status();
    });
  }

  milliseconds left() const {
    return std::chrono::duration_cast<milliseconds>(end_ - Clock::now());
  }

  bool may_go_on(int attempt, std::chrono::seconds wished) const {
    if (stop_.stop_requested() || attempt >= options_.max_attempts || wished > kLongestWait)
      return false;
    const milliseconds pause =
        std::max<milliseconds>(options_.first_pause * (1 << std::min(attempt - 1, 8)), wished);
    return !is_query_ || pause < left();
  }

  std::string who() const { return "the encoder at " + options_.address.shown; }

  Error told(const Error& error) const {
    if (error.code() == ErrorCode::kCancelled) return error;
    if (error.code() == ErrorCode::kUnavailable)
      return unavailable(who() + " does not answer (" + error.message() + ")");
    return {error.code(), who() + " " + error.message()};
  }

  Error refusal(const source::HttpHead& head, const std::string& answer) const {
    if (head.status == 401 || head.status == 403)
      return invalid_argument(who() +
                              " refuses the key: set VITRINE_ENCODER_KEY to one that it takes");
    if (head.status == 404 || head.status == 405)
      return invalid_argument(who() +
                              " knows no embeddings there: its address ends with "
                              "/v1/embeddings as a rule, and #MODEL must be one that it has");
    const std::string complaint = endpoint_complaint(answer);
    const std::string says = complaint.empty() ? "" : " (" + complaint + ")";
    if (head.status == 429) {
      const std::chrono::seconds wished = source::retry_after(head);
      return unavailable(who() + " limits how often it may be asked" + says + ": try again " +
                         (wished.count() > 0 ? "in " + std::to_string(wished.count()) + " s"
                                             : std::string("later")));
    }
    const std::string sentence =
        who() + " answers with status " + std::to_string(head.status) + says;
    return source::is_temporary(head.status) ? unavailable(sentence) : invalid_argument(sentence);
  }

  const EndpointOptions& options_;
  std::size_t num_texts_;
  std::string body_;
  bool is_query_;
  const std::stop_token& stop_;
  Clock::time_point end_;  ///< Of a query.
};

/// What is sent of a text.
std::string_view sent(std::string_view text) {
  return utf8_prefix(text, EndpointModel::kMaxTextBytes);
}

/// Zeros are near to nothing: an encoder that has nothing else to say has not encoded.
Error only_zeros(const std::string& name) {
  return corrupt("the encoder at " + name + " answers with zeros alone, which say nothing");
}

bool says_something(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") != std::string_view::npos;
}

}  // namespace

Result<std::shared_ptr<const EndpointModel>> EndpointModel::open(EndpointOptions options,
                                                                 const std::stop_token& stop,
                                                                 encoder::TextRole role) {
  constexpr std::string_view kAnyText = "vector";
  const Result<EndpointVectors> first =
      Question(options, std::span(&kAnyText, 1), role, stop).ask();
  if (!first) return first.error();
  if (first->is_zero()) return only_zeros(options.address.shown);
  std::optional<VectorCache> cache;
  if (!options.cache.empty()) {
    Result<VectorCache> opened = VectorCache::open(options.cache, options.address.shown,
                                                   first->dimension, options.max_cache_bytes);
    if (opened) cache.emplace(*std::move(opened));
  }
  return std::shared_ptr<const EndpointModel>(
      new EndpointModel(std::move(options), first->dimension, std::move(cache)));
}

Status EndpointModel::encode(std::span<const std::string_view> texts, encoder::TextRole role,
                             std::span<float> out, const std::stop_token& stop) const {
  assert(out.size() == texts.size() * dimension_);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::span<float> vector = out.subspan(i * dimension_, dimension_);
    if (!says_something(sent(texts[i]))) {
      std::ranges::fill(vector, 0.0F);
    } else if (!cache_ || !cache_->get(sent(texts[i]), vector)) {
      missing.push_back(i);
    }
  }
  for (std::size_t first = 0; first < missing.size(); first += kMaxBatch) {
    const auto batch =
        std::span(missing).subspan(first, std::min(kMaxBatch, missing.size() - first));
    if (Status status = encode_batch(texts, batch, role, out, stop); !status) return status;
  }
  return {};
}

Status EndpointModel::encode_batch(std::span<const std::string_view> texts,
                                   std::span<const std::size_t> places, encoder::TextRole role,
                                   std::span<float> out, const std::stop_token& stop) const {
  std::vector<std::string_view> batch;
  for (const std::size_t place : places) batch.push_back(sent(texts[place]));
  const Result<EndpointVectors> found = Question(options_, batch, role, stop).ask();
  if (!found) return found.error();
  if (found->dimension != dimension_)
    return corrupt("the encoder at " + name() + " answers with vectors of " +
                   std::to_string(found->dimension) + " values, and with " +
                   std::to_string(dimension_) + " before; is it still the same model?");
  // One text of a column may be all the words of it that a model does not know.
  if ((role == encoder::TextRole::kQuery || places.size() > 1) && found->is_zero())
    return only_zeros(name());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto vector = std::span(found->values).subspan(i * dimension_, dimension_);
    std::ranges::copy(vector, out.subspan(places[i] * dimension_, dimension_).begin());
    if (cache_) cache_->put(batch[i], vector);
  }
  return {};
}

}  // namespace vitrine::endpoint

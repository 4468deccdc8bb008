#include "transformer/transformer_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/workers.h"
#include "transformer/model_files.h"

namespace vitrine::transformer {
namespace {

/// Tokens that go through the network together: enough that a layer's weights, once read, are used
/// often; few enough that cores find work.
constexpr std::size_t kBatchTokens = 512;
constexpr std::string_view kWeights = "model.safetensors";

/// What is wrong where the weights are not there.
Error no_weights(const fs::path& folder) {
  std::error_code ec;
  for (const std::string_view other : {"pytorch_model.bin", "model.safetensors.index.json"}) {
    if (fs::exists(folder / other, ec))
      return unsupported("there is " + std::string(other) + " but no model.safetensors, which is " +
                         "what can be read; save the model with save_pretrained() of transformers");
  }
  return not_found("there is no model.safetensors");
}

/// Names the vectors: what they depend on, hashed.
Result<std::string> version_of(const fs::path& folder, const ModelSettings& settings,
                               const TokenizerFiles& tokenizer) {
  const Result<Hash128> weights = hash_file(folder / kWeights);
  if (!weights) return weights.error();
  Hasher128 hasher;
  hasher.update_field(weights->hex());
  hasher.update_field(tokenizer.lines);
  for (const std::size_t number :
       {std::size_t{tokenizer.rules.lower_case}, std::size_t{tokenizer.rules.strip_accents},
        std::size_t{tokenizer.rules.split_ideographs}, tokenizer.rules.max_word_characters,
        std::size_t{settings.pooling == Pooling::kMean}, std::size_t{settings.normalise},
        settings.max_tokens, std::size_t{settings.lower_case}, settings.shape.heads,
        static_cast<std::size_t>(settings.shape.activation)})
    hasher.update_field(std::to_string(number));
  hasher.update_field(settings.query_prompt);
  hasher.update_field(settings.passage_prompt);
  return hasher.digest().hex();
}

/// Texts by number, the longest first, cut into batches of about kBatchTokens.
std::vector<std::vector<std::size_t>> batches_of(
    std::span<const std::vector<encoder::TokenId>> texts) {
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::size_t text) { return texts[text].size(); });
  std::vector<std::vector<std::size_t>> batches;
  std::size_t tokens = kBatchTokens;
  for (const std::size_t text : order) {
    if (tokens + texts[text].size() > kBatchTokens) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(text);
    tokens += texts[text].size();
  }
  return batches;
}

}  // namespace

Result<std::unique_ptr<TransformerModel>> TransformerModel::open(const fs::path& folder,
                                                                 std::string name) {
  const std::string shown = name;
  Result<std::unique_ptr<TransformerModel>> model = read(folder, std::move(name));
  if (!model) return std::move(model).error().in("the model " + shown);
  return model;
}

Result<std::unique_ptr<TransformerModel>> TransformerModel::read(const fs::path& folder,
                                                                 std::string name) {
  Result<ModelSettings> settings = read_model_settings(folder);
  if (!settings) return std::move(settings).error();
  Result<TokenizerFiles> files = read_tokenizer_files(folder);
  if (!files) return std::move(files).error();
  auto tokenizer = std::make_unique<const TokenizerFiles>(*std::move(files));
  Result<encoder::WordPieces> pieces =
      encoder::WordPieces::parse(tokenizer->lines, tokenizer->unknown);
  if (!pieces) return std::move(pieces).error();
  if (pieces->size() > settings->shape.vocabulary)
    return corrupt("its vocabulary has " + std::to_string(pieces->size()) +
                   " tokens, more than the " + std::to_string(settings->shape.vocabulary) +
                   " of config.json");
  Result<Safetensors> weights = Safetensors::open(folder / kWeights);
  if (!weights && weights.error().code() == ErrorCode::kNotFound) return no_weights(folder);
  if (!weights) return std::move(weights).error();
  Result<std::string> version = version_of(folder, *settings, *tokenizer);
  if (!version) return std::move(version).error();
  Result<Bert> bert = Bert::make(*std::move(weights), settings->shape);
  if (!bert) return std::move(bert).error();
  std::unique_ptr<TransformerModel> model(
      new TransformerModel(std::move(name), *std::move(settings), std::move(tokenizer),
                           *std::move(pieces), *std::move(bert)));
  model->version_ = *std::move(version);
  return model;
}

std::vector<encoder::TokenId> TransformerModel::tokens(std::string_view text,
                                                       encoder::TextRole role) const {
  const std::string& prompt =
      role == encoder::TextRole::kQuery ? settings_.query_prompt : settings_.passage_prompt;
  std::string joined;
  if (!prompt.empty() || settings_.lower_case) {
    joined.append(prompt).append(text);
    text = joined;
  }
  encoder::TokenizerRules rules = tokenizer_->rules;
  rules.lower_case = rules.lower_case || settings_.lower_case;
  encoder::Tokenizer tokenizer(pieces_, rules);
  const std::span<const encoder::TokenId> found = tokenizer.tokens(text);
  std::vector<encoder::TokenId> all = {tokenizer_->first};
  const std::size_t kept = std::min(found.size(), settings_.max_tokens - 2);
  all.insert(all.end(), found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept));
  all.push_back(tokenizer_->last);
  return all;
}

Status TransformerModel::encode(std::span<const std::string_view> texts, encoder::TextRole role,
                                std::span<float> out, const std::stop_token& stop) const {
  assert(out.size() == texts.size() * dimension());
  std::vector<std::vector<encoder::TokenId>> all;
  all.reserve(texts.size());
  for (const std::string_view text : texts) all.push_back(tokens(text, role));
  const std::vector<std::vector<std::size_t>> batches = batches_of(all);
  const unsigned threads = std::clamp(static_cast<unsigned>(batches.size()), 1U,
                                      std::max(std::thread::hardware_concurrency(), 1U));
  std::mutex mutex;
  Status first_failure;
  const Status ran = run_tasks(batches.size(), threads, stop, [&](std::size_t batch) {
    Status status = run(all, batches[batch], out);
    if (status) return;
    const std::lock_guard lock(mutex);
    if (first_failure) first_failure = std::move(status);
  });
  return ran ? first_failure : ran;
}

Status TransformerModel::run(std::span<const std::vector<encoder::TokenId>> texts,
                             std::span<const std::size_t> which, std::span<float> out) const {
  std::vector<encoder::TokenId> joined;
  std::vector<std::size_t> lengths;
  for (const std::size_t text : which) {
    joined.insert(joined.end(), texts[text].begin(), texts[text].end());
    lengths.push_back(texts[text].size());
  }
  BertMemory memory;
  bert_.run(joined, lengths, memory);
  if (!bert_.is_intact())
    return corrupt("the weights of the model " + name_ + " cannot be read any more");
  const float* states = memory.states.data();
  for (std::size_t i = 0; i < which.size(); ++i) {
    const std::span<float> vector = out.subspan(which[i] * dimension(), dimension());
    pool(states, lengths[i], vector);
    states += lengths[i] * padded(dimension());
    if (!std::ranges::all_of(vector, [](float value) { return std::isfinite(value); }))
      return corrupt("the weights of the model " + name_ + " give vectors that are not finite");
  }
  return {};
}

void TransformerModel::pool(const float* states, std::size_t length, std::span<float> out) const {
  const std::size_t stride = padded(out.size());
  const std::size_t count = settings_.pooling == Pooling::kMean ? length : 1;
  double square = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    for (std::size_t row = 0; row < count; ++row)
      sum += static_cast<double>(states[row * stride + i]);
    out[i] = static_cast<float>(sum / static_cast<double>(count));
    square += static_cast<double>(out[i]) * static_cast<double>(out[i]);
  }
  if (!settings_.normalise || square <= 0) return;
  const auto factor = static_cast<float>(1 / std::sqrt(square));
  for (float& value : out) value *= factor;
}

}  // namespace vitrine::transformer

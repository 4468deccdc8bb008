#include "engine/column_encoders.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "models/text_models.h"
#include "search/examples.h"
#include "store/manifest.h"
#include "vector/similarity.h"

namespace vitrine::engine {
namespace {

constexpr std::size_t kProbes = 12;
constexpr std::size_t kFewestProbes = 4;
constexpr std::size_t kProbeBytes = 1000;

/// Rows with a text and a vector.
struct Probes {
  std::vector<std::string> texts;
  std::vector<std::vector<float>> vectors;
};

Result<Probes> probes_of(const search::Split& split, std::size_t column) {
  Probes probes;
  const std::uint64_t num_rows = split.num_rows();
  const std::uint64_t step = std::max<std::uint64_t>(num_rows / (2 * kProbes), 1);
  for (std::uint64_t row = 0; row < num_rows && probes.texts.size() < kProbes; row += step) {
    const std::uint64_t one[] = {row};
    Result<std::string> text = search::words_of_rows(split, one);
    if (!text) return std::move(text).error();
    if (text->find_first_not_of(" \n") == std::string::npos) continue;
    Result<std::vector<std::vector<float>>> vector = search::float_vectors(split, column, one);
    if (!vector) return std::move(vector).error();
    if (vector->front().empty()) continue;
    probes.texts.emplace_back(utf8_prefix(*text, kProbeBytes));
    probes.vectors.push_back(std::move(vector->front()));
  }
  return probes;
}

/// The vector of a query; nothing for one that has none.
Result<std::optional<search::ColumnModels::Encoded>> encoded_by(const encoder::TextModel& model,
                                                                std::string_view text,
                                                                const std::stop_token& stop) {
  search::ColumnModels::Encoded encoded{std::vector<float>(model.dimension()), model.name()};
  Status status =
      model.encode(std::span(&text, 1), encoder::TextRole::kQuery, encoded.vector, stop);
  if (!status) return std::move(status).error();
  if (std::ranges::all_of(encoded.vector, [](float value) { return value == 0; }))
    return std::optional<search::ColumnModels::Encoded>();
  return std::optional(std::move(encoded));
}

/// How many texts are nearest to their own row.
std::size_t num_nearest(const Probes& probes, std::span<const float> encoded) {
  const std::size_t dimension = probes.vectors.front().size();
  std::size_t nearest = 0;
  for (std::size_t i = 0; i < probes.texts.size(); ++i) {
    vector::SimilarityTo text(encoded.subspan(i * dimension, dimension), vector::Metric::kCosine);
    if (!text.is_comparable()) continue;
    const std::optional<float> own = text.of(std::span<const float>(probes.vectors[i]));
    const bool is_nearest =
        own && std::ranges::none_of(probes.vectors, [&](const std::vector<float>& other) {
          const std::optional<float> similarity = text.of(std::span<const float>(other));
          return similarity && *similarity > *own;
        });
    nearest += is_nearest ? 1 : 0;
  }
  return nearest;
}

/// Whether the card alone says so: what a model of this machine made has its version.
bool is_declared(const store::ColumnModel& made) {
  return made.version.empty();
}

std::string who(const encoder::TextModel& model) {
  return (endpoint::is_endpoint(model.name()) ? "the encoder at " : "the model ") + model.name();
}

/// Whether a model made a column, by the texts of a dozen rows.
Result<ColumnEncoders::Fit> compare(const search::Split& split, std::size_t column,
                                    const encoder::TextModel& model, encoder::TextRole role,
                                    const std::stop_token& stop) {
  const std::string& name = split.features()[column].name;
  if (model.dimension() != split.dimension(column))
    return ColumnEncoders::Fit{invalid_argument(
        who(model) + " gives vectors of " + std::to_string(model.dimension()) +
        " values, and those of column \"" + name + "\" have " +
        std::to_string(split.dimension(column)) + ": it is not the model that made them")};
  const Result<Probes> probes = probes_of(split, column);
  if (!probes) return probes.error();
  if (probes->texts.size() < kFewestProbes)
    return ColumnEncoders::Fit{invalid_argument(
        "column \"" + name + "\" has too few rows with a text and a vector to tell whether " +
        who(model) + " made its vectors")};
  std::vector<float> encoded(probes->texts.size() * model.dimension());
  const std::vector<std::string_view> texts(probes->texts.begin(), probes->texts.end());
  if (Status status = model.encode(texts, role, encoded, stop); !status)
    return std::move(status).error();
  if (2 * num_nearest(*probes, encoded) < probes->texts.size())
    return ColumnEncoders::Fit{
        invalid_argument(who(model) + " is not the model that made the vectors of column \"" +
                         name + "\": its vectors of the rows' texts are not near to theirs")};
  return ColumnEncoders::Fit{};
}

}  // namespace

Result<std::optional<search::ColumnModels::Encoded>> ColumnEncoders::encode(
    const search::Split& split, std::size_t column, std::string_view text,
    const std::stop_token& stop) const {
  const store::ColumnModel* made = split.config().find_model(split.features()[column].name);
  if (made == nullptr) return encode_there(split, column, text, stop);
  if (endpoint::is_endpoint(made->model)) {
    if (!endpoint_ || made->model != endpoint_->address.shown) return std::optional<Encoded>();
    return encode_there(split, column, text, stop);
  }
  Result<std::optional<Encoded>> here = encode_here(split, column, *made, text, stop);
  if (here || !endpoint_ || here.error().code() == ErrorCode::kCancelled) return here;
  // The endpoint may have the model that this machine has not.
  Result<std::optional<Encoded>> there = encode_there(split, column, text, stop);
  return there ? std::move(there) : std::move(here);
}

Result<std::optional<search::ColumnModels::Encoded>> ColumnEncoders::encode_here(
    const search::Split& split, std::size_t column, const store::ColumnModel& made,
    std::string_view text, const std::stop_token& stop) const {
  const Result<std::shared_ptr<const encoder::TextModel>> model =
      models::open_text_model(made.model);
  if (!model) return model.error();
  if (is_declared(made)) {
    const Result<Fit> fits = check_fit(split, column, **model, encoder::TextRole::kPassage, stop);
    if (!fits) return fits.error();
    if (!fits->status) return fits->status.error();
  } else if ((*model)->dimension() != split.dimension(column) ||
             (!made.version.empty() && made.version != (*model)->version())) {
    return invalid_argument("the model " + made.model +
                            " of this machine is not the one that made column \"" + made.column +
                            "\", but another version of it");
  }
  return encoded_by(**model, text, stop);
}

/// By the endpoint, where its model made the column.
Result<std::optional<search::ColumnModels::Encoded>> ColumnEncoders::encode_there(
    const search::Split& split, std::size_t column, std::string_view text,
    const std::stop_token& stop) const {
  if (!endpoint_) return std::optional<Encoded>();
  const Result<Model> model = this->model(stop);
  if (!model) return model.error();
  const store::ColumnModel* made = split.config().find_model(split.features()[column].name);
  const bool is_known = made != nullptr && endpoint::is_endpoint(made->model) &&
                        made->model == (*model)->name() &&
                        (*model)->dimension() == split.dimension(column);
  if (!is_known) {
    const Result<Fit> fits = check_fit(split, column, **model, encoder::TextRole::kQuery, stop);
    if (!fits) return failed(fits.error());
    if (!fits->status) return fits->status.error();
  }
  Result<std::optional<Encoded>> encoded = encoded_by(**model, text, stop);
  return encoded ? std::move(encoded) : failed(std::move(encoded).error());
}

Result<ColumnEncoders::Model> ColumnEncoders::model(const std::stop_token& stop) const {
  {
    const std::lock_guard lock(mutex_);
    if (failure_ && now_() < rests_until_) return *failure_;
    failure_.reset();
    if (model_) return model_;
  }
  // Outside the lock: others are not held up by what one waits for.
  Result<Model> opened = endpoint::EndpointModel::open(*endpoint_, stop);
  if (!opened) return failed(std::move(opened).error());
  const std::lock_guard lock(mutex_);
  model_ = *opened;
  return opened;
}

Result<ColumnEncoders::Fit> ColumnEncoders::check_fit(const search::Split& split,
                                                      std::size_t column,
                                                      const encoder::TextModel& model,
                                                      encoder::TextRole role,
                                                      const std::stop_token& stop) const {
  const std::string key = split.key() + "/" + std::to_string(column) + "/" + model.name();
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = fits_.find(key); known != fits_.end()) return known->second;
  }
  Result<Fit> fits = compare(split, column, model, role, stop);
  if (!fits) return fits;
  const std::lock_guard lock(mutex_);
  fits_.insert_or_assign(key, *fits);
  return fits;
}

Error ColumnEncoders::failed(Error error) const {
  if (error.code() == ErrorCode::kCancelled) return error;
  const std::lock_guard lock(mutex_);
  failure_ = error;
  rests_until_ = now_() + kRest;
  return error;
}

}  // namespace vitrine::engine

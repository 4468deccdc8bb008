#include "meaning/projection_fit.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/workers.h"

namespace vitrine::meaning {
namespace {

/// Of vectors of length 1. Source: the trial of bench/RESULTS.md; neither lambda was tuned. Of
/// iterations, 12 found as much as 15 among 92,299 titles, 10 a little less.
constexpr double kTextLambda = 1;
constexpr SparseRidge kTermRidge = {.lambda = 0.5F, .iterations = 12};

std::vector<std::uint32_t> numbers_below(std::uint32_t end) {
  std::vector<std::uint32_t> all(end);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

class Fit {
 public:
  Fit(const LearningTexts& texts, const UnitVectors& vectors, std::span<const std::uint32_t> wanted,
      const std::stop_token& stop)
      : texts_(texts),
        vectors_(vectors),
        wanted_(wanted),
        stop_(stop),
        dimensions_(numbers_below(texts.dimension)),
        solver_(gram_of(texts.vectors, texts.dimension, wanted), texts.dimension, kTextLambda) {
    weights_.dimension = vectors.dimension();
    weights_.text_dimension = texts.dimension;
    weights_.num_terms = static_cast<std::uint32_t>(texts.tokens.size());
    const std::size_t blocks = (vectors.dimension() + kRidgeColumns - 1) / kRidgeColumns;
    weights_.mean.resize(blocks * kRidgeColumns);
    weights_.text.resize(weights_.mean.size() * texts.dimension);
    weights_.terms.resize(weights_.mean.size() * texts.tokens.size());
  }

  std::size_t num_blocks() const { return weights_.num_blocks(); }

  /// Blocks are filled in by several threads at once.
  void fit_block(std::size_t block) {
    std::vector<float> rest = centred(block);
    const std::span<float> text = part(weights_.text, block);
    for (std::size_t i = 0; i < wanted_.size(); ++i)
      add_to_rows(dimensions_, texts_.vector_of(wanted_[i]), row(rest, i), text);
    solver_.solve(text);
    std::array<float, kRidgeColumns> explained = {};
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      sum_of_rows(dimensions_, texts_.vector_of(wanted_[i]), text, explained);
      const RidgeRow left = row(rest, i);
      for (std::size_t j = 0; j < kRidgeColumns; ++j) left[j] -= explained[j];
    }
    const std::vector<float> terms =
        solve_sparse_ridge(texts_.terms, wanted_, rest, weights_.num_terms, kTermRidge, stop_);
    std::ranges::copy(terms, part(weights_.terms, block).begin());
  }

  ProjectionWeights take() { return std::move(weights_); }

 private:
  static RidgeRow row(std::span<float> block, std::size_t i) {
    return block.subspan(i * kRidgeColumns).first<kRidgeColumns>();
  }
  std::span<float> part(std::vector<float>& all, std::size_t block) const {
    const std::size_t size = all.size() / weights_.num_blocks();
    return std::span(all).subspan(block * size, size);
  }

  /// The block's dimensions of the wanted vectors less their mean, which is kept.
  std::vector<float> centred(std::size_t block) {
    std::vector<float> values(wanted_.size() * kRidgeColumns);
    std::array<double, kRidgeColumns> sums = {};
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const RidgeRow one = row(values, i);
      vectors_.copy(wanted_[i], block * kRidgeColumns, one);
      for (std::size_t j = 0; j < kRidgeColumns; ++j) sums[j] += static_cast<double>(one[j]);
    }
    const std::span<float> mean = part(weights_.mean, block);
    for (std::size_t j = 0; j < kRidgeColumns; ++j)
      mean[j] = static_cast<float>(sums[j] / static_cast<double>(wanted_.size()));
    for (std::size_t at = 0; at < values.size(); ++at) values[at] -= mean[at % kRidgeColumns];
    return values;
  }

  const LearningTexts& texts_;
  const UnitVectors& vectors_;
  std::span<const std::uint32_t> wanted_;
  const std::stop_token& stop_;
  std::vector<std::uint32_t> dimensions_;
  GramSolver solver_;
  ProjectionWeights weights_;
};

}  // namespace

std::span<const float> ProjectionWeights::text_block(std::size_t block) const {
  const std::size_t size = text.size() / num_blocks();
  return std::span(text).subspan(block * size, size);
}

std::span<const float> ProjectionWeights::term_block(std::size_t block) const {
  const std::size_t size = terms.size() / num_blocks();
  return std::span(terms).subspan(block * size, size);
}

std::vector<float> ProjectionWeights::project(std::span<const float> vector,
                                              std::span<const std::uint32_t> columns,
                                              std::span<const float> weights) const {
  const std::vector<std::uint32_t> dimensions = numbers_below(text_dimension);
  std::vector<float> out = mean;
  std::array<float, kRidgeColumns> sum = {};
  for (std::size_t block = 0; block < num_blocks(); ++block) {
    const std::span<float> part = std::span(out).subspan(block * kRidgeColumns, kRidgeColumns);
    for (const bool is_text : {true, false}) {
      if (is_text) {
        sum_of_rows(dimensions, vector, text_block(block), sum);
      } else {
        sum_of_rows(columns, weights, term_block(block), sum);
      }
      for (std::size_t j = 0; j < kRidgeColumns; ++j) part[j] += sum[j];
    }
  }
  out.resize(dimension);
  return out;
}

std::vector<std::uint32_t> spread_within(const LearningTexts& texts,
                                         std::span<const std::uint32_t> usable, std::size_t most) {
  std::size_t weights = 0;
  for (const std::uint32_t place : usable) weights += texts.terms.columns_of(place).size();
  const std::size_t count = weights > most ? usable.size() * most / weights : usable.size();
  std::vector<std::uint32_t> some;
  some.reserve(count);
  for (std::size_t i = 0; i < count; ++i) some.push_back(usable[i * usable.size() / count]);
  return some;
}

Result<ProjectionWeights> fit_projection(const LearningTexts& texts, const UnitVectors& vectors,
                                         std::span<const std::uint32_t> wanted, unsigned threads,
                                         const std::stop_token& stop) {
  Fit fit(texts, vectors, wanted, stop);
  Status done =
      run_tasks(fit.num_blocks(), threads, stop, [&](std::size_t block) { fit.fit_block(block); });
  if (!done) return std::move(done).error();
  if (stop.stop_requested()) return cancelled("stopped");
  return fit.take();
}

}  // namespace vitrine::meaning

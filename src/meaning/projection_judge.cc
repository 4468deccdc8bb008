#include "meaning/projection_judge.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/utf8.h"
#include "encoder/tokenizer.h"
#include "meaning/text_space.h"
#include "vector/kernels.h"

namespace vitrine::meaning {
namespace {

constexpr std::size_t kMaxHeldOut = 300;
constexpr std::size_t kMaxFitted = 20'000;
constexpr std::size_t kMaxCompared = 10'000;
constexpr std::size_t kRanks = 10;
/// Vectors of length 1 that differ by less, as a mean of squares, are all the same one.
constexpr double kLeastVariance = 1e-6;

std::vector<std::uint32_t> spread(std::span<const std::uint32_t> from, std::size_t count) {
  count = std::min(count, from.size());
  std::vector<std::uint32_t> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(from[i * from.size() / count]);
  return some;
}

std::vector<std::uint32_t> without(std::span<const std::uint32_t> all,
                                   std::span<const std::uint32_t> some) {
  std::vector<std::uint32_t> rest;
  std::ranges::set_difference(all, some, std::back_inserter(rest));
  return rest;
}

float dot(std::span<const float> a, std::span<const float> b) {
  return vector::dot_and_norm(a, b).dot;
}

/// Looks for rows by one vector each: how many of those compared are nearer than the row itself.
class Search {
 public:
  explicit Search(std::vector<std::vector<float>> queries)
      : queries_(std::move(queries)), nearer_(queries_.size()), own_(queries_.size()) {}

  void set_own(std::size_t query, std::span<const float> vector) {
    own_[query] = dot(queries_[query], vector);
  }
  /// `is_own`: the query whose own row this is; else any other number.
  void compare(std::span<const float> vector, std::size_t is_own) {
    for (std::size_t query = 0; query < queries_.size(); ++query) {
      if (query != is_own && dot(queries_[query], vector) > own_[query]) ++nearer_[query];
    }
  }
  /// 1 / rank, 0 behind kRanks and without a query.
  double gain(std::size_t query) const {
    const bool is_found = nearer_[query] < kRanks &&
                          !std::ranges::all_of(queries_[query], [](float v) { return v == 0; });
    return is_found ? 1 / static_cast<double>(nearer_[query] + 1) : 0;
  }

 private:
  std::vector<std::vector<float>> queries_;
  std::vector<std::size_t> nearer_;
  std::vector<float> own_;
};

class Judge {
 public:
  Judge(const LearningTexts& texts, const UnitVectors& vectors,
        std::span<const std::uint32_t> usable, const TextVectorsOptions& options)
      : texts_(texts),
        vectors_(vectors),
        held_out_(spread(usable, std::min(usable.size() / 5, kMaxHeldOut))),
        others_(without(usable, held_out_)),
        options_(options) {}

  Result<ProjectionQuality> run(const RowTexts& row_texts) {
    Result<ProjectionWeights> fit = fit_projection(texts_, vectors_, spread(others_, kMaxFitted),
                                                   std::max(options_.threads, 1U), options_.stop);
    if (!fit) return std::move(fit).error();
    ProjectionQuality quality;
    quality.num_rows = held_out_.size() + others_.size();
    quality.held_out = static_cast<std::uint32_t>(held_out_.size());
    quality.explained = explained(*fit);
    if (Status status = look(*fit, row_texts, quality); !status) return std::move(status).error();
    return quality;
  }

 private:
  std::vector<float> vector(std::size_t place) const {
    std::vector<float> out(vectors_.dimension());
    vectors_.copy(place, 0, out);
    return out;
  }

  float explained(const ProjectionWeights& fit) const {
    double left = 0;
    double all = 0;
    for (const std::uint32_t place : held_out_) {
      const std::vector<float> truth = vector(place);
      const std::vector<float> guess = fit.project(
          texts_.vector_of(place), texts_.terms.columns_of(place), texts_.terms.weights_of(place));
      left += static_cast<double>(vector::squared_distance(truth, guess));
      all += static_cast<double>(
          vector::squared_distance(truth, std::span(fit.mean).first(truth.size())));
    }
    const bool differ = all > kLeastVariance * static_cast<double>(held_out_.size());
    return differ ? static_cast<float>(1 - left / all) : 0;
  }

  Status look(const ProjectionWeights& fit, const RowTexts& row_texts, ProjectionQuality& quality) {
    const Result<const TextSpace*> space = TextSpace::get();
    if (!space) return space.error();
    TextVectorMaker maker(**space);
    encoder::Tokenizer tokenizer((*space)->encoder().word_pieces());
    std::vector<std::vector<float>> projected;
    std::vector<std::vector<float>> by_text;
    for (const std::uint32_t place : held_out_) {
      if (options_.stop.stop_requested()) return cancelled("stopped");
      std::vector<std::string> text(1);
      if (Status status = row_texts(texts_.rows[place], text); !status) return status;
      const std::string_view asked = part_of_text(utf8_prefix(text[0], kTextVectorBytes));
      const bool has_vector = maker.make(asked);
      by_text.emplace_back(maker.vector().begin(), maker.vector().end());
      const TermVector terms = texts_.space().vector_of(tokenizer.tokens(asked));
      projected.push_back(has_vector || !terms.terms.empty()
                              ? fit.project(maker.vector(), terms.terms, terms.weights)
                              : std::vector<float>(vectors_.dimension()));
    }
    compare(Search(std::move(projected)), Search(std::move(by_text)), quality);
    return {};
  }

  void compare(Search given, Search text, ProjectionQuality& quality) const {
    for (std::size_t i = 0; i < held_out_.size(); ++i) {
      given.set_own(i, vector(held_out_[i]));
      text.set_own(i, texts_.vector_of(held_out_[i]));
    }
    const std::vector<std::uint32_t> others = spread(others_, kMaxCompared - held_out_.size());
    for (const std::uint32_t place : others) compare_row(given, text, place, held_out_.size());
    for (std::size_t i = 0; i < held_out_.size(); ++i) compare_row(given, text, held_out_[i], i);
    quality.compared = static_cast<std::uint32_t>(others.size() + held_out_.size());
    const auto n = static_cast<double>(held_out_.size());
    double gains = 0;
    double text_gains = 0;
    double squares = 0;
    for (std::size_t i = 0; i < held_out_.size(); ++i) {
      const double difference = given.gain(i) - text.gain(i);
      gains += given.gain(i);
      text_gains += text.gain(i);
      squares += difference * difference;
    }
    const double mean = (gains - text_gains) / n;
    quality.found = static_cast<float>(gains / n);
    quality.found_by_text = static_cast<float>(text_gains / n);
    quality.gain_error =
        static_cast<float>(std::sqrt(std::max(squares / n - mean * mean, 0.0) / n));
  }

  void compare_row(Search& given, Search& text, std::uint32_t place, std::size_t is_own) const {
    given.compare(vector(place), is_own);
    text.compare(texts_.vector_of(place), is_own);
  }

  const LearningTexts& texts_;
  const UnitVectors& vectors_;
  std::vector<std::uint32_t> held_out_;
  std::vector<std::uint32_t> others_;
  const TextVectorsOptions& options_;
};

}  // namespace

std::string_view part_of_text(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t end = text.find_last_not_of(kSpace);
  text = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  if (const std::size_t line = text.find('\n'); line != std::string_view::npos)
    return text.substr(0, line);
  const std::size_t space = text.find_first_of(kSpace, text.size() / 2);
  return text.substr(0, space);
}

Result<ProjectionQuality> judge_projection(const LearningTexts& texts, const UnitVectors& vectors,
                                           std::span<const std::uint32_t> usable,
                                           const RowTexts& row_texts,
                                           const TextVectorsOptions& options) {
  return Judge(texts, vectors, usable, options).run(row_texts);
}

}  // namespace vitrine::meaning

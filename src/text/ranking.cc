#include "text/ranking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "text/block_kernels.h"

namespace vitrine::text {
namespace {

constexpr std::uint32_t kFirstWindow = 512;
constexpr std::uint32_t kWindow = 4096;
constexpr std::size_t kWindowWords = kWindow / 64;
constexpr float kFinest = 65536;
constexpr float kMaxUnits = 1073741824.0F;  ///< 2^30: sums stay below 2^31 with room to add.

using WindowBits = std::array<std::uint64_t, kWindowWords>;
using WindowUnits = std::array<std::uint32_t, kWindow>;

/// The best `limit` of the rows pushed, which come by ascending row.
class TopRows {
 public:
  explicit TopRows(std::size_t limit) : limit_(limit) {}

  /// Rows need more than this many units: a tie loses to the rows before it.
  std::uint32_t threshold() const { return threshold_; }

  void push(RankedRow row) {
    if (row.units <= threshold_) return;
    if (rows_.size() == limit_) {
      std::ranges::pop_heap(rows_, better);
      rows_.back() = row;
    } else {
      rows_.push_back(row);
    }
    std::ranges::push_heap(rows_, better);
    if (rows_.size() == limit_) threshold_ = rows_.front().units;
  }

  std::vector<RankedRow> take() && {
    std::ranges::sort(rows_, better);
    return std::move(rows_);
  }

 private:
  std::size_t limit_;
  std::uint32_t threshold_ = 0;
  std::vector<RankedRow> rows_;
};

/// One term's place in its postings, moving forward only.
class TermCursor {
 public:
  TermCursor(const RankedTerm& term, float units_per_point)
      : postings_(term.postings), weight_(term.weight * units_per_point) {}

  const Postings& postings() const { return postings_; }
  std::uint32_t bound() const { return bound_; }

  /// Moves to the window [begin, end) and bounds what the term can add to a row in it; 0 if it has
  /// none. The first window begins at 0, each where the last one ended.
  void enter_window(std::uint32_t begin, std::uint32_t end) {
    const std::uint32_t num_blocks = postings_.num_blocks();
    while (block_ < num_blocks && postings_.last_row(block_) < begin) ++block_;
    float impact = 0;
    for (std::uint32_t b = block_; b < num_blocks; ++b) {
      impact = std::max(impact, postings_.max_impact(b));
      if (postings_.last_row(b) >= end - 1) break;
    }
    bound_ = impact > 0 ? static_cast<std::uint32_t>(weight_ * std::min(impact, 1.0F)) + 1 : 0;
  }

  /// Adds what the term gives to the rows of the window.
  void score_window(std::uint32_t begin, std::uint32_t end, std::span<const float> norms,
                    WindowUnits& units) {
    for (std::uint32_t b = block_; b < postings_.num_blocks(); ++b) {
      load_scored(b, norms);
      const std::uint32_t stop = count_below(end);
      for (std::uint32_t i = count_below(begin); i < stop; ++i)
        units[rows_[i] - begin] += contributions_[i];
      if (postings_.last_row(b) >= end - 1) break;
    }
  }

  /// Marks the term's rows in the window.
  void mark_window(std::uint32_t begin, std::uint32_t end, std::size_t num_words,
                   WindowBits& matched) {
    if (postings_.has_bitmap()) {
      for (std::size_t w = 0; w < num_words; ++w)
        matched[w] |= postings_.bitmap_word(begin / 64 + w);
      return;
    }
    for (std::uint32_t b = block_; b < postings_.num_blocks(); ++b) {
      load(b);
      const std::uint32_t stop = count_below(end);
      for (std::uint32_t i = count_below(begin); i < stop; ++i) {
        const std::uint32_t at = rows_[i] - begin;
        matched[at / 64] |= 1ULL << (at % 64);
      }
      if (postings_.last_row(b) >= end - 1) break;
    }
  }

  /// What the term adds to `row`. Requires: postings().has_table().
  std::uint32_t units_of(std::uint32_t row, float norm) const {
    const std::uint32_t frequency = postings_.table_frequency(row);
    return frequency == 0 ? 0 : contribution(weight_, frequency, norm);
  }

 private:
  static constexpr std::uint32_t kNothing = ~0U;

  void load(std::uint32_t block) {
    if (loaded_ == block) return;
    loaded_ = block;
    scored_ = kNothing;
    pad(postings_.decode_rows(block, rows_.data()));
  }
  void load_scored(std::uint32_t block, std::span<const float> norms) {
    if (scored_ == block) return;
    loaded_ = scored_ = block;
    pad(postings_.decode_contributions(block, norms, weight_, rows_.data(), contributions_.data()));
  }
  void pad(std::uint32_t count) { std::fill(rows_.begin() + count, rows_.end(), kNothing); }
  std::uint32_t count_below(std::uint32_t row) const {
    return kernels_.count_below(rows_.data(), row);
  }

  const BlockKernels& kernels_ = block_kernels();
  Postings postings_;
  float weight_;
  std::uint32_t bound_ = 0;
  std::uint32_t block_ = 0;  ///< The first that may reach into the window.
  std::uint32_t loaded_ = kNothing;
  std::uint32_t scored_ = kNothing;
  std::array<std::uint32_t, kPackedBlock> rows_;
  std::array<std::uint32_t, kPackedBlock> contributions_;
};

class Ranker {
 public:
  Ranker(std::span<const RankedTerm> terms, std::span<const float> norms,
         const RankRequest& request)
      : norms_(norms), request_(request), top_(request.limit) {
    std::vector<float> weights;
    for (const RankedTerm& term : terms) weights.push_back(term.weight);
    result_.units_per_point = units_per_point(weights);
    cursors_.reserve(terms.size());
    for (const RankedTerm& term : terms) cursors_.emplace_back(term, result_.units_per_point);
    by_bound_.resize(terms.size());
    std::iota(by_bound_.begin(), by_bound_.end(), std::size_t{0});
    bound_sums_.resize(terms.size());
    if (request.want_matched) result_.matched.resize((norms.size() + 63) / 64);
  }

  void window(std::uint32_t begin, std::uint32_t end) {
    begin_ = begin;
    end_ = end;
    num_words_ = (end - begin + 63) / 64;
    if (!load_filter()) return;
    matched_ = {};
    const std::size_t first_essential = split_terms();
    for (std::size_t i = first_essential; i < by_bound_.size(); ++i) score(cursor(i));
    if (first_essential == by_bound_.size() || !may_reach_top(first_essential)) {
      for (std::size_t i = 0; i < first_essential; ++i) mark(cursor(i));
    } else {
      finish(first_essential);
    }
    if (first_essential < by_bound_.size()) std::fill_n(units_.begin(), num_words_ * 64, 0U);
    count_matched();
  }

  Ranking take() && {
    result_.rows = std::move(top_).take();
    return std::move(result_);
  }

 private:
  TermCursor& cursor(std::size_t place) { return cursors_[by_bound_[place]]; }

  /// False if no row of the window passes.
  bool load_filter() {
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < num_words_; ++w) {
      const std::size_t at = begin_ / 64 + w;
      pass_[w] = !request_.filtered ? ~0ULL : at < request_.filter.size() ? request_.filter[at] : 0;
      any |= pass_[w];
    }
    const std::uint32_t rows = end_ - begin_;
    if (rows % 64 != 0) pass_[num_words_ - 1] &= (1ULL << (rows % 64)) - 1;
    return any != 0;
  }

  /// Orders the terms by what they can add in this window. The first terms, whose bounds together
  /// do not exceed the threshold, are not essential: returns how many they are.
  std::size_t split_terms() {
    for (TermCursor& cursor : cursors_) cursor.enter_window(begin_, end_);
    std::ranges::sort(by_bound_, [&](std::size_t a, std::size_t b) {
      const std::uint32_t bound_a = cursors_[a].bound();
      const std::uint32_t bound_b = cursors_[b].bound();
      return bound_a != bound_b ? bound_a < bound_b : a < b;
    });
    std::uint32_t sum = 0;
    std::size_t first_essential = 0;
    for (std::size_t i = 0; i < by_bound_.size(); ++i) {
      sum += cursor(i).bound();
      bound_sums_[i] = sum;
      if (request_.limit == 0 || sum <= top_.threshold()) first_essential = i + 1;
    }
    return first_essential;
  }

  void score(TermCursor& cursor) {
    if (cursor.bound() > 0) cursor.score_window(begin_, end_, norms_, units_);
  }
  void mark(TermCursor& cursor) {
    if (cursor.bound() > 0) cursor.mark_window(begin_, end_, num_words_, matched_);
  }

  /// What the terms before `place` can add to a row.
  std::uint32_t rest_before(std::size_t place) const {
    return place == 0 ? 0 : bound_sums_[place - 1];
  }
  /// Rows with more units than this can still reach the top when `rest` may come.
  std::uint32_t floor_with(std::uint32_t rest) const {
    return top_.threshold() > rest ? top_.threshold() - rest : 0;
  }

  /// Marks the rows that have been scored; whether one of them passes and has more than `floor`.
  bool survey(std::uint32_t floor) {
    WindowBits scored;
    kernels_.masks(units_.data(), num_words_, floor, above_.data(), scored.data());
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < num_words_; ++w) {
      matched_[w] |= scored[w];
      above_[w] &= pass_[w];
      any |= above_[w];
    }
    return any != 0;
  }
  bool may_reach_top(std::size_t first_essential) {
    return survey(floor_with(rest_before(first_essential)));
  }

  /// Adds the non-essential terms: to all rows, but those with a table only to the rows that may
  /// still reach the top.
  void finish(std::size_t first_essential) {
    looked_up_.clear();
    std::uint32_t rest = 0;
    for (std::size_t i = first_essential; i-- > 0;) {
      if (cursor(i).postings().has_table()) {
        looked_up_.push_back(by_bound_[i]);
        rest += cursor(i).bound();
        mark(cursor(i));
      } else {
        score(cursor(i));
      }
    }
    if (!survey(floor_with(rest))) return;
    list_candidates();
    for (const std::size_t term : looked_up_) {
      rest -= cursors_[term].bound();
      look_up(cursors_[term], floor_with(rest));
    }
    for (const std::uint32_t at : candidates_) top_.push({begin_ + at, units_[at]});
  }

  void list_candidates() {
    candidates_.clear();
    for (std::size_t w = 0; w < num_words_; ++w) {
      for (std::uint64_t bits = above_[w]; bits != 0; bits &= bits - 1) {
        candidates_.push_back(static_cast<std::uint32_t>(w * 64) +
                              static_cast<std::uint32_t>(std::countr_zero(bits)));
      }
    }
  }

  /// Adds the term to the candidates and leaves those with more than `floor`. Which ones those are
  /// is hard to predict, so there is no branch on it.
  void look_up(const TermCursor& term, std::uint32_t floor) {
    std::size_t left = 0;
    for (const std::uint32_t at : candidates_) {
      units_[at] += term.units_of(begin_ + at, norms_[begin_ + at]);
      candidates_[left] = at;
      left += units_[at] > floor ? 1 : 0;
    }
    candidates_.resize(left);
  }

  void count_matched() {
    for (std::size_t w = 0; w < num_words_; ++w) matched_[w] &= pass_[w];
    result_.total += kernels_.count_ones(matched_.data(), num_words_);
    if (!request_.want_matched) return;
    std::copy_n(matched_.begin(), num_words_,
                result_.matched.begin() + static_cast<std::ptrdiff_t>(begin_ / 64));
  }

  const BlockKernels& kernels_ = block_kernels();
  std::span<const float> norms_;
  RankRequest request_;
  TopRows top_;
  Ranking result_;
  std::vector<TermCursor> cursors_;
  std::vector<std::size_t> by_bound_;      ///< Cursors by ascending bound in this window.
  std::vector<std::uint32_t> bound_sums_;  ///< Of the bounds up to and with each of them.
  std::vector<std::size_t> looked_up_;     ///< Non-essential cursors with a table.
  std::vector<std::uint32_t> candidates_;  ///< Rows less `begin_`.
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  std::size_t num_words_ = 0;
  WindowBits pass_;
  WindowBits matched_;
  WindowBits above_;
  WindowUnits units_ = {};
};

}  // namespace

float units_per_point(std::span<const float> weights) {
  float sum = 0;
  for (const float weight : weights) sum += weight;
  float units = kFinest;
  while (sum * units > kMaxUnits) units /= 2;
  return units;
}

Result<Ranking> rank(std::span<const RankedTerm> terms, std::span<const float> norms,
                     const RankRequest& request, const std::stop_token& stop) {
  Ranker ranker(terms, norms, request);
  if (terms.empty()) return std::move(ranker).take();
  const auto num_rows = static_cast<std::uint32_t>(norms.size());
  std::uint32_t size = kFirstWindow;
  for (std::uint32_t begin = 0; begin < num_rows;) {
    if (stop.stop_requested()) return cancelled("the search was stopped");
    const std::uint32_t end = num_rows - begin < size ? num_rows : begin + size;
    ranker.window(begin, end);
    begin = end;
    size = std::min(size * 2, kWindow);
  }
  return std::move(ranker).take();
}

}  // namespace vitrine::text

#include "text/ranking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

namespace vitrine {
namespace {

constexpr std::uint32_t kWindow = 4096;
constexpr std::size_t kWindowWords = kWindow / 64;
constexpr float kFinest = 65536;
constexpr float kMaxUnits = 1073741824.0F;  ///< 2^30: sums stay below 2^31 with room to add.

using WindowBits = std::array<std::uint64_t, kWindowWords>;

/// Whether any of 64 numbers below 2^31 is above `floor`.
bool any_above(const std::uint32_t* units, std::uint32_t floor) {
  using Lanes = std::int32_t __attribute__((vector_size(16)));
  const auto limit = static_cast<std::int32_t>(floor);
  Lanes above = {};
  for (std::size_t i = 0; i < 64; i += 4) {
    Lanes lanes;
    std::memcpy(&lanes, units + i, sizeof lanes);
    above |= lanes > limit;
  }
  return (above[0] | above[1] | above[2] | above[3]) != 0;
}

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
  /// none.
  void enter_window(std::uint32_t begin, std::uint32_t end) {
    while (block_ < postings_.num_blocks() && postings_.last_row(block_) < begin) ++block_;
    float impact = 0;
    for (std::uint32_t b = block_; b < postings_.num_blocks(); ++b) {
      impact = std::max(impact, postings_.max_impact(b));
      if (postings_.last_row(b) >= end - 1) break;
    }
    bound_ = impact > 0 ? static_cast<std::uint32_t>(weight_ * std::min(impact, 1.0F)) + 1 : 0;
    probe_ = block_;
  }

  /// Calls visit(row - begin, units) for the term's rows in the window.
  void score_window(std::uint32_t begin, std::uint32_t end, std::span<const float> norms,
                    std::span<std::uint32_t, kWindow> units, WindowBits& matched) {
    for (std::uint32_t b = block_; b < postings_.num_blocks(); ++b) {
      load(b);
      for (std::uint32_t i = first_at_or_after(begin); i < count_; ++i) {
        const std::uint32_t at = rows_[i] - begin;
        if (at >= end - begin) break;
        units[at] += contribution(weight_, frequencies_[i], norms[at]);
        matched[at / 64] |= 1ULL << (at % 64);
      }
      if (postings_.last_row(b) >= end - 1) break;
    }
  }

  /// Marks the term's rows in the window.
  void mark_window(std::uint32_t begin, std::uint32_t end, std::size_t num_words,
                   WindowBits& matched) {
    if (postings_.has_bitmap()) {
      for (std::size_t w = 0; w < num_words; ++w) {
        matched[w] |= postings_.bitmap_word(begin / 64 + w);
      }
      return;
    }
    for (std::uint32_t b = block_; b < postings_.num_blocks(); ++b) {
      load(b);
      for (std::uint32_t i = first_at_or_after(begin); i < count_; ++i) {
        const std::uint32_t at = rows_[i] - begin;
        if (at >= end - begin) break;
        matched[at / 64] |= 1ULL << (at % 64);
      }
      if (postings_.last_row(b) >= end - 1) break;
    }
  }

  /// What the term adds to `row`; rows must be asked for in ascending order within a window.
  std::uint32_t units_of(std::uint32_t row, float norm) {
    if (!postings_.may_have(row)) return 0;
    while (probe_ < postings_.num_blocks() && postings_.last_row(probe_) < row) ++probe_;
    if (probe_ == postings_.num_blocks()) return 0;
    load(probe_);
    const std::uint32_t at = first_at_or_after(row);
    return rows_[at] == row ? contribution(weight_, frequencies_[at], norm) : 0;
  }

 private:
  void load(std::uint32_t block) {
    if (loaded_ == block) return;
    loaded_ = block;
    count_ = postings_.decode(block, rows_.data(), frequencies_.data());
    std::fill(rows_.begin() + count_, rows_.end(), ~0U);
  }
  /// Index of the first row >= `row`, 127 if there is none. Seven steps without a branch: where the
  /// row lies is a coin toss each time.
  std::uint32_t first_at_or_after(std::uint32_t row) const {
    std::uint32_t at = 0;
    for (std::uint32_t step = kPackedBlock / 2; step > 0; step /= 2) {
      at += rows_[at + step - 1] < row ? step : 0;
    }
    return at;
  }

  Postings postings_;
  float weight_;
  std::uint32_t bound_ = 0;
  std::uint32_t block_ = 0;  ///< The first that may reach into the window.
  std::uint32_t probe_ = 0;
  std::uint32_t loaded_ = ~0U;
  std::uint32_t count_ = 0;
  std::array<std::uint32_t, kPackedBlock> rows_ = {};
  std::array<std::uint32_t, kPackedBlock> frequencies_ = {};
};

class Ranker {
 public:
  Ranker(std::span<const RankedTerm> terms, std::span<const float> norms, std::size_t limit,
         bool filtered, std::span<const std::uint64_t> filter)
      : norms_(norms), filtered_(filtered), filter_(filter), top_(limit), collect_(limit > 0) {
    result_.units_per_point = units_per_point(terms);
    cursors_.reserve(terms.size());
    for (const RankedTerm& term : terms) cursors_.emplace_back(term, result_.units_per_point);
    by_bound_.resize(terms.size());
    std::iota(by_bound_.begin(), by_bound_.end(), std::size_t{0});
    bound_sums_.resize(terms.size());
  }

  void window(std::uint32_t begin) {
    const auto num_rows = static_cast<std::uint32_t>(norms_.size());
    begin_ = begin;
    end_ = num_rows - begin < kWindow ? num_rows : begin + kWindow;
    num_words_ = (end_ - begin_ + 63) / 64;
    if (!load_filter()) return;
    const std::size_t first_essential = split_terms();
    scored_.fill(0);
    for (std::size_t i = first_essential; i < by_bound_.size(); ++i) score(cursors_[by_bound_[i]]);
    matched_ = scored_;
    for (std::size_t i = 0; i < first_essential; ++i) {
      TermCursor& cursor = cursors_[by_bound_[i]];
      if (cursor.bound() > 0) cursor.mark_window(begin_, end_, num_words_, matched_);
    }
    for (std::size_t w = 0; w < num_words_; ++w) {
      result_.total += static_cast<std::uint64_t>(std::popcount(matched_[w] & pass_[w]));
    }
    if (first_essential < by_bound_.size()) collect(first_essential);
  }

  Ranking take() && {
    result_.rows = std::move(top_).take();
    return std::move(result_);
  }

 private:
  /// False if no row of the window passes.
  bool load_filter() {
    pass_.fill(0);
    std::uint64_t any = 0;
    for (std::size_t w = 0; w < num_words_; ++w) {
      const std::size_t at = begin_ / 64 + w;
      pass_[w] = filtered_ ? (at < filter_.size() ? filter_[at] : 0) : ~0ULL;
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
      sum += cursors_[by_bound_[i]].bound();
      bound_sums_[i] = sum;
      if (!collect_ || sum <= top_.threshold()) first_essential = i + 1;
    }
    return first_essential;
  }

  void score(TermCursor& cursor) {
    if (cursor.bound() == 0) return;
    cursor.score_window(begin_, end_, norms_.subspan(begin_, end_ - begin_), units_, scored_);
  }

  void collect(std::size_t first_essential) {
    const std::uint32_t rest = first_essential == 0 ? 0 : bound_sums_[first_essential - 1];
    for (std::size_t w = 0; w < num_words_; ++w) {
      // Most rows are far from the top: pass over them 64 at a time.
      const std::uint32_t threshold = top_.threshold();
      if (!any_above(&units_[w * 64], threshold > rest ? threshold - rest : 0)) continue;
      for (std::uint64_t bits = scored_[w] & pass_[w]; bits != 0; bits &= bits - 1) {
        const std::size_t at = w * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        if (units_[at] + rest <= top_.threshold()) continue;
        const auto row = begin_ + static_cast<std::uint32_t>(at);
        top_.push({row, complete(row, units_[at], first_essential)});
      }
    }
    units_.fill(0);
  }

  /// Adds what the non-essential terms give to `row`, as long as it can still make the top.
  std::uint32_t complete(std::uint32_t row, std::uint32_t units, std::size_t first_essential) {
    for (std::size_t i = first_essential; i-- > 0;) {
      if (units + bound_sums_[i] <= top_.threshold()) return units;
      TermCursor& cursor = cursors_[by_bound_[i]];
      if (cursor.bound() > 0) units += cursor.units_of(row, norms_[row]);
    }
    return units;
  }

  std::span<const float> norms_;
  bool filtered_;
  std::span<const std::uint64_t> filter_;
  TopRows top_;
  bool collect_;
  Ranking result_;
  std::vector<TermCursor> cursors_;
  std::vector<std::size_t> by_bound_;      ///< Cursors by ascending bound in this window.
  std::vector<std::uint32_t> bound_sums_;  ///< Of the bounds up to and with each of them.
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
  std::size_t num_words_ = 0;
  WindowBits pass_ = {};
  WindowBits scored_ = {};
  WindowBits matched_ = {};
  std::array<std::uint32_t, kWindow> units_ = {};
};

}  // namespace

float units_per_point(std::span<const RankedTerm> terms) {
  float sum = 0;
  for (const RankedTerm& term : terms) sum += term.weight;
  float units = kFinest;
  while (sum * units > kMaxUnits) units /= 2;
  return units;
}

Result<Ranking> rank(std::span<const RankedTerm> terms, std::span<const float> norms,
                     std::size_t limit, bool filtered, std::span<const std::uint64_t> filter,
                     const std::stop_token& stop) {
  Ranker ranker(terms, norms, limit, filtered, filter);
  if (terms.empty()) return std::move(ranker).take();
  for (std::size_t begin = 0; begin < norms.size(); begin += kWindow) {
    if (stop.stop_requested()) return cancelled("the search was stopped");
    ranker.window(static_cast<std::uint32_t>(begin));
  }
  return std::move(ranker).take();
}

}  // namespace vitrine

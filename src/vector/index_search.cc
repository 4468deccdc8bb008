#include "vector/index_search.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "vector/prefetch.h"

namespace vitrine::vector {
namespace {

// Blocks whose values are kept at a time: 16,384 rows, whose values and codes stay in the second
// cache. Between stretches the threshold rises and the stop token is looked at.
constexpr std::size_t kStretchBlocks = 256;
// Candidates of each stretch that are scored exactly at once, to raise the threshold.
constexpr std::size_t kEagerCandidates = 16;
constexpr std::size_t kPrefetchRecords = 6;
constexpr std::size_t kPrefetchRows = 2;
constexpr std::size_t kRowsPerCheck = 4096;
// Rounding of float32 sums, so that equal vectors stay equal whatever their codes say.
constexpr float kRounding = 2e-6F;

constexpr float kNone = -std::numeric_limits<float>::infinity();

template <typename Float>
std::span<const Float> row_of(const VectorMatrix<Float>& matrix, std::uint64_t row) {
  return matrix.values.subspan(row * matrix.dimension, matrix.dimension);
}

/// Calls visit(row) for each row of the blocks' masks, in order, until it says false.
template <typename Visit>
bool for_each_row(std::size_t first_block, std::span<const std::uint64_t> masks, Visit visit) {
  for (std::size_t i = 0; i < masks.size(); ++i) {
    for (std::uint64_t rows = masks[i]; rows != 0; rows &= rows - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rows));
      if (!visit((first_block + i) * kBlockRows + r)) return false;
    }
  }
  return true;
}

RowEncoder encoded(const IndexParts& parts, std::span<const float> query) {
  RowEncoder encoder(*parts.rotation, parts.mean);
  encoder.encode(query);
  return encoder;
}

}  // namespace

IndexSearch::IndexSearch(const IndexParts& parts, const VectorQuery& query,
                         std::span<const std::uint64_t> masks)
    : parts_(parts),
      query_(query),
      masks_(masks),
      encoder_(encoded(parts, query.vector)),
      query_norm_(encoder_.norm()),
      residual_length_(std::sqrt(encoder_.squares())),
      common_(encoder_.common()),
      deviations_(deviations_for(query.accuracy.target())),
      sign_margin_(deviations_ * residual_length_ *
                   sign_spread(parts.layout->scanned, parts.layout->padded)),
      tables_(encoder_.rotated().first(parts.layout->scanned)),
      nibbles_(encoder_.rotated()),
      estimates_(query.limit),
      similarity_(query.vector, query.metric),
      nearest_(query.limit) {}

/// In the order of the metric; for estimates, so its rounding does not count.
float IndexSearch::similarity_of(float cosine, float norm) const {
  if (query_.metric == Metric::kCosine) return cosine;
  const float product = query_norm_ * norm * cosine;
  if (query_.metric == Metric::kDot) return product;
  return 2 * product - query_norm_ * query_norm_ - norm * norm;
}

/// Fills values_ and maxima_ with upper bounds of the similarities.
void IndexSearch::scan_signs(std::size_t first_block, std::span<const std::uint64_t> masks) {
  const SignScan scan = {parts_.blocks.data() + first_block * parts_.layout->block_bytes,
                         parts_.layout->scanned, &tables_, sign_margin_, common_};
  scan_sign_blocks(scan, masks, values_, maxima_);
  if (query_.metric == Metric::kCosine) return;
  for (std::size_t i = 0; i < masks.size(); ++i) {
    if (masks[i] == 0) continue;
    maxima_[i] = kNone;
    for (std::size_t r = 0; r < kBlockRows; ++r) {
      const std::uint64_t row = (first_block + i) * kBlockRows + r;
      float& value = values_[i * kBlockRows + r];
      if (value == kNone) continue;
      value = similarity_of(value, parts_.norms[row]);
      if (std::isnan(value)) value = kNone;
      maxima_[i] = std::max(maxima_[i], value);
    }
  }
}

/// Moves what reaches the threshold from values_ to candidates_.
void IndexSearch::collect(std::size_t first_block, std::span<const std::uint64_t> masks,
                          float threshold) {
  for (std::size_t i = 0; i < masks.size(); ++i) {
    if (masks[i] == 0 || !(maxima_[i] >= threshold)) continue;
    const std::span<float> values = std::span(values_).subspan(i * kBlockRows, kBlockRows);
    for (std::uint64_t rows = rows_reaching(values, threshold) & masks[i]; rows != 0;
         rows &= rows - 1) {
      const auto r = static_cast<std::size_t>(std::countr_zero(rows));
      if (values[r] == kNone) continue;
      candidates_.push_back({(first_block + i) * kBlockRows + r, values[r]});
      values[r] = kNone;
    }
  }
}

/// Looks at the nibbles of the most promising rows, at least as many as are wanted if there are.
void IndexSearch::seed(std::size_t first_block, std::span<const std::uint64_t> masks) {
  const std::size_t wanted = query_.limit + kEagerCandidates;
  std::vector<float> best;
  if (wanted < masks.size() / 2) {
    best.assign(maxima_.begin(), maxima_.begin() + static_cast<std::ptrdiff_t>(masks.size()));
  } else {
    for_each_row(0, masks, [&](std::size_t row) {
      best.push_back(values_[row]);
      return true;
    });
  }
  float threshold = kNone;
  if (best.size() > wanted) {
    const auto nth = best.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::ranges::nth_element(best, nth, std::ranges::greater());
    threshold = *nth;
  }
  collect(first_block, masks, threshold);
  look_at_nibbles(candidates_);
  candidates_.clear();
}

bool IndexSearch::look_at_signs(const std::stop_token& stop) {
  const std::size_t stretch =
      std::max(kStretchBlocks, static_cast<std::size_t>(query_.limit) / (kBlockRows / 8));
  values_.resize(std::min(stretch, masks_.size()) * kBlockRows);
  maxima_.resize(values_.size() / kBlockRows);
  for (std::size_t first = 0; first < masks_.size(); first += stretch) {
    if (stop.stop_requested()) return false;
    const auto masks = masks_.subspan(first, std::min(stretch, masks_.size() - first));
    scan_signs(first, masks);
    if (estimates_.threshold() == kNone) seed(first, masks);
    const std::size_t before = candidates_.size();
    collect(first, masks, estimates_.threshold());
    const std::span<Candidate> fresh = std::span(candidates_).subspan(before);
    const std::size_t eager = std::min(kEagerCandidates, fresh.size());
    std::ranges::partial_sort(fresh, fresh.begin() + static_cast<std::ptrdiff_t>(eager),
                              std::ranges::greater(), &Candidate::bound);
    look_at_nibbles(fresh.first(eager));
    candidates_.erase(candidates_.begin() + static_cast<std::ptrdiff_t>(before),
                      candidates_.begin() + static_cast<std::ptrdiff_t>(before + eager));
  }
  std::erase_if(candidates_, [&](const Candidate& candidate) {
    return candidate.bound < estimates_.threshold();
  });
  look_at_nibbles(candidates_);
  return true;
}

void IndexSearch::look_at_nibbles(std::span<const Candidate> candidates) {
  const std::size_t record_bytes = parts_.layout->record_bytes;
  const auto record = [&](std::size_t i) {
    return parts_.records.subspan(candidates[i].row * record_bytes, record_bytes);
  };
  for (std::size_t i = 0; i < std::min(kPrefetchRecords, candidates.size()); ++i)
    prefetch_bytes(record(i));
  const float deviations = deviations_ + 0.5F;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i + kPrefetchRecords < candidates.size()) prefetch_bytes(record(i + kPrefetchRecords));
    if (candidates[i].bound < estimates_.threshold()) continue;
    if (!parts_.file->was_checked(record(i)) && !parts_.file->check_once(record(i))) {
      is_damaged_ = true;
      return;
    }
    const NibbleEstimate seen = estimate(nibbles_, record(i).data());
    const float cosine = common_ + seen.value;
    const float error = deviations * seen.error * residual_length_ + kRounding;
    const float bound = similarity_of(cosine + error, seen.norm);
    const float similarity = similarity_of(cosine, seen.norm);
    if (!(bound >= estimates_.threshold()) || std::isnan(similarity)) continue;
    refined_.push_back({candidates[i].row, bound});
    estimates_.offer({candidates[i].row, similarity});
  }
}

bool IndexSearch::look_at_all_nibbles(const std::stop_token& stop) {
  const bool is_done = for_each_row(0, masks_, [&](std::uint64_t row) {
    candidates_.push_back({row, -kNone});
    if (candidates_.size() < kRowsPerCheck) return true;
    look_at_nibbles(candidates_);
    candidates_.clear();
    return !stop.stop_requested();
  });
  look_at_nibbles(candidates_);
  return is_done;
}

Status IndexSearch::look_at_floats(const std::stop_token& stop) {
  std::erase_if(refined_, [&](const Candidate& candidate) {
    return candidate.bound < estimates_.threshold();
  });
  std::ranges::sort(refined_, [](const Candidate& a, const Candidate& b) {
    return a.bound != b.bound ? a.bound > b.bound : a.row < b.row;
  });
  return std::visit(
      [&](const auto& matrix) -> Status {
        for (std::size_t i = 0; i < refined_.size(); ++i) {
          if (i % kRowsPerCheck == 0 && stop.stop_requested()) return cancelled("stopped");
          if (i + kPrefetchRows < refined_.size())
            prefetch_bytes(std::as_bytes(row_of(matrix, refined_[i + kPrefetchRows].row)));
          if (refined_[i].bound < nearest_.threshold()) break;
          if (matrix.check) {
            if (Status whole = matrix.check(refined_[i].row, 1); !whole) return whole;
          }
          const auto similarity = similarity_.of(row_of(matrix, refined_[i].row));
          if (similarity) nearest_.offer({refined_[i].row, *similarity});
        }
        return {};
      },
      parts_.matrix);
}

Result<std::vector<Neighbour>> IndexSearch::run(FirstLook first, const std::stop_token& stop) {
  const bool is_seen = first == FirstLook::kSigns ? look_at_signs(stop) : look_at_all_nibbles(stop);
  if (!is_seen) return cancelled("stopped");
  if (is_damaged_) return parts_.file->damaged();
  if (Status status = look_at_floats(stop); !status) return std::move(status).error();
  return std::move(nearest_).sorted();
}

}  // namespace vitrine::vector

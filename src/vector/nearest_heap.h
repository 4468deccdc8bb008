#pragma once
// The best few of the neighbours seen so far. Offering costs one comparison for what does not
// belong, log(limit) for what does. Not thread safe.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "vector/vector_query.h"

namespace vitrine::vector {

class NearestHeap {
 public:
  explicit NearestHeap(std::uint64_t limit) : limit_(limit) {}

  void offer(const Neighbour& candidate) {
    if (heap_.size() < limit_) {
      heap_.push_back(candidate);
      std::ranges::push_heap(heap_, is_nearer);
    } else if (limit_ > 0 && is_nearer(candidate, heap_.front())) {
      std::ranges::pop_heap(heap_, is_nearer);
      heap_.back() = candidate;
      std::ranges::push_heap(heap_, is_nearer);
    }
  }

  /// What a candidate must reach to have a place; minus infinity while there is room.
  float threshold() const {
    if (limit_ == 0) return std::numeric_limits<float>::infinity();
    return heap_.size() < limit_ ? -std::numeric_limits<float>::infinity()
                                 : heap_.front().similarity;
  }

  /// From the nearest to the farthest.
  std::vector<Neighbour> sorted() && {
    std::ranges::sort_heap(heap_, is_nearer);
    return std::move(heap_);
  }

 private:
  std::uint64_t limit_;
  std::vector<Neighbour> heap_;  // the worst on top
};

}  // namespace vitrine::vector

#pragma once
// One search in a vector index: the three looks of vector_index.h, over parts that somebody else
// keeps alive. One thread's; made for one query.

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "vector/nearest_heap.h"
#include "vector/nibble_codes.h"
#include "vector/row_encoder.h"
#include "vector/search_plan.h"
#include "vector/sign_codes.h"
#include "vector/similarity.h"
#include "vector/vector_index_format.h"
#include "vector/vector_query.h"

namespace vitrine::vector {

/// Views of what an index holds.
struct IndexParts {
  const Container* file = nullptr;  ///< Whose records are checked as they are read.
  const VectorIndexLayout* layout = nullptr;
  const Rotation* rotation = nullptr;
  std::span<const std::byte> blocks;
  std::span<const std::byte> records;
  std::span<const float> norms;
  std::span<const float> mean;
  AnyVectorMatrix matrix;
};

class IndexSearch {
 public:
  /// The arguments must outlive this object. `masks`: one word for each block, the rows that may be
  /// returned. Requires: the query has the index's dimension and is comparable, not exact, and not
  /// all zeros.
  IndexSearch(const IndexParts& parts, const VectorQuery& query,
              std::span<const std::uint64_t> masks);

  /// Requires: called once; `first` is not kFloats. Errors: cancelled; corrupt; those of the
  /// matrix's check.
  Result<std::vector<Neighbour>> run(FirstLook first, const std::stop_token& stop);

 private:
  /// A row whose similarity is only known to be at most `bound`.
  struct Candidate {
    std::uint64_t row;
    float bound;
  };

  float similarity_of(float cosine, float norm) const;
  void scan_signs(std::size_t first_block, std::span<const std::uint64_t> masks);
  void collect(std::size_t first_block, std::span<const std::uint64_t> masks, float threshold);
  void seed(std::size_t first_block, std::span<const std::uint64_t> masks);
  bool look_at_signs(const std::stop_token& stop);
  bool look_at_all_nibbles(const std::stop_token& stop);
  void look_at_nibbles(std::span<const Candidate> candidates);
  Status look_at_floats(const std::stop_token& stop);

  const IndexParts& parts_;
  const VectorQuery& query_;
  std::span<const std::uint64_t> masks_;
  RowEncoder encoder_;
  float query_norm_ = 0;
  float residual_length_ = 0;  // of the query's direction less the mean
  float common_ = 0;           // what every row's cosine has of the query alone
  float deviations_;
  float sign_margin_;
  bool is_damaged_ = false;
  SignTables tables_;
  NibbleQuery nibbles_;

  std::vector<float> values_;  // of one stretch of blocks
  std::vector<float> maxima_;
  std::vector<Candidate> candidates_;  // seen by their signs
  std::vector<Candidate> refined_;     // seen by their nibbles
  NearestHeap estimates_;              // the best by their nibbles
  SimilarityTo similarity_;
  NearestHeap nearest_;
};

}  // namespace vitrine::vector

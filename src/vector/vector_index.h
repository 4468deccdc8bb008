#pragma once
// The vector index: nearest rows at a fraction of a scan's cost, under any filter, without a graph
// and without training.
//
// A search looks three times. First at one bit per coordinate of every allowed row (sign_codes.h),
// which gives each an upper bound of its similarity; then, of the rows whose bound reaches what the
// best rows found so far have, at four bits per coordinate (nibble_codes.h); and last at the floats
// of the few rows that can still be among the nearest. How many rows pass from look to look follows
// from the known error of the codes and the accuracy asked for, not from a fixed number: an easy
// query passes a hundred, a hard one thousands. Similarities are always those of the floats.
//
// What is looked at first depends on how many rows a filter leaves (search_plan.h): few are
// compared at once, more begin with the nibbles, many with the signs. So time falls as the set
// shrinks, and recall does not.
//
// Immutable and thread safe; a search runs on the caller's thread, needs some 100 KB, and gives the
// same answer every time. One index serves all metrics.
//
//   Result<VectorIndex> index = VectorIndex::open(folder / "vectors-3.vtq", matrix);
//   Result<Neighbours> found = index->search({.vector = query, .limit = 10}, stop);

#include <cstdint>
#include <memory>
#include <stop_token>

#include "base/file.h"
#include "base/result.h"
#include "vector/vector_query.h"

namespace vitrine::vector {

class VectorIndex {
 public:
  /// Maps and checks the file that build_vector_index() made of `matrix`, whose values must outlive
  /// the index. The sign codes are copied into huge pages.
  /// Errors: corrupt, also for a matrix of another shape; unsupported for another version; io.
  /// Cost: reads all of the file but the records of its four-bit codes, which are most of it; those
  /// are checked as they are read.
  static Result<VectorIndex> open(const fs::path& codes, AnyVectorMatrix matrix);

  ~VectorIndex();
  VectorIndex(VectorIndex&&) noexcept;
  VectorIndex& operator=(VectorIndex&&) noexcept;

  /// As exact_search(), but that a nearest row may be missing, as often as the accuracy allows.
  Result<Neighbours> search(const VectorQuery& query, const std::stop_token& stop) const;

  std::uint64_t size_bytes() const;
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const;

 private:
  struct Parts;
  explicit VectorIndex(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace vitrine::vector

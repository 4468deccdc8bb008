#pragma once
// TextVectors: the vectors of a split's texts, one a row, mapped from their file.
//
// A row's vector is what its levels of four bits stand for, at length 1: cosines with a query are
// exact for that vector but for the query's own rounding to bytes (below 0.004), and the same by
// every way of asking. It lies within a cosine of 0.99 of the text's float vector. Rows whose text
// has no word that is known have no vector. Format: docs/formats/text-vectors.md. Immutable and
// thread safe.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "base/container.h"
#include "base/result.h"
#include "vector/nibble_codes.h"
#include "vector/vector_query.h"

namespace vitrine::meaning {

/// The cosines of a query with records: what TextVectors keeps of a row, wherever it is kept.
/// Thread safe.
class RecordSimilarity {
 public:
  /// `query`: TextSpace::dimension() values of any length.
  explicit RecordSimilarity(std::span<const float> query);

  /// Whether the query points anywhere.
  bool is_comparable() const { return query_.has_value(); }
  /// Requires: is_comparable(), nibble_record_bytes() of the query's length. Cost: 5 ns.
  float of(std::span<const std::byte> record) const;

 private:
  std::optional<vector::NibbleQuery> query_;
};

/// The vector, of length 1, that a record stands for. Requires: a record of so many values.
std::vector<float> vector_of_record(std::span<const std::byte> record, std::uint32_t dimension);

class TextVectors {
 public:
  /// Errors: not_found, corrupt, io; unsupported for the vectors of another version of the encoder.
  static Result<TextVectors> open(const fs::path& path);

  std::uint64_t num_rows() const { return num_rows_; }
  std::uint32_t dimension() const { return dimension_; }
  /// Bit r % 64 of word r / 64: whether row r has a vector.
  std::span<const std::uint64_t> present() const { return present_; }
  bool has_vector(std::uint64_t row) const { return (present_[row / 64] >> row % 64 & 1U) != 0; }
  bool is_intact() const { return file_.is_intact(); }

  /// What is kept of a row, empty where there is nothing. Requires: row < num_rows(). Errors:
  /// corrupt.
  Result<std::span<const std::byte>> record(std::uint64_t row) const;
  /// Of length 1, empty where there is none. Requires: row < num_rows(). Errors: corrupt.
  Result<std::vector<float>> vector(std::uint64_t row) const;
  /// The nearest of all allowed rows, by looking at each; `metric` and `accuracy` are not used.
  /// Requires: query.vector.size() == dimension(). Errors: cancelled; corrupt. Cost: 15 ns a row.
  Result<vector::Neighbours> search(const vector::VectorQuery& query,
                                    const std::stop_token& stop) const;
  /// The cosine of each row with `query`, of any length; nothing where there is none. Requires and
  /// errors: as search().
  Result<std::vector<std::optional<float>>> similarities(std::span<const float> query,
                                                         std::span<const std::uint64_t> rows) const;
  /// All vectors as floats, which the matrix owns. Errors: corrupt. Memory: 4 bytes a value.
  Result<vector::VectorMatrix<float>> matrix() const;

 private:
  explicit TextVectors(Container file) : file_(std::move(file)) {}
  Status read_shape();
  std::span<const std::byte> record_at(std::uint64_t row) const;

  Container file_;
  std::uint64_t num_rows_ = 0;
  std::uint32_t dimension_ = 0;
  std::span<const std::byte> records_;
  std::vector<std::uint64_t> present_;
};

}  // namespace vitrine::meaning

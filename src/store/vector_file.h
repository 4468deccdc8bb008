#pragma once
// Vector file: one fixed-length float column of a split as a flat matrix.
//
// n x dim, row-major, little-endian float32 or float64, the first row at a 64-byte boundary,
// followed by one presence bit per row (a null vector's row is all zeros). The bytes are what
// search scans and what a page of vectors is printed from. docs/formats/vector-file.md has the
// layout.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/file_kinds.h"
#include "base/result.h"

namespace vitrine::store {

enum class VectorElement : std::uint32_t {
  kFloat32 = 4,
  kFloat64 = 8
};  ///< Values are sizes in bytes.

/// Writes rows from the first to the last. Not thread safe.
class VectorFileWriter {
 public:
  static Result<VectorFileWriter> create(const fs::path& path, std::uint32_t dimension,
                                         VectorElement element);

  /// Requires: the writer's element type and dimension.
  Status append(std::span<const float> row);
  Status append(std::span<const double> row);
  Status append_null();
  Status finish();

 private:
  VectorFileWriter(ContainerWriter file, std::uint32_t dimension, VectorElement element);
  Status append_bytes(std::span<const std::byte> row);

  ContainerWriter file_;
  std::uint32_t dimension_;
  VectorElement element_;
  std::uint64_t num_rows_ = 0;
  std::vector<std::uint64_t> present_;
};

/// A mapped vector file. Immutable and thread safe.
class VectorFile {
 public:
  /// Errors: corrupt, unsupported. Of the matrix nothing is read: see check_rows().
  static Result<VectorFile> open(const fs::path& path);

  std::uint32_t dimension() const { return dimension_; }
  std::uint64_t num_rows() const { return num_rows_; }
  VectorElement element() const { return element_; }

  /// Checks rows against their checksums, once for as long as the file is open: to be asked before
  /// they are read. Errors: corrupt. Cost: one pass, and next to nothing the second time.
  Status check_rows(std::uint64_t first, std::uint64_t count) const;
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const { return file_.is_intact(); }

  /// Requires: row < num_rows().
  bool is_null(std::uint64_t row) const { return (present_[row / 64] >> (row % 64) & 1U) == 0; }
  /// `dimension()` floats. Requires: element() == kFloat32, row < num_rows().
  std::span<const float> floats(std::uint64_t row) const;
  /// Requires: element() == kFloat64, row < num_rows().
  std::span<const double> doubles(std::uint64_t row) const;

  /// All rows one after the other. Requires: element() == kFloat32.
  std::span<const float> all_floats() const;
  /// Requires: element() == kFloat64.
  std::span<const double> all_doubles() const;
  /// Bit r % 64 of word r / 64: whether row r has a vector.
  std::span<const std::uint64_t> present() const { return present_; }

  /// Appends row's values as a JSON array, or null. Cost: about 40 ns a value.
  void append_json(std::string& out, std::uint64_t row) const;

 private:
  explicit VectorFile(Container file) : file_(std::move(file)) {}

  Container file_;
  std::uint32_t dimension_ = 0;
  std::uint64_t num_rows_ = 0;
  VectorElement element_ = VectorElement::kFloat32;
  std::span<const std::byte> matrix_;
  std::span<const std::uint64_t> present_;
};

}  // namespace vitrine::store

#pragma once
// VectorLog: the vectors that were made of texts, kept while a column is being filled, so that who
// is interrupted goes on where they stopped.
//
// A file of records, appended and never changed: the XXH3-128 of the text (16 bytes), the vector
// (dimension floats, little-endian), the XXH3-64 of both (8). A record that is cut or damaged ends
// the file; what stands before it counts. Not thread safe.

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "base/result.h"

namespace vitrine::embedding {

class VectorLog {
 public:
  /// Opens or creates the file. Errors: io.
  static Result<VectorLog> open(const fs::path& path, std::size_t dimension);

  ~VectorLog();
  VectorLog(VectorLog&& other) noexcept;
  VectorLog& operator=(VectorLog&&) = delete;

  std::size_t dimension() const { return dimension_; }
  std::size_t size() const { return places_.size(); }
  bool has(const Hash128& text) const { return places_.contains(text); }
  /// Appends vectors, one text's after the other. Requires: none is in the log, all differ.
  /// Errors: io, such as a full disk.
  Status append(std::span<const Hash128> texts, std::span<const float> vectors);
  /// Reads one. Requires: has(text), out.size() == dimension(). Errors: io, corrupt.
  Status read(const Hash128& text, std::span<float> out) const;

 private:
  struct HashOfHash {
    std::size_t operator()(const Hash128& text) const { return text.low; }
  };

  VectorLog(int descriptor, std::size_t dimension)
      : descriptor_(descriptor), dimension_(dimension) {}
  std::size_t record_bytes() const;
  Status find_records();

  int descriptor_ = -1;
  std::size_t dimension_;
  std::unordered_map<Hash128, std::uint64_t, HashOfHash> places_;  ///< Numbers of records.
};

}  // namespace vitrine::embedding

#pragma once
// VectorCache: vectors of texts by a model, kept on disk between runs, in one file of bounded size.
//
// The file is a table of slots: a text's place is its hash, and what is there already is replaced.
// Each slot has a checksum, so that one half written, or by two programs at once, is one that is
// missing. Thread safe. Not synced: what is lost is asked for again.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::endpoint {

class VectorCache {
 public:
  /// In `folder`, which is made, a file for the model and the dimension. `max_bytes` bounds it.
  /// Errors: io; the caller then goes on without.
  static Result<VectorCache> open(const fs::path& folder, std::string_view model,
                                  std::size_t dimension, std::uint64_t max_bytes);
  ~VectorCache();
  VectorCache(VectorCache&& other) noexcept;
  VectorCache& operator=(VectorCache&&) = delete;

  /// Whether the vector of `text` was there; then it is in `out`. Requires: out.size() is the
  /// dimension.
  bool get(std::string_view text, std::span<float> out) const;
  void put(std::string_view text, std::span<const float> vector) const;

 private:
  VectorCache(int file, std::size_t dimension, std::uint64_t num_slots)
      : file_(file), dimension_(dimension), num_slots_(num_slots) {}

  int file_;
  std::size_t dimension_;
  std::uint64_t num_slots_;
};

}  // namespace vitrine::endpoint

#pragma once
// Safetensors: a model's weights by their names, as Hugging Face keeps them.
//
//   8 bytes     length of the header, little-endian
//   header      JSON: {"name": {"dtype": "F32", "shape": [30522, 384], "data_offsets": [0,
//   46881792]}, ...} the rest    the tensors, row-major, one behind the other in some order,
//   without gaps
//
// The file is mapped and its header checked whole before anything is believed; the tensors' bytes
// are read when they are asked for. Immutable and thread safe; movable.
//
// Source: the format's description in huggingface/safetensors (README, "Format"), version 0.5.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::transformer {

enum class FloatFormat { kFloat32, kFloat16, kBFloat16 };

/// A tensor of numbers, in the file's own format. Valid as long as its Safetensors.
class FloatTensor {
 public:
  FloatTensor() = default;
  /// Requires: whole values.
  FloatTensor(FloatFormat format, std::span<const std::byte> bytes)
      : format_(format), bytes_(bytes) {}

  std::size_t size() const;
  /// Writes out.size() values from `first` on. Requires: first + out.size() <= size().
  void read(std::size_t first, std::span<float> out) const;
  std::vector<float> values() const;

 private:
  FloatFormat format_ = FloatFormat::kFloat32;
  std::span<const std::byte> bytes_;
};

class Safetensors {
 public:
  /// More than any model has: one of 1,000 layers has a header of about 2 MB.
  static constexpr std::uint64_t kMaxHeaderBytes = std::uint64_t{8} << 20U;

  /// Errors: not_found, io; corrupt for what is no safetensors file, is cut short, or has a header
  /// that contradicts itself; too_large for a header above kMaxHeaderBytes.
  static Result<Safetensors> open(const fs::path& path);

  bool has(std::string_view name) const { return tensors_.contains(name); }
  /// The tensor of this name and shape. Errors: corrupt if it is missing or of another shape;
  /// unsupported if it is not of F32, F16 or BF16.
  Result<FloatTensor> floats(std::string_view name, std::span<const std::uint64_t> shape) const;
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const;

 private:
  struct Tensor {
    std::string type;
    std::vector<std::uint64_t> shape;
    std::span<const std::byte> bytes;
  };

  explicit Safetensors(MappedFile file) : file_(std::move(file)) {}
  Status read_header();

  MappedFile file_;
  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace vitrine::transformer

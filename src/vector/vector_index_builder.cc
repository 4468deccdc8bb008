#include "vector/vector_index_builder.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>
#include <vector>

#include "base/mapped_output.h"
#include "base/workers.h"
#include "vector/nibble_codes.h"
#include "vector/row_bits.h"
#include "vector/row_encoder.h"
#include "vector/sign_codes.h"
#include "vector/vector_index_format.h"

namespace vitrine::vector {
namespace {

// Blocks that a thread takes at a time: some 10 ms of work.
constexpr std::uint64_t kBlocksPerTask = 32;

template <typename Float>
class Builder {
 public:
  Builder(const VectorMatrix<Float>& matrix, const VectorIndexLayout& layout,
          std::span<const float> mean, std::span<std::byte> file)
      : matrix_(matrix), layout_(layout), mean_(mean), file_(file), rotation_(layout.dimension) {}

  /// Whether all was encoded, that is, nobody asked to stop.
  bool run(const BuildOptions& options);

 private:
  void work(const std::stop_token& stop, ProgressSink* progress);
  void encode_block(std::uint64_t block, RowEncoder& encoder);
  void store_row(std::uint64_t row, VectorKind kind, const RowEncoder& encoder);
  void set_word(std::uint64_t section, std::uint64_t block, std::uint64_t word) {
    std::memcpy(file_.data() + section + block * sizeof word, &word, sizeof word);
  }

  const VectorMatrix<Float>& matrix_;
  const VectorIndexLayout& layout_;
  std::span<const float> mean_;
  std::span<std::byte> file_;
  Rotation rotation_;
  std::atomic<std::uint64_t> next_block_ = 0;
  std::atomic<std::uint64_t> num_encoded_ = 0;
};

template <typename Float>
void Builder<Float>::store_row(std::uint64_t row, VectorKind kind, const RowEncoder& encoder) {
  if (kind != VectorKind::kDirected) return;  // zeros, which the file holds already
  const float norm = encoder.norm();
  std::memcpy(file_.data() + layout_.norms + row * sizeof norm, &norm, sizeof norm);
  put_sign_codes(
      file_.subspan(layout_.blocks + row / kBlockRows * layout_.block_bytes, layout_.block_bytes),
      row % kBlockRows, encoder.rotated().first(layout_.scanned), encoder.squares(),
      encoder.offset());
  put_nibble_codes(
      file_.subspan(layout_.records + row * layout_.record_bytes, layout_.record_bytes),
      encoder.rotated(), encoder.squares(), encoder.offset(), norm);
}

template <typename Float>
void Builder<Float>::encode_block(std::uint64_t block, RowEncoder& encoder) {
  const std::uint64_t present = row_bits(matrix_.present, block, matrix_.num_rows);
  std::uint64_t finite = 0;
  std::uint64_t directed = 0;
  for (unsigned r = 0; r < kBlockRows; ++r) {
    if ((present >> r & 1U) == 0) continue;
    const std::uint64_t row = block * kBlockRows + r;
    const VectorKind kind =
        encoder.encode(matrix_.values.subspan(row * matrix_.dimension, matrix_.dimension));
    if (kind != VectorKind::kNotFinite) finite |= 1ULL << r;
    if (kind == VectorKind::kDirected) directed |= 1ULL << r;
    store_row(row, kind, encoder);
  }
  set_word(layout_.finite, block, finite);
  set_word(layout_.directed, block, directed);
}

template <typename Float>
void Builder<Float>::work(const std::stop_token& stop, ProgressSink* progress) {
  RowEncoder encoder(rotation_, mean_);
  ProgressUpdate update;
  update.stage = "encoding vectors";
  update.rows_total = layout_.num_rows;
  while (!stop.stop_requested()) {
    const std::uint64_t first = next_block_.fetch_add(kBlocksPerTask);
    if (first >= layout_.num_blocks) return;
    const std::uint64_t end = std::min(first + kBlocksPerTask, layout_.num_blocks);
    for (std::uint64_t block = first; block < end; ++block) encode_block(block, encoder);
    num_encoded_ += end - first;
    if (progress == nullptr) continue;
    update.rows = std::min(num_encoded_ * kBlockRows, layout_.num_rows);
    progress->update(update);
  }
}

template <typename Float>
bool Builder<Float>::run(const BuildOptions& options) {
  const Status ran = run_tasks(options.threads, options.threads, {}, [&](std::size_t i) {
    work(options.stop, i == 0 ? options.progress : nullptr);
  });
  return ran && num_encoded_ == layout_.num_blocks;
}

}  // namespace

Status build_vector_index(const AnyVectorMatrix& matrix, const fs::path& path,
                          const BuildOptions& options) {
  const auto [dimension, num_rows] = std::visit(
      [](const auto& typed) { return std::pair(typed.dimension, typed.num_rows); }, matrix);
  if (dimension == 0 || dimension > kLargestIndexedDimension) {
    return unsupported("vectors of " + std::to_string(dimension) +
                       " values cannot be indexed; 1 to 8,192 can");
  }
  const VectorIndexLayout layout(dimension, num_rows);
  Result<MappedOutput> output = MappedOutput::create(path, layout.size_bytes);
  if (!output) return std::move(output).error();
  const std::vector<float> mean = mean_direction(matrix);
  std::memcpy(output->bytes().data() + layout.mean, mean.data(), mean.size() * sizeof(float));
  const bool is_complete = std::visit(
      [&](const auto& typed) { return Builder(typed, layout, mean, output->bytes()).run(options); },
      matrix);
  if (!is_complete) return cancelled("stopped");
  seal_vector_index(output->bytes(), layout);
  return output->close();
}

}  // namespace vitrine::vector

#include "vector/vector_index_format.h"

#include <cassert>
#include <cstring>
#include <vector>

#include "vector/nibble_codes.h"
#include "vector/sign_codes.h"

namespace vitrine::vector {
namespace {

constexpr std::uint64_t kMostRows = 1ULL << 32U;

struct Shape {
  std::uint32_t dimension;
  std::uint32_t reserved;
  std::uint64_t num_rows;
};
static_assert(sizeof(Shape) == 16);

constexpr std::uint32_t kRecordsSection = 2;
constexpr std::uint32_t kShapeSection = 7;

std::vector<ContainerSection> sections_of(const VectorIndexLayout& layout) {
  return {{1, layout.blocks, layout.num_blocks * layout.block_bytes},
          {kRecordsSection, layout.records, layout.num_rows * layout.record_bytes},
          {3, layout.norms, layout.num_rows * sizeof(float)},
          {4, layout.finite, layout.num_blocks * sizeof(std::uint64_t)},
          {5, layout.directed, layout.num_blocks * sizeof(std::uint64_t)},
          {6, layout.mean, layout.dimension * sizeof(float)},
          {kShapeSection, layout.shape, sizeof(Shape)}};
}

std::uint64_t aligned(std::uint64_t offset) {
  return (offset + 63) / 64 * 64;
}

/// Whether a bitmap of rows, whose last word starts at `last_word`, has bits beyond the last row.
bool has_bits_beyond(std::span<const std::byte> content, std::uint64_t last_word,
                     std::uint64_t num_rows) {
  const auto rows_in_word = static_cast<unsigned>(num_rows % kBlockRows);
  if (rows_in_word == 0) return false;
  std::uint64_t word = 0;
  std::memcpy(&word, content.data() + last_word, sizeof word);
  return word >> rows_in_word != 0;
}

}  // namespace

VectorIndexLayout::VectorIndexLayout(std::uint32_t values, std::uint64_t rows)
    : dimension(values),
      padded((values + 63) / 64 * 64),
      scanned(scanned_coordinates(padded)),
      num_rows(rows),
      num_blocks((rows + kBlockRows - 1) / kBlockRows),
      block_bytes(sign_block_bytes(scanned)),
      record_bytes(nibble_record_bytes(padded)),
      records(aligned(blocks + num_blocks * block_bytes)),
      norms(aligned(records + num_rows * record_bytes)),
      finite(aligned(norms + num_rows * sizeof(float))),
      directed(aligned(finite + num_blocks * sizeof(std::uint64_t))),
      mean(aligned(directed + num_blocks * sizeof(std::uint64_t))),
      shape(aligned(mean + dimension * sizeof(float))),
      content(shape + sizeof(Shape)),
      size_bytes(container_bytes(content, kShapeSection)) {}

void seal_vector_index(std::span<std::byte> file, const VectorIndexLayout& layout) {
  assert(file.size() == layout.size_bytes);
  const Shape shape = {layout.dimension, 0, layout.num_rows};
  std::memcpy(file.data() + layout.shape, &shape, sizeof shape);
  seal_container(file, layout.content, kVectorIndexKind, sections_of(layout));
}

Result<VectorIndexLayout> check_vector_index(const Container& file) {
  for (std::uint32_t id = 1; id <= kShapeSection; ++id) {
    if (id == kRecordsSection) continue;
    if (Status status = file.check_once(file.section(id)); !status)
      return std::move(status).error();
  }
  const std::span<const Shape> shapes = file.array<Shape>(kShapeSection);
  if (shapes.size() != 1 || shapes[0].dimension == 0 ||
      shapes[0].dimension > kLargestIndexedDimension || shapes[0].num_rows > kMostRows) {
    return file.damaged("has a shape that no vector index has");
  }
  const VectorIndexLayout layout(shapes[0].dimension, shapes[0].num_rows);
  const std::span<const std::byte> content = file.content();
  if (content.size() != layout.content) return file.damaged("has the wrong size");
  for (const ContainerSection& section : sections_of(layout)) {
    const std::span<const std::byte> there = file.section(section.id);
    if (there.size() != section.size || there.data() != content.data() + section.offset)
      return file.damaged("has the wrong sections");
  }
  const std::uint64_t bitmap_bytes = layout.num_blocks * sizeof(std::uint64_t);
  for (const std::uint64_t bitmap : {layout.finite, layout.directed}) {
    if (has_bits_beyond(content, bitmap + bitmap_bytes - sizeof(std::uint64_t), layout.num_rows))
      return file.damaged("has rows beyond the last");
  }
  return layout;
}

}  // namespace vitrine::vector

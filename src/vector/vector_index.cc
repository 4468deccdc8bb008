#include "vector/vector_index.h"

#include <bit>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "vector/exact_search.h"
#include "vector/huge_bytes.h"
#include "vector/index_search.h"
#include "vector/row_bits.h"
#include "vector/search_plan.h"
#include "vector/vector_index_format.h"

namespace vitrine::vector {
namespace {

template <typename T>
std::span<const T> section(std::span<const std::byte> file, std::uint64_t offset,
                           std::uint64_t count) {
  return {reinterpret_cast<const T*>(file.data() + offset), count};
}

std::pair<std::uint32_t, std::uint64_t> shape_of(const AnyVectorMatrix& matrix) {
  return std::visit([](const auto& typed) { return std::pair(typed.dimension, typed.num_rows); },
                    matrix);
}

SearchSize size_of(std::span<const std::uint64_t> masks) {
  SearchSize size;
  for (const std::uint64_t mask : masks) {
    size.num_rows += static_cast<unsigned>(std::popcount(mask));
    size.num_blocks += mask != 0 ? 1 : 0;
  }
  return size;
}

/// The rows that a search may return, a word for each block, and how many they are.
struct Wanted {
  std::vector<std::uint64_t> filtered;
  std::span<const std::uint64_t> masks;
  SearchSize size;
};

}  // namespace

struct VectorIndex::Parts {
  Parts(Container mapped, HugeBytes scanned, const VectorIndexLayout& shape, AnyVectorMatrix values)
      : file(std::move(mapped)),
        blocks(std::move(scanned)),
        layout(shape),
        rotation(shape.dimension),
        finite(section<std::uint64_t>(file.content(), layout.finite, layout.num_blocks)),
        directed(section<std::uint64_t>(file.content(), layout.directed, layout.num_blocks)),
        finite_size(size_of(finite)),
        directed_size(size_of(directed)),
        views{&file,
              &layout,
              &rotation,
              std::as_const(blocks).bytes(),
              file.content().subspan(layout.records, layout.num_rows * layout.record_bytes),
              section<float>(file.content(), layout.norms, layout.num_rows),
              section<float>(file.content(), layout.mean, layout.dimension),
              values} {}

  Wanted wanted(const VectorQuery& query) const;

  Container file;
  HugeBytes blocks;
  VectorIndexLayout layout;
  Rotation rotation;
  std::span<const std::uint64_t> finite;
  std::span<const std::uint64_t> directed;
  SearchSize finite_size;
  SearchSize directed_size;
  IndexParts views;
};

Wanted VectorIndex::Parts::wanted(const VectorQuery& query) const {
  const bool needs_direction = query.metric == Metric::kCosine;
  Wanted wanted;
  wanted.masks = needs_direction ? directed : finite;
  wanted.size = needs_direction ? directed_size : finite_size;
  if (!query.allowed.empty()) {
    wanted.filtered.resize(wanted.masks.size());
    for (std::size_t i = 0; i < wanted.masks.size(); ++i)
      wanted.filtered[i] = wanted.masks[i] & row_bits(query.allowed, i, layout.num_rows);
    wanted.masks = wanted.filtered;
    wanted.size = size_of(wanted.masks);
  }
  wanted.size.limit = std::min(query.limit, wanted.size.num_rows);
  return wanted;
}

VectorIndex::VectorIndex(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
VectorIndex::~VectorIndex() = default;
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;

Result<VectorIndex> VectorIndex::open(const fs::path& codes, AnyVectorMatrix matrix) {
  Result<Container> file =
      Container::open(codes, kVectorIndexKind, MappedFile::Access::kSequential);
  if (!file) return std::move(file).error();
  const Result<VectorIndexLayout> layout = check_vector_index(*file);
  if (!layout) return layout.error();
  if (shape_of(matrix) != std::pair(layout->dimension, layout->num_rows))
    return file->damaged("does not belong to these vectors");
  const std::uint64_t scanned = layout->num_blocks * layout->block_bytes;
  Result<HugeBytes> blocks = HugeBytes::allocate(scanned);
  if (!blocks) return std::move(blocks).error();
  if (scanned > 0)
    std::memcpy(blocks->bytes().data(), file->content().data() + layout->blocks, scanned);
  return VectorIndex(std::make_unique<const Parts>(*std::move(file), *std::move(blocks), *layout,
                                                   std::move(matrix)));
}

Result<Neighbours> VectorIndex::search(const VectorQuery& query,
                                       const std::stop_token& stop) const {
  const VectorIndexLayout& layout = parts_->layout;
  const SimilarityTo similarity(query.vector, query.metric);
  const bool is_zero = std::ranges::all_of(query.vector, [](float value) { return value == 0; });
  if (query.vector.size() != layout.dimension || !similarity.is_comparable() || is_zero ||
      query.accuracy.is_exact()) {
    return exact_search(parts_->views.matrix, query, stop);
  }
  const Wanted wanted = parts_->wanted(query);
  const FirstLook first = choose_first_look(wanted.size);
  if (first == FirstLook::kFloats) return exact_search(parts_->views.matrix, query, stop);
  VectorQuery bounded = query;
  bounded.limit = wanted.size.limit;
  Neighbours found;
  found.num_comparable = wanted.size.num_rows;
  if (bounded.limit == 0) return found;
  Result<std::vector<Neighbour>> nearest =
      IndexSearch(parts_->views, bounded, wanted.masks).run(first, stop);
  if (!nearest) return std::move(nearest).error();
  found.nearest = *std::move(nearest);
  return found;
}

bool VectorIndex::is_intact() const {
  return parts_->file.is_intact();
}

std::uint64_t VectorIndex::size_bytes() const {
  return parts_->layout.size_bytes;
}

}  // namespace vitrine::vector

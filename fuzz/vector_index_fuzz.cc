// A vector index file whose bytes were changed and whose checksums were made right again: what is
// left to the reader's own checks. The first byte chooses the query, the rest is a list of changes,
// five bytes each: where (four, little-endian) and what.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/file.h"
#include "vector/vector_index.h"
#include "vector/vector_index_builder.h"
#include "vector/vector_index_format.h"

namespace {

using vitrine::vector::VectorMatrix;

constexpr std::uint32_t kDimension = 40;
constexpr std::uint64_t kRows = 2000;  // Enough that a search begins at the signs.

vitrine::fs::path scratch_path() {
  return vitrine::fs::temp_directory_path() / ("vector_fuzz_" + std::to_string(::getpid()));
}

VectorMatrix<float> matrix() {
  static const std::vector<float> values = [] {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    std::vector<float> made(kRows * kDimension);
    for (float& value : made) value = normal(random);
    return made;
  }();
  return {values, kDimension, kRows, {}};
}

std::string intact_bytes() {
  std::string bytes;
  if (vitrine::vector::build_vector_index(matrix(), scratch_path(), {}))
    bytes = *vitrine::read_file(scratch_path());
  return bytes;
}

void search(const vitrine::vector::VectorIndex& index, std::uint8_t choice) {
  static const std::vector<std::uint64_t> half(kRows / 64 + 1, 0x5555555555555555U);
  vitrine::vector::VectorQuery query = {.vector = matrix().values.first(kDimension),
                                        .limit = (choice & 1) == 0 ? 10 : kRows};
  if ((choice & 2) != 0) query.allowed = half;
  for (const auto metric : {vitrine::vector::Metric::kCosine, vitrine::vector::Metric::kDot,
                            vitrine::vector::Metric::kL2}) {
    query.metric = metric;
    const vitrine::Result<vitrine::vector::Neighbours> found = index.search(query, {});
    if (!found) __builtin_trap();
    for (const vitrine::vector::Neighbour& neighbour : found->nearest)
      if (neighbour.row >= kRows) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string intact = intact_bytes();
  static const vitrine::vector::VectorIndexLayout layout(kDimension, kRows);
  if (size == 0) return 0;
  const std::uint8_t choice = data[0];
  std::string bytes = intact;
  ++data;
  for (--size; size >= 5; data += 5, size -= 5) {
    std::uint32_t at = 0;
    std::memcpy(&at, data, sizeof at);
    bytes[at % layout.content] = static_cast<char>(data[4]);
  }
  vitrine::vector::seal_vector_index(std::as_writable_bytes(std::span(bytes)), layout);
  std::ofstream(scratch_path(), std::ios::binary) << bytes;
  const vitrine::Result<vitrine::vector::VectorIndex> index =
      vitrine::vector::VectorIndex::open(scratch_path(), matrix());
  vitrine::fs::remove(scratch_path());
  if (index) search(*index, choice);
  return 0;
}

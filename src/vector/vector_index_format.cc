#include "vector/vector_index_format.h"

#include <cassert>
#include <cstring>

#include "vector/nibble_codes.h"
#include "vector/sign_codes.h"

namespace vitrine {
namespace {

constexpr std::string_view kMagic = "VITRCODE";
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kMostRows = 1ULL << 32U;

/// At the end of the file.
struct Footer {
  char magic[8];
  std::uint32_t version;
  std::uint32_t dimension;
  std::uint64_t num_rows;
  std::uint64_t content_high;  ///< XXH3-128 of all bytes before the footer.
  std::uint64_t content_low;
  std::uint64_t footer_checksum;  ///< Of the bytes before it.
};
static_assert(sizeof(Footer) == 48);

std::uint64_t checksum_of(const Footer& footer) {
  return checksum64(std::as_bytes(std::span(&footer, 1)).first(offsetof(Footer, footer_checksum)));
}

Hash128 content_hash(std::span<const std::byte> content) {
  return hash128({reinterpret_cast<const char*>(content.data()), content.size()});
}

std::uint64_t aligned(std::uint64_t offset) {
  return (offset + 63) / 64 * 64;
}

/// Whether a bitmap of rows, whose last word starts at `last_word`, has bits beyond the last row.
bool has_bits_beyond(std::span<const std::byte> file, std::uint64_t last_word,
                     std::uint64_t num_rows) {
  const auto rows_in_word = static_cast<unsigned>(num_rows % kBlockRows);
  if (rows_in_word == 0) return false;
  std::uint64_t word = 0;
  std::memcpy(&word, file.data() + last_word, sizeof word);
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
      records(blocks + num_blocks * block_bytes),
      norms(aligned(records + num_rows * record_bytes)),
      finite(aligned(norms + num_rows * sizeof(float))),
      directed(aligned(finite + num_blocks * sizeof(std::uint64_t))),
      mean(aligned(directed + num_blocks * sizeof(std::uint64_t))),
      footer(aligned(mean + dimension * sizeof(float))),
      size_bytes(footer + sizeof(Footer)) {}

void write_vector_index_footer(std::span<std::byte> file, const VectorIndexLayout& layout) {
  assert(file.size() == layout.size_bytes);
  const Hash128 hash = content_hash(file.first(layout.footer));
  Footer footer = {};
  std::memcpy(footer.magic, kMagic.data(), sizeof footer.magic);
  footer.version = kVersion;
  footer.dimension = layout.dimension;
  footer.num_rows = layout.num_rows;
  footer.content_high = hash.high;
  footer.content_low = hash.low;
  footer.footer_checksum = checksum_of(footer);
  std::memcpy(file.data() + layout.footer, &footer, sizeof footer);
}

Result<VectorIndexLayout> check_vector_index(std::span<const std::byte> file) {
  Footer footer = {};
  if (file.size() < sizeof footer) return corrupt("too short for a vector index");
  std::memcpy(&footer, file.data() + file.size() - sizeof footer, sizeof footer);
  if (std::string_view(footer.magic, sizeof footer.magic) != kMagic)
    return corrupt("not a vector index");
  if (footer.version != kVersion) return unsupported("another version of vector index");
  if (footer.footer_checksum != checksum_of(footer)) return corrupt("damaged footer");
  if (footer.dimension == 0 || footer.dimension > kLargestIndexedDimension ||
      footer.num_rows > kMostRows) {
    return corrupt("a shape that no vector index has");
  }
  const VectorIndexLayout layout(footer.dimension, footer.num_rows);
  if (file.size() != layout.size_bytes) return corrupt("wrong size");
  if (content_hash(file.first(layout.footer)) != Hash128{footer.content_high, footer.content_low})
    return corrupt("damaged content");
  const std::uint64_t bitmap_bytes = layout.num_blocks * sizeof(std::uint64_t);
  for (const std::uint64_t bitmap : {layout.finite, layout.directed}) {
    if (has_bits_beyond(file, bitmap + bitmap_bytes - sizeof(std::uint64_t), layout.num_rows))
      return corrupt("rows beyond the last");
  }
  return layout;
}

}  // namespace vitrine

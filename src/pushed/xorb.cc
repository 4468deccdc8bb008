#include "pushed/xorb.h"

#include <lz4frame.h>

#include <array>
#include <memory>

namespace vitrine::pushed {
namespace {

constexpr std::size_t kHeaderBytes = 8;
/// The protocol's own are 128 KiB and 8,192.
constexpr std::uint32_t kMaxChunkBytes = 2 << 20;
constexpr std::size_t kMostChunks = 1 << 16;
/// What stands behind the last chunk where a xorb has a table of its chunks.
constexpr std::string_view kTable = "XETBLOB";

std::uint32_t three_bytes(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  return at(0) | (static_cast<std::uint32_t>(at(1)) << 8U) |
         (static_cast<std::uint32_t>(at(2)) << 16U);
}

struct FreeContext {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};

Result<std::string> unpack_lz4(std::string_view packed, std::size_t size) {
  LZ4F_dctx* made = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&made, LZ4F_VERSION)) != 0)
    return internal_error("no memory for LZ4");
  const std::unique_ptr<LZ4F_dctx, FreeContext> context(made);
  // One byte more than there should be, so that too long a content is noticed.
  std::string out(size + 1, '\0');
  std::size_t written = 0;
  while (!packed.empty()) {
    std::size_t room = out.size() - written;
    std::size_t taken = packed.size();
    const std::size_t left =
        LZ4F_decompress(context.get(), out.data() + written, &room, packed.data(), &taken, nullptr);
    if (LZ4F_isError(left) != 0) return corrupt("a chunk of a xorb is no LZ4");
    written += room;
    packed.remove_prefix(taken);
    if (left == 0 || (room == 0 && taken == 0)) break;
  }
  if (written != size) return corrupt("a chunk of a xorb has another size than its header says");
  out.resize(size);
  return out;
}

/// Bytes 0, 4, 8, ... stand first, then 1, 5, 9, ..., and so on.
void append_regrouped(std::string_view grouped, std::string& out) {
  const std::size_t size = grouped.size();
  std::array<std::string_view, 4> groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::size_t length = (size + groups.size() - 1 - i) / groups.size();
    groups[i] = grouped.substr(0, length);
    grouped.remove_prefix(length);
  }
  for (std::size_t i = 0; i < size; ++i) out += groups[i % groups.size()][i / groups.size()];
}

}  // namespace

Result<Xorb> Xorb::parse(std::string_view bytes) {
  Xorb xorb;
  while (!bytes.empty() && !bytes.starts_with(kTable)) {
    if (bytes.size() < kHeaderBytes) return corrupt("a xorb ends within the header of a chunk");
    const std::uint32_t packed = three_bytes(bytes.substr(1));
    const auto scheme = static_cast<unsigned char>(bytes[4]);
    const std::uint32_t size = three_bytes(bytes.substr(5));
    if (bytes.front() != 0 || scheme > static_cast<unsigned char>(Scheme::kGroupedLz4))
      return corrupt("a chunk of a xorb is of a version or compression that is not known here");
    if (size > kMaxChunkBytes || xorb.chunks_.size() == kMostChunks)
      return corrupt("a xorb has larger or more chunks than the protocol allows");
    bytes.remove_prefix(kHeaderBytes);
    if (packed > bytes.size()) return corrupt("a xorb ends within a chunk");
    xorb.chunks_.push_back({bytes.substr(0, packed), size, static_cast<Scheme>(scheme)});
    bytes.remove_prefix(packed);
  }
  return xorb;
}

Status Xorb::append_chunk(std::size_t index, std::string& out) const {
  const Chunk& chunk = chunks_[index];
  if (chunk.scheme == Scheme::kPlain) {
    if (chunk.packed.size() != chunk.size)
      return corrupt("a chunk of a xorb has another size than its header says");
    out += chunk.packed;
    return {};
  }
  const Result<std::string> unpacked = unpack_lz4(chunk.packed, chunk.size);
  if (!unpacked) return unpacked.error();
  if (chunk.scheme == Scheme::kGroupedLz4) {
    append_regrouped(*unpacked, out);
  } else {
    out += *unpacked;
  }
  return {};
}

}  // namespace vitrine::pushed

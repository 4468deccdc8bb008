#pragma once
// RowChunk: rows of a split on their way to several indexers, which share them.

#include <cstdint>
#include <memory>

#include "duck/chunk_bytes.h"
#include "duck/query_result.h"

namespace vitrine::ingest {

struct RowChunk {
  std::shared_ptr<const duck::Chunk> chunk;
  std::uint32_t first_row = 0;

  std::size_t bytes() const { return duck::bytes_of(*chunk); }
};

}  // namespace vitrine::ingest

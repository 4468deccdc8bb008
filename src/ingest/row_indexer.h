#pragma once
// RowIndexer: renders row chunks as JSON and appends them to a row store, in order, on a thread of
// its own: compressing the rows takes as long as all else that the thread that reads them does.

#include <memory>

#include "base/done_behind.h"
#include "base/result.h"
#include "duck/query_result.h"
#include "ingest/row_chunk.h"
#include "schema/features.h"
#include "store/row_store.h"
#include "store/split_layout.h"

namespace vitrine::ingest {

class RowIndexer {
 public:
  /// Starts the thread. `features` and `layout` outlive the object.
  RowIndexer(store::RowStoreWriter writer, const schema::Features& features,
             const store::SplitLayout& layout);

  /// Queues the next rows; waits while chunks of kMaxBytes are queued or worked on. False if
  /// earlier rows could not be written: finish() says why.
  bool push(RowChunk rows) { return stored_.push(std::move(rows)); }
  /// Waits for the queue to drain, then closes the store. Errors: those of RowStoreWriter. Throws
  /// what was thrown on the thread.
  Status finish();

 private:
  /// Chunks of a few hundred KiB come as fast as they go; one chunk may be larger.
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 20U;

  store::RowStoreWriter::Batch render(const duck::Chunk& chunk) const;

  store::RowStoreWriter writer_;
  const schema::Features& features_;
  const store::SplitLayout& layout_;
  DoneBehind<RowChunk> stored_;  // last: its thread uses all of the above
};

}  // namespace vitrine::ingest

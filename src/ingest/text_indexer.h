#pragma once
// TextIndexer: hands the text of row chunks to an index writer on threads of its own, a shard of
// the writer for each.

#include "base/done_behind.h"
#include "base/result.h"
#include "ingest/row_chunk.h"
#include "schema/features.h"
#include "store/split_layout.h"
#include "text/index_writer.h"

namespace vitrine::ingest {

class TextIndexer {
 public:
  /// Starts `num_threads` threads. Requires: the writer has as many shards. `features` and `layout`
  /// outlive the object.
  TextIndexer(text::IndexWriter writer, std::size_t num_threads, const schema::Features& features,
              const store::SplitLayout& layout);

  /// Queues rows; waits while chunks of kMaxBytes are queued or worked on. False if a thread has
  /// thrown: finish() throws it.
  bool push(RowChunk rows) { return indexed_.push(std::move(rows)); }
  /// Waits for the queue to drain, then writes the index. Errors: those of IndexWriter. Throws what
  /// was thrown on a thread.
  Status finish(std::uint32_t num_rows);

 private:
  /// As much text as keeps all threads busy; one chunk may be larger.
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;

  void add_rows(const RowChunk& rows, std::size_t shard);

  text::IndexWriter writer_;
  const schema::Features& features_;
  const store::SplitLayout& layout_;
  DoneBehind<RowChunk> indexed_;  // last: its threads use all of the above
};

}  // namespace vitrine::ingest

#pragma once
// RowIndexer: renders row chunks as JSON and appends them to a row store, in order, on a thread of
// its own: compressing the rows takes as long as all else that the thread that reads them does.

#include <condition_variable>
#include <deque>
#include <memory>
#include <thread>

#include "base/result.h"
#include "base/thread_annotations.h"
#include "duck/query_result.h"
#include "schema/features.h"
#include "store/row_store.h"
#include "store/split_layout.h"

namespace vitrine::ingest {

class RowIndexer {
 public:
  /// Starts the thread. `features` and `layout` outlive the object.
  RowIndexer(store::RowStoreWriter writer, const schema::Features& features,
             const store::SplitLayout& layout);
  /// Drops what is queued and waits for the thread.
  ~RowIndexer();
  RowIndexer(const RowIndexer&) = delete;
  RowIndexer& operator=(const RowIndexer&) = delete;

  /// Queues the next rows; waits while chunks of kMaxBytes are queued or worked on. False if
  /// earlier rows could not be written: finish() says why.
  bool push(std::shared_ptr<const duck::Chunk> chunk);
  /// Waits for the queue to drain, then closes the store. Errors: those of RowStoreWriter.
  Status finish();

 private:
  /// Chunks of a few hundred KiB come as fast as they go; one chunk may be larger.
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 20U;

  struct Item {
    std::shared_ptr<const duck::Chunk> chunk;
    std::size_t bytes = 0;
  };
  void run();
  store::RowStoreWriter::Batch render(const duck::Chunk& chunk) const;

  store::RowStoreWriter writer_;
  const schema::Features& features_;
  const store::SplitLayout& layout_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Item> queue_ VITRINE_GUARDED_BY(mutex_);
  /// Of chunks in the queue and in the thread's hands.
  std::size_t held_bytes_ VITRINE_GUARDED_BY(mutex_) = 0;
  bool closed_ VITRINE_GUARDED_BY(mutex_) = false;   ///< No more rows come.
  bool dropped_ VITRINE_GUARDED_BY(mutex_) = false;  ///< What is queued is not wanted.
  Status status_ VITRINE_GUARDED_BY(mutex_);
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace vitrine::ingest

#pragma once
// TextIndexer: hands the text of row chunks to an index writer on threads of its own, a shard of
// the writer for each.

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "duck/query_result.h"
#include "schema/features.h"
#include "store/split_layout.h"
#include "text/index_writer.h"

namespace vitrine::ingest {

class TextIndexer {
 public:
  /// Starts `num_threads` threads. Requires: the writer has as many shards.
  TextIndexer(text::IndexWriter writer, std::size_t num_threads, const schema::Features& features,
              const store::SplitLayout& layout);
  /// Drops what is queued and waits for the threads.
  ~TextIndexer();
  TextIndexer(const TextIndexer&) = delete;
  TextIndexer& operator=(const TextIndexer&) = delete;

  /// Queues rows `first_row`...; waits while chunks of kMaxBytes are queued or worked on.
  void push(std::shared_ptr<const duck::Chunk> chunk, std::uint32_t first_row);
  /// Waits for the queue to drain, then writes the index.
  Status finish(std::uint32_t num_rows);

 private:
  /// As much text as keeps all threads busy; one chunk may be larger.
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;

  struct Item {
    std::shared_ptr<const duck::Chunk> chunk;
    std::uint32_t first_row = 0;
    std::size_t bytes = 0;
  };
  void run(std::size_t shard, const std::stop_token& stop);
  void add_rows(const Item& item, std::size_t shard);

  text::IndexWriter writer_;
  const schema::Features& features_;
  const store::SplitLayout& layout_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Item> queue_;
  std::size_t held_bytes_ = 0;  ///< Of chunks in the queue and in the threads' hands.
  bool closed_ = false;
  std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace vitrine::ingest

#include "ingest/row_indexer.h"

#include <utility>

#include "duck/chunk_bytes.h"
#include "duck/json_cell.h"

namespace vitrine::ingest {

RowIndexer::RowIndexer(store::RowStoreWriter writer, const schema::Features& features,
                       const store::SplitLayout& layout)
    : writer_(std::move(writer)),
      features_(features),
      layout_(layout),
      thread_([this] { run(); }) {}

RowIndexer::~RowIndexer() {
  if (!thread_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    closed_ = true;
    dropped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool RowIndexer::push(std::shared_ptr<const duck::Chunk> chunk) {
  const std::size_t bytes = duck::bytes_of(*chunk);
  {
    MutexLock lock(mutex_);
    changed_.wait(lock, [&]() VITRINE_REQUIRES(mutex_) {
      return held_bytes_ == 0 || held_bytes_ + bytes <= kMaxBytes || !status_;
    });
    if (!status_) return false;
    held_bytes_ += bytes;
    queue_.push_back({std::move(chunk), bytes});
  }
  changed_.notify_all();
  return true;
}

Status RowIndexer::finish() {
  {
    const MutexLock lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  thread_.join();
  const MutexLock lock(mutex_);
  if (!status_) return status_;
  return writer_.finish();
}

void RowIndexer::run() {
  MutexLock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this]() VITRINE_REQUIRES(mutex_) { return closed_ || !queue_.empty(); });
    if (queue_.empty() || dropped_) return;
    Item item = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    Status status = writer_.append(render(*item.chunk));
    item.chunk.reset();
    lock.lock();
    held_bytes_ -= item.bytes;
    status_ = std::move(status);
    changed_.notify_all();
    if (!status_) return;
  }
}

store::RowStoreWriter::Batch RowIndexer::render(const duck::Chunk& chunk) const {
  store::RowStoreWriter::Batch batch;
  batch.num_rows = chunk.rows();
  batch.columns.resize(layout_.row_columns.size());
  batch.ends.resize(layout_.row_columns.size());
  for (std::size_t i = 0; i < layout_.row_columns.size(); ++i) {
    const std::size_t column = layout_.row_columns[i];
    const duck::ColumnView view = chunk.column(column);
    batch.ends[i].reserve(batch.num_rows);
    for (std::size_t r = 0; r < batch.num_rows; ++r) {
      duck::append_cell_json(batch.columns[i], view, r, features_[column].type);
      batch.ends[i].push_back(batch.columns[i].size());
    }
  }
  return batch;
}

}  // namespace vitrine::ingest

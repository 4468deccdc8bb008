#include "ingest/text_indexer.h"

#include "duck/chunk_bytes.h"

namespace vitrine::ingest {
namespace {

/// Every string in a cell, members of lists and structs one by one.
template <typename Consume>
void for_each_text(const duck::ColumnView& view, std::size_t row, const schema::Feature& type,
                   Consume& consume) {
  if (view.is_null(row)) return;
  switch (type.kind) {
    case schema::Feature::Kind::kValue:
    case schema::Feature::Kind::kJson:
      consume(view.text(row));
      return;
    case schema::Feature::Kind::kList: {
      const duck::ListSlice slice = view.list(row);
      const duck::ColumnView items = view.child();
      for (std::size_t i = 0; i < slice.length; ++i)
        for_each_text(items, slice.offset + i, type.item(), consume);
      return;
    }
    case schema::Feature::Kind::kStruct:
      for (std::size_t i = 0; i < type.children.size(); ++i) {
        if (type.children[i].type.contains_text())
          for_each_text(view.child(i), row, type.children[i].type, consume);
      }
      return;
    case schema::Feature::Kind::kClassLabel:
    case schema::Feature::Kind::kOther:
      return;
  }
}

}  // namespace

TextIndexer::TextIndexer(text::IndexWriter writer, std::size_t num_threads,
                         const schema::Features& features, const store::SplitLayout& layout)
    : writer_(std::move(writer)), features_(features), layout_(layout) {
  for (std::size_t shard = 0; shard < num_threads; ++shard) {
    threads_.emplace_back([this, shard](const std::stop_token& stop) { run(shard, stop); });
  }
}

TextIndexer::~TextIndexer() = default;

void TextIndexer::push(std::shared_ptr<const duck::Chunk> chunk, std::uint32_t first_row) {
  const std::size_t bytes = duck::bytes_of(*chunk);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return held_bytes_ == 0 || held_bytes_ + bytes <= kMaxBytes; });
  held_bytes_ += bytes;
  queue_.push_back({std::move(chunk), first_row, bytes});
  changed_.notify_all();
}

Status TextIndexer::finish(std::uint32_t num_rows) {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  for (std::jthread& thread : threads_) thread.join();
  return writer_.finish(num_rows);
}

void TextIndexer::run(std::size_t shard, const std::stop_token& stop) {
  while (true) {
    Item item;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return closed_ || !queue_.empty(); })) return;
      if (queue_.empty() || stop.stop_requested()) return;
      item = std::move(queue_.front());
      queue_.pop_front();
    }
    add_rows(item, shard);
    item.chunk.reset();
    const std::lock_guard lock(mutex_);
    held_bytes_ -= item.bytes;
    changed_.notify_all();
  }
}

void TextIndexer::add_rows(const Item& item, std::size_t shard) {
  std::vector<duck::ColumnView> views;
  for (const std::size_t column : layout_.text_columns) views.push_back(item.chunk->column(column));
  for (std::size_t r = 0; r < item.chunk->rows(); ++r) {
    const auto row = item.first_row + static_cast<std::uint32_t>(r);
    for (std::size_t field = 0; field < views.size(); ++field) {
      auto add = [&](std::string_view text) { writer_.add(row, field, text, shard); };
      for_each_text(views[field], r, features_[layout_.text_columns[field]].type, add);
    }
  }
}

}  // namespace vitrine::ingest

#include "ingest/row_indexer.h"

#include <utility>

#include "duck/json_cell.h"

namespace vitrine::ingest {

RowIndexer::RowIndexer(store::RowStoreWriter writer, const schema::Features& features,
                       const store::SplitLayout& layout)
    : writer_(std::move(writer)),
      features_(features),
      layout_(layout),
      stored_(1, kMaxBytes, [this](RowChunk& rows, std::size_t /*thread*/) {
        return writer_.append(render(*rows.chunk));
      }) {}

Status RowIndexer::finish() {
  Status status = stored_.finish();
  return status ? writer_.finish() : status;
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

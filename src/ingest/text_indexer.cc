#include "ingest/text_indexer.h"

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
    : writer_(std::move(writer)),
      features_(features),
      layout_(layout),
      indexed_(num_threads, kMaxBytes, [this](RowChunk& rows, std::size_t shard) -> Status {
        add_rows(rows, shard);
        return {};
      }) {}

Status TextIndexer::finish(std::uint32_t num_rows) {
  Status status = indexed_.finish();
  return status ? writer_.finish(num_rows) : status;
}

void TextIndexer::add_rows(const RowChunk& rows, std::size_t shard) {
  std::vector<duck::ColumnView> views;
  for (const std::size_t column : layout_.text_columns) views.push_back(rows.chunk->column(column));
  for (std::size_t r = 0; r < rows.chunk->rows(); ++r) {
    const auto row = rows.first_row + static_cast<std::uint32_t>(r);
    for (std::size_t field = 0; field < views.size(); ++field) {
      auto add = [&](std::string_view text) { writer_.add(row, field, text, shard); };
      for_each_text(views[field], r, features_[layout_.text_columns[field]].type, add);
    }
  }
}

}  // namespace vitrine::ingest

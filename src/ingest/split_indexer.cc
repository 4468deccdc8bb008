#include "ingest/split_indexer.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <thread>

#include "ingest/column_value_indexer.h"
#include "ingest/parquet_rows.h"
#include "ingest/row_indexer.h"
#include "ingest/text_indexer.h"
#include "schema/column.h"
#include "store/artefacts.h"
#include "store/split_layout.h"
#include "store/vector_file.h"

namespace vitrine::ingest {
namespace {

struct VectorColumn {
  std::size_t column;
  std::uint32_t dimension;
  store::VectorElement element;
  store::VectorFileWriter writer;
};

/// A word of a title says more about a row than one of its text: the usual factor is two to five,
/// and within that range it matters little (bench/RESULTS.md, "Keyword quality"). Where the title
/// is the only text, the factor only saturates its words' frequencies sooner, which costs 0.03 of
/// MRR@10.
constexpr float kTitleWeight = 3.0F;

/// More would wait for the one thread that reads the rows.
constexpr std::size_t kMaxTextThreads = 8;

std::vector<text::TextField> text_fields(const schema::Features& features,
                                         const store::SplitLayout& layout) {
  const std::vector<schema::Column> columns = schema::make_columns(features);
  std::vector<text::TextField> fields;
  for (const std::size_t i : layout.text_columns) {
    const bool says_more =
        columns[i].role == schema::Role::kTitle && layout.text_columns.size() > 1;
    fields.push_back({columns[i].name, says_more ? kTitleWeight : 1.0F});
  }
  return fields;
}

}  // namespace

/// What is written of a split.
class SplitIndexer::Files {
 public:
  Files(const schema::Features& features, fs::path directory)
      : features_(features), layout_(features), directory_(std::move(directory)) {}

  Status open();
  Status add_all(ParquetRows& rows, ProgressUpdate& update, ProgressSink* progress,
                 const std::stop_token& stop);
  /// All but the text index.
  Status finish_rows();
  Status finish_text() {
    return text_ ? text_->finish(static_cast<std::uint32_t>(num_rows_)) : Status();
  }
  const schema::Features& features() const { return features_; }
  std::uint64_t num_rows() const { return num_rows_; }

 private:
  Status open_vectors();
  Status add(const std::shared_ptr<const duck::Chunk>& chunk);
  Status add_vectors(const duck::Chunk& chunk, VectorColumn& vectors);

  const schema::Features& features_;
  store::SplitLayout layout_;
  fs::path directory_;
  std::vector<VectorColumn> vectors_;
  std::optional<ColumnValueIndexer> values_;
  std::optional<RowIndexer> rows_;
  std::optional<TextIndexer> text_;
  std::uint64_t num_rows_ = 0;
};

Status SplitIndexer::Files::open() {
  Result<store::RowStoreWriter> rows =
      store::RowStoreWriter::create(directory_ / store::artefact_filename(store::Artefact::kRows),
                                    static_cast<std::uint32_t>(layout_.row_columns.size()));
  if (!rows) return std::move(rows).error();
  rows_.emplace(*std::move(rows), features_, layout_);
  if (Status status = open_vectors(); !status) return status;
  Result<ColumnValueIndexer> values = ColumnValueIndexer::create(
      directory_ / store::artefact_filename(store::Artefact::kValues), features_);
  if (!values) return std::move(values).error();
  values_.emplace(*std::move(values));

  std::vector<text::TextField> fields = text_fields(features_, layout_);
  if (fields.empty()) return {};
  text::IndexOptions options;
  options.shards = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMaxTextThreads);
  Result<text::IndexWriter> index = text::IndexWriter::create(
      directory_ / store::artefact_filename(store::Artefact::kText), std::move(fields), options);
  if (!index) return std::move(index).error();
  text_.emplace(*std::move(index), options.shards, features_, layout_);
  return {};
}

Status SplitIndexer::Files::open_vectors() {
  for (const std::size_t column : layout_.vector_columns) {
    const schema::Feature& type = features_[column].type;
    const store::VectorElement element = type.item().is_value("float64")
                                             ? store::VectorElement::kFloat64
                                             : store::VectorElement::kFloat32;
    Result<store::VectorFileWriter> writer = store::VectorFileWriter::create(
        directory_ / store::artefact_filename(store::Artefact::kVectors, column), *type.length,
        element);
    if (!writer) return std::move(writer).error();
    vectors_.push_back({column, *type.length, element, *std::move(writer)});
  }
  return {};
}

Status SplitIndexer::Files::add_vectors(const duck::Chunk& chunk, VectorColumn& vectors) {
  const duck::ColumnView view = chunk.column(vectors.column);
  for (std::size_t r = 0; r < chunk.rows(); ++r) {
    if (view.is_null(r)) {
      if (Status status = vectors.writer.append_null(); !status) return status;
      continue;
    }
    const duck::ListSlice slice = view.list(r);
    if (slice.length != vectors.dimension) {
      return invalid_argument("row " + std::to_string(num_rows_ + r) + ": column \"" +
                              features_[vectors.column].name + "\" has " +
                              std::to_string(slice.length) + " values where its type says " +
                              std::to_string(vectors.dimension));
    }
    Status status = vectors.element == store::VectorElement::kFloat32
                        ? vectors.writer.append(view.floats(r))
                        : vectors.writer.append(view.doubles(r));
    if (!status) return status;
  }
  return {};
}

Status SplitIndexer::Files::add(const std::shared_ptr<const duck::Chunk>& chunk) {
  if (num_rows_ + chunk->rows() > std::numeric_limits<std::uint32_t>::max()) {
    return too_large("a split can have at most 4,294,967,295 rows");
  }
  const auto first_row = static_cast<std::uint32_t>(num_rows_);
  if (text_ && !text_->push({chunk, first_row})) return text_->finish(first_row);
  if (!rows_->push({chunk, first_row})) return rows_->finish();
  for (VectorColumn& vectors : vectors_) {
    if (Status status = add_vectors(*chunk, vectors); !status) return status;
  }
  if (Status status = values_->add(*chunk); !status) return status;
  num_rows_ += chunk->rows();
  return {};
}

Status SplitIndexer::Files::finish_rows() {
  if (Status status = rows_->finish(); !status) return status;
  if (Status status = values_->finish(); !status) return status;
  for (VectorColumn& vectors : vectors_) {
    if (Status status = vectors.writer.finish(); !status) return status;
  }
  return {};
}

Status SplitIndexer::Files::add_all(ParquetRows& rows, ProgressUpdate& update,
                                    ProgressSink* progress, const std::stop_token& stop) {
  while (true) {
    auto chunk = std::make_shared<duck::Chunk>();
    const Result<bool> more = rows.next(*chunk);
    if (!more) return more.error();
    if (!*more) return {};
    if (stop.stop_requested()) return cancelled("stopped");
    if (Status status = add(chunk); !status) return status;
    update.rows = num_rows_;
    if (progress != nullptr) progress->update(update);
  }
}

SplitIndexer::SplitIndexer(const schema::Features& features, fs::path index_directory)
    : files_(std::make_unique<Files>(features, std::move(index_directory))) {}

SplitIndexer::~SplitIndexer() = default;

Result<std::vector<std::string>> SplitIndexer::read(duck::Connection& connection,
                                                    const fs::path& parquet_directory,
                                                    const store::SplitManifest& split,
                                                    ProgressSink* progress,
                                                    const std::stop_token& stop) {
  if (Status status = files_->open(); !status) return std::move(status).error();
  std::vector<std::string> parts;
  ProgressUpdate update;
  update.stage = "indexing";
  update.rows_total = split.num_rows;
  for (const store::ParquetFile& file : split.parquet_files) {
    const fs::path path = parquet_directory / file.filename;
    ParquetRows rows(connection, path, file.num_rows, files_->features(), stop);
    if (Status status = files_->add_all(rows, update, progress, stop); !status)
      return std::move(status).error();
    for (const RowSlice& slice : rows.slices()) parts.push_back(slice_sql(path, slice));
  }
  if (files_->num_rows() != split.num_rows) {
    return internal_error("read " + std::to_string(files_->num_rows()) +
                          " rows back from Parquet instead of " + std::to_string(split.num_rows));
  }
  if (Status status = files_->finish_rows(); !status) return std::move(status).error();
  return parts;
}

Status SplitIndexer::write_text_index() {
  return files_->finish_text();
}

}  // namespace vitrine::ingest

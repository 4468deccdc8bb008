#include "ingest/text_vector_indexer.h"

#include <algorithm>
#include <thread>

#include "ingest/stored_texts.h"
#include "ingest/vector_indexer.h"
#include "meaning/projection_quality.h"
#include "meaning/projection_writer.h"
#include "store/artefacts.h"

namespace vitrine::ingest {
namespace {

meaning::TextVectorsOptions options_for(int threads, ProgressSink* progress, std::stop_token stop) {
  meaning::TextVectorsOptions options;
  options.threads = threads > 0 ? static_cast<unsigned>(threads)
                                : std::max(std::thread::hardware_concurrency(), 1U);
  options.progress = progress;
  options.stop = std::move(stop);
  return options;
}

}  // namespace

Status index_text_vectors(const fs::path& index_directory, const schema::Features& features,
                          int threads, ProgressSink* progress, std::stop_token stop,
                          std::function<bool()> has_free_core) {
  const store::SplitLayout layout(features);
  if (layout.meaning_columns.empty()) return {};
  meaning::TextVectorsOptions options = options_for(threads, progress, std::move(stop));
  if (has_free_core && options.threads > 1) {
    --options.threads;
    options.has_free_core = std::move(has_free_core);
  }
  const Result<StoredTexts> texts = StoredTexts::open(index_directory, layout);
  if (!texts) return texts.error();
  return meaning::write_text_vectors(
      index_directory / store::artefact_filename(store::Artefact::kTextVectors), texts->num_rows(),
      texts->texts(), options);
}

Status index_projections(const fs::path& index_directory, const schema::Features& features,
                         int threads, ProgressSink* progress, std::stop_token stop) {
  const store::SplitLayout layout(features);
  if (layout.meaning_columns.empty() || layout.vector_columns.empty()) return {};
  const Result<StoredTexts> texts = StoredTexts::open(index_directory, layout);
  if (!texts) return texts.error();
  if (texts->num_rows() < meaning::kMinProjectionRows) return {};
  const Result<meaning::TextVectors> vectors = meaning::TextVectors::open(
      index_directory / store::artefact_filename(store::Artefact::kTextVectors));
  if (!vectors) return vectors.error();
  const meaning::TextVectorsOptions options = options_for(threads, progress, std::move(stop));
  const Result<meaning::LearningTexts> learning =
      meaning::read_learning_texts(*vectors, texts->texts(), options);
  if (!learning) return learning.error();
  for (const std::size_t column : layout.vector_columns) {
    const Result<store::VectorFile> file = store::VectorFile::open(
        index_directory / store::artefact_filename(store::Artefact::kVectors, column));
    if (!file) return file.error();
    Status written = meaning::write_projection(
        index_directory / store::artefact_filename(store::Artefact::kProjection, column), *learning,
        matrix_of(*file), texts->texts(), options);
    if (!written) return written;
  }
  return {};
}

}  // namespace vitrine::ingest

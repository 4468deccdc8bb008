#include "ingest/text_vector_indexer.h"

#include <algorithm>
#include <thread>

#include "ingest/stored_texts.h"
#include "ingest/vector_indexer.h"
#include "meaning/projection_quality.h"
#include "meaning/projection_writer.h"
#include "store/artefacts.h"

namespace vitrine {
namespace {

TextVectorsOptions options_for(int threads, ProgressSink* progress, std::stop_token stop) {
  TextVectorsOptions options;
  options.threads = threads > 0 ? static_cast<unsigned>(threads)
                                : std::max(std::thread::hardware_concurrency(), 1U);
  options.progress = progress;
  options.stop = std::move(stop);
  return options;
}

}  // namespace

Status index_text_vectors(const fs::path& index_directory, const Features& features, int threads,
                          ProgressSink* progress, std::stop_token stop,
                          std::function<bool()> has_free_core) {
  const SplitLayout layout(features);
  if (layout.meaning_columns.empty()) return {};
  TextVectorsOptions options = options_for(threads, progress, std::move(stop));
  if (has_free_core && options.threads > 1) {
    --options.threads;
    options.has_free_core = std::move(has_free_core);
  }
  const Result<StoredTexts> texts = StoredTexts::open(index_directory, layout);
  if (!texts) return texts.error();
  return write_text_vectors(index_directory / artefact_filename(Artefact::kTextVectors),
                            texts->num_rows(), texts->texts(), options);
}

Status index_projections(const fs::path& index_directory, const Features& features, int threads,
                         ProgressSink* progress, std::stop_token stop) {
  const SplitLayout layout(features);
  if (layout.meaning_columns.empty() || layout.vector_columns.empty()) return {};
  const Result<StoredTexts> texts = StoredTexts::open(index_directory, layout);
  if (!texts) return texts.error();
  if (texts->num_rows() < kMinProjectionRows) return {};
  const Result<TextVectors> vectors =
      TextVectors::open(index_directory / artefact_filename(Artefact::kTextVectors));
  if (!vectors) return vectors.error();
  const TextVectorsOptions options = options_for(threads, progress, std::move(stop));
  const Result<LearningTexts> learning = read_learning_texts(*vectors, texts->texts(), options);
  if (!learning) return learning.error();
  for (const std::size_t column : layout.vector_columns) {
    const Result<VectorFile> file =
        VectorFile::open(index_directory / artefact_filename(Artefact::kVectors, column));
    if (!file) return file.error();
    Status written =
        write_projection(index_directory / artefact_filename(Artefact::kProjection, column),
                         *learning, matrix_of(*file), texts->texts(), options);
    if (!written) return written;
  }
  return {};
}

}  // namespace vitrine

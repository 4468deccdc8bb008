#include "ingest/vector_indexer.h"

#include <algorithm>
#include <thread>

#include "store/artefacts.h"
#include "store/split_layout.h"
#include "vector/vector_index_builder.h"

namespace vitrine::ingest {

vector::AnyVectorMatrix matrix_of(const store::VectorFile& file) {
  if (file.element() == store::VectorElement::kFloat32) {
    return vector::VectorMatrix<float>{file.all_floats(), file.dimension(), file.num_rows(),
                                       file.present()};
  }
  return vector::VectorMatrix<double>{file.all_doubles(), file.dimension(), file.num_rows(),
                                      file.present()};
}

Status index_vectors(const fs::path& index_directory, const schema::Features& features, int threads,
                     ProgressSink* progress, std::stop_token stop) {
  vector::BuildOptions options;
  options.threads = threads > 0 ? static_cast<unsigned>(threads)
                                : std::max(std::thread::hardware_concurrency(), 1U);
  options.progress = progress;
  options.stop = std::move(stop);
  for (const std::size_t column : store::SplitLayout(features).vector_columns) {
    const Result<store::VectorFile> file = store::VectorFile::open(
        index_directory / store::artefact_filename(store::Artefact::kVectors, column));
    if (!file) return file.error();
    if (!vector::vector_index_pays(file->dimension(), file->num_rows())) continue;
    Status status = vector::build_vector_index(
        matrix_of(*file),
        index_directory / store::artefact_filename(store::Artefact::kVectorIndex, column), options);
    if (!status) return status;
  }
  return {};
}

}  // namespace vitrine::ingest

#include "ingest/vector_indexer.h"

#include <algorithm>
#include <thread>

#include "store/artefacts.h"
#include "store/split_layout.h"
#include "vector/vector_index_builder.h"

namespace vitrine {

AnyVectorMatrix matrix_of(const VectorFile& file) {
  if (file.element() == VectorElement::kFloat32) {
    return VectorMatrix<float>{file.all_floats(), file.dimension(), file.num_rows(),
                               file.present()};
  }
  return VectorMatrix<double>{file.all_doubles(), file.dimension(), file.num_rows(),
                              file.present()};
}

Status index_vectors(const fs::path& index_directory, const Features& features, int threads,
                     ProgressSink* progress, std::stop_token stop) {
  BuildOptions options;
  options.threads = threads > 0 ? static_cast<unsigned>(threads)
                                : std::max(std::thread::hardware_concurrency(), 1U);
  options.progress = progress;
  options.stop = std::move(stop);
  for (const std::size_t column : SplitLayout(features).vector_columns) {
    const Result<VectorFile> file =
        VectorFile::open(index_directory / artefact_filename(Artefact::kVectors, column));
    if (!file) return file.error();
    if (!vector_index_pays(file->dimension(), file->num_rows())) continue;
    Status status = build_vector_index(
        matrix_of(*file), index_directory / artefact_filename(Artefact::kVectorIndex, column),
        options);
    if (!status) return status;
  }
  return {};
}

}  // namespace vitrine

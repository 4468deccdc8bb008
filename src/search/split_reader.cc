#include "search/split_reader.h"

#include <cassert>

namespace vitrine {
namespace {

/// Opens once and remembers the outcome, good or bad.
template <typename T, typename Open>
Result<const T*> open_once(std::mutex& mutex, std::optional<Result<T>>& slot, Open open) {
  const std::lock_guard lock(mutex);
  if (!slot) slot.emplace(open());
  if (!*slot) return slot->error();
  return &slot->value();
}

}  // namespace

AnyVectorMatrix matrix_of(const VectorFile& file) {
  if (file.element() == VectorElement::kFloat32) {
    return VectorMatrix<float>{file.all_floats(), file.dimension(), file.num_rows(),
                               file.present()};
  }
  return VectorMatrix<double>{file.all_doubles(), file.dimension(), file.num_rows(),
                              file.present()};
}

SplitReader::SplitReader(std::shared_ptr<const Snapshot> snapshot, const ConfigManifest& config,
                         const SplitManifest& split)
    : snapshot_(std::move(snapshot)),
      config_(&config),
      split_(&split),
      layout_(config.features),
      key_(snapshot_->manifest().snapshot_id + "/" + config.name + "/" + split.name),
      vectors_(config.features.size()),
      vector_indexes_(config.features.size()) {}

Result<std::shared_ptr<const SplitReader>> SplitReader::open(
    std::shared_ptr<const Snapshot> snapshot, std::string_view config, std::string_view split) {
  const Manifest& manifest = snapshot->manifest();
  const ConfigManifest* found_config = manifest.find_config(config);
  if (found_config == nullptr) {
    return not_found("dataset " + manifest.dataset.id() + " has no config \"" +
                     std::string(config) + "\"");
  }
  const SplitManifest* found_split = manifest.find_split(config, split);
  if (found_split == nullptr) {
    return not_found("config \"" + std::string(config) + "\" of " + manifest.dataset.id() +
                     " has no split \"" + std::string(split) + "\"");
  }
  return std::shared_ptr<const SplitReader>(
      new SplitReader(std::move(snapshot), *found_config, *found_split));
}

fs::path SplitReader::artefact(std::string_view name) const {
  return snapshot_->index_file(config_->name, split_->name, name);
}

Result<const RowStore*> SplitReader::rows() const {
  return open_once(mutex_, rows_, [&]() -> Result<RowStore> {
    Result<RowStore> rows = RowStore::open(artefact(kRowStoreFile), snapshot_->blocks());
    if (rows &&
        (rows->num_rows() != num_rows() || rows->num_columns() != layout_.row_columns.size())) {
      return corrupt("the row store does not belong to this snapshot; import the source again");
    }
    return rows;
  });
}

Result<const TextIndex*> SplitReader::text() const {
  if (layout_.text_columns.empty())
    return unsupported("no column of this split holds text to search in");
  return open_once(mutex_, text_, [&]() -> Result<TextIndex> {
    Result<TextIndex> index = TextIndex::open(artefact(kTextIndexFile));
    if (index && index->num_rows() != num_rows()) {
      return corrupt("the text index does not belong to this snapshot; import the source again");
    }
    return index;
  });
}

Result<const VectorFile*> SplitReader::vectors(std::size_t column) const {
  assert(column < vectors_.size());
  return open_once(mutex_, vectors_[column], [&]() -> Result<VectorFile> {
    Result<VectorFile> file = VectorFile::open(artefact(vector_file_name(column)));
    if (file &&
        (file->num_rows() != num_rows() || file->dimension() != features()[column].type.length)) {
      return corrupt("the vector file does not belong to this snapshot; import the source again");
    }
    return file;
  });
}

Result<const VectorIndex*> SplitReader::vector_index(std::size_t column) const {
  const std::string name = vector_index_file_name(column);
  const fs::path path = fs::path(index_path(config_->name, split_->name)) / name;
  if (snapshot_->manifest().find_file(path.string()) == nullptr) return nullptr;
  const Result<const VectorFile*> file = vectors(column);
  if (!file) return file.error();
  return open_once(mutex_, vector_indexes_[column],
                   [&] { return VectorIndex::open(artefact(name), matrix_of(**file)); });
}

Result<const ColumnValues*> SplitReader::values() const {
  return open_once(mutex_, values_, [&]() -> Result<ColumnValues> {
    const fs::path path = artefact(kColumnValuesFile);
    if (std::error_code ignored; !fs::exists(path, ignored))
      return unsupported("this dataset was imported before facets were; import the source again");
    Result<ColumnValues> values = ColumnValues::open(path);
    if (values && values->num_rows() != num_rows()) {
      return corrupt("the column values do not belong to this snapshot; import the source again");
    }
    return values;
  });
}

Result<std::string> SplitReader::statistics() const {
  return read_file(artefact(kStatisticsFile));
}

std::vector<fs::path> SplitReader::parquet_files() const {
  std::vector<fs::path> files;
  for (const ParquetFile& file : split_->parquet_files) {
    files.push_back(snapshot_->parquet_file(config_->name, split_->name, file.filename));
  }
  return files;
}

}  // namespace vitrine

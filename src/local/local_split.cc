#include "local/local_split.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "local/facet_counts.h"
#include "local/row_files.h"
#include "local/stored_cells.h"
#include "store/artefacts.h"
#include "vector/exact_search.h"
#include "vector/similarity.h"

namespace vitrine::local {
namespace {

/// Whether asking again would give the same: a lack of descriptors or memory passes.
bool is_lasting(ErrorCode code) {
  return code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupported;
}

/// With dataset and remedy; a file that is missing is damage too, unless all of it is gone.
Error told(const store::Snapshot& snapshot, const Error& error) {
  const bool absent = error.code() == ErrorCode::kNotFound;
  return store::corrupt_dataset(snapshot.manifest().dataset,
                                absent ? snapshot.missing("one of its index files") : error);
}

/// The same for what is found while an artefact is read.
template <typename T>
Result<T> told(const store::DatasetName& dataset, Result<T> answer) {
  if (answer || answer.error().code() != ErrorCode::kCorrupt) return answer;
  return store::corrupt_dataset(dataset, answer.error());
}

Status told(const store::DatasetName& dataset, Status status) {
  if (status || status.error().code() != ErrorCode::kCorrupt) return status;
  return store::corrupt_dataset(dataset, status.error());
}

/// Opens once, and again after a failure that may pass.
template <typename T, typename Open>
Result<const T*> open_once(std::mutex& mutex, std::optional<Result<T>>& slot,
                           const store::Snapshot& snapshot, Open open) {
  const std::lock_guard lock(mutex);
  if (!slot) {
    Result<T> opened = open();
    if (!opened && !is_lasting(opened.error().code())) return told(snapshot, opened.error());
    slot.emplace(std::move(opened));
  }
  if (!*slot) return told(snapshot, slot->error());
  if (!slot->value().is_intact())
    return told(snapshot, corrupt("a part of an index file cannot be read any more"));
  return &slot->value();
}

/// All of a file's vectors, as searches take them; checked as they are read.
vector::AnyVectorMatrix matrix_of(const store::VectorFile& file) {
  const auto check = [&file](std::uint64_t first, std::uint64_t count) {
    return file.check_rows(first, count);
  };
  if (file.element() == store::VectorElement::kFloat32) {
    return vector::VectorMatrix<float>{file.all_floats(), file.dimension(), file.num_rows(),
                                       file.present(), check};
  }
  return vector::VectorMatrix<double>{file.all_doubles(), file.dimension(), file.num_rows(),
                                      file.present(), check};
}

}  // namespace

LocalSplit::LocalSplit(std::shared_ptr<const store::Snapshot> snapshot,
                       const store::ConfigManifest& config, const store::SplitManifest& split,
                       RowSelector& sql)
    : BitmapSplit(std::move(snapshot), config, split),
      sql_(sql),
      vectors_(config.features.size()),
      vector_indexes_(config.features.size()),
      projections_(config.features.size()) {}

Result<std::shared_ptr<const BitmapSplit>> LocalSplit::open(
    std::shared_ptr<const store::Snapshot> snapshot, std::string_view config,
    std::string_view split, RowSelector& sql) {
  const store::Manifest& manifest = snapshot->manifest();
  const store::ConfigManifest* found_config = manifest.find_config(config);
  if (found_config == nullptr) {
    return not_found("dataset " + manifest.dataset.id() + " has no config \"" +
                     std::string(config) + "\"");
  }
  const store::SplitManifest* found_split = manifest.find_split(config, split);
  if (found_split == nullptr) {
    return not_found("config \"" + std::string(config) + "\" of " + manifest.dataset.id() +
                     " has no split \"" + std::string(split) + "\"");
  }
  return std::shared_ptr<const BitmapSplit>(
      new LocalSplit(std::move(snapshot), *found_config, *found_split, sql));
}

Result<const store::RowStore*> LocalSplit::row_store() const {
  return open_once(mutex_, rows_, snapshot(), [&]() -> Result<store::RowStore> {
    Result<store::RowStore> rows =
        store::RowStore::open(artefact_path(store::Artefact::kRows), snapshot().blocks());
    if (rows &&
        (rows->num_rows() != num_rows() || rows->num_columns() != layout().row_columns.size())) {
      return corrupt("the row store is of another snapshot");
    }
    return rows;
  });
}

Result<const text::TextIndex*> LocalSplit::text_index() const {
  if (layout().text_columns.empty())
    return unsupported("no column of this split holds text to search in");
  return open_once(mutex_, text_, snapshot(), [&]() -> Result<text::TextIndex> {
    Result<text::TextIndex> index = text::TextIndex::open(artefact_path(store::Artefact::kText));
    if (index && index->num_rows() != num_rows()) {
      return corrupt("the text index is of another snapshot");
    }
    return index;
  });
}

Result<const store::VectorFile*> LocalSplit::vector_file(std::size_t column) const {
  assert(column < vectors_.size());
  return open_once(mutex_, vectors_[column], snapshot(), [&]() -> Result<store::VectorFile> {
    Result<store::VectorFile> file =
        store::VectorFile::open(artefact_path(store::Artefact::kVectors, column));
    if (file &&
        (file->num_rows() != num_rows() || file->dimension() != features()[column].type.length)) {
      return corrupt("the vector file is of another snapshot");
    }
    return file;
  });
}

bool LocalSplit::has_artefact(store::Artefact artefact, std::size_t column) const {
  const fs::path path = fs::path(store::index_path(config().name, split().name)) /
                        store::artefact_filename(artefact, column);
  return snapshot().manifest().find_file(path.string()) != nullptr;
}

Result<const vector::VectorIndex*> LocalSplit::vector_index(std::size_t column) const {
  if (!has_artefact(store::Artefact::kVectorIndex, column)) return nullptr;
  const Result<const store::VectorFile*> file = vector_file(column);
  if (!file) return file.error();
  return open_once(mutex_, vector_indexes_[column], snapshot(), [&] {
    return vector::VectorIndex::open(artefact_path(store::Artefact::kVectorIndex, column),
                                     matrix_of(**file));
  });
}

Result<const meaning::TextVectors*> LocalSplit::text_vectors() const {
  if (layout().meaning_columns.empty())
    return unsupported("no column of this split holds text to compare by meaning");
  return open_once(mutex_, text_vectors_, snapshot(), [&]() -> Result<meaning::TextVectors> {
    Result<meaning::TextVectors> vectors =
        meaning::TextVectors::open(artefact_path(store::Artefact::kTextVectors));
    if (vectors && vectors->num_rows() != num_rows())
      return corrupt("the text vectors are of another snapshot");
    return vectors;
  });
}

Status LocalSplit::check_text_vectors() const {
  const Result<const meaning::TextVectors*> vectors = text_vectors();
  return vectors ? Status() : Status(vectors.error());
}

Result<const meaning::Projection*> LocalSplit::open_projection(std::size_t column) const {
  if (!has_artefact(store::Artefact::kProjection, column)) return nullptr;
  return open_once(mutex_, projections_[column], snapshot(), [&]() -> Result<meaning::Projection> {
    Result<meaning::Projection> projection =
        meaning::Projection::open(artefact_path(store::Artefact::kProjection, column));
    if (projection && projection->dimension() != dimension(column))
      return corrupt("the projection is of another snapshot");
    return projection;
  });
}

Result<std::optional<meaning::ProjectionQuality>> LocalSplit::projection(std::size_t column) const {
  const Result<const meaning::Projection*> projection = open_projection(column);
  if (!projection) return projection.error();
  if (*projection == nullptr) return std::optional<meaning::ProjectionQuality>();
  return std::optional((*projection)->quality());
}

Result<search::TextVector> LocalSplit::vector_of_text(std::size_t column,
                                                      std::string_view text) const {
  if (column == text_column()) return search::text_vector(text, nullptr);
  const Result<const meaning::Projection*> projection = open_projection(column);
  if (!projection) return projection.error();
  assert(*projection != nullptr);
  return told(dataset(), search::text_vector(text, *projection));
}

std::uint32_t LocalSplit::dimension(std::size_t column) const {
  if (column != text_column()) return *features()[column].type.length;
  const Result<const meaning::TextVectors*> vectors = text_vectors();
  return vectors ? (*vectors)->dimension() : 0;
}

Result<const store::ColumnValues*> LocalSplit::column_values() const {
  return open_once(mutex_, values_, snapshot(), [&]() -> Result<store::ColumnValues> {
    Result<store::ColumnValues> values =
        store::ColumnValues::open(artefact_path(store::Artefact::kValues));
    if (values && values->num_rows() != num_rows()) {
      return corrupt("the column values are of another snapshot");
    }
    return values;
  });
}

Result<std::shared_ptr<const search::RowSet>> LocalSplit::match(const ask::Predicate& predicate,
                                                                std::stop_token stop) const {
  const Result<const store::ColumnValues*> values = column_values();
  return told(dataset(),
              sql_.matching(*this, values ? *values : nullptr, predicate, std::move(stop)));
}

Result<std::shared_ptr<const std::vector<std::uint32_t>>> LocalSplit::order(
    const ask::Order& order, std::stop_token stop) const {
  return sql_.sorted(*this, order, std::move(stop));
}

Result<std::vector<text::TextField>> LocalSplit::text_fields() const {
  const Result<const text::TextIndex*> index = text_index();
  if (!index) return index.error();
  return (*index)->fields();
}

Result<std::string> LocalSplit::text_language() const {
  const Result<const text::TextIndex*> index = text_index();
  if (!index) return index.error();
  return (*index)->language();
}

Result<search::WordHits> LocalSplit::words(const text::TextQuery& query, std::size_t limit,
                                           const search::Selection& among,
                                           std::stop_token stop) const {
  const Result<const text::TextIndex*> index = text_index();
  if (!index) return index.error();
  const Result<std::shared_ptr<const search::RowSet>> wanted = rows_of(among, stop);
  if (!wanted) return wanted.error();
  text::RowFilter filter;
  if (*wanted != nullptr) filter.words = (*wanted)->words();
  text::TextQuery asked = query;
  if (!asked.match_column) asked.match_column = column_matcher();
  Result<text::TextResults> found =
      (*index)->search(asked, limit, *wanted != nullptr ? &filter : nullptr, stop);
  // Pages that could not be had look like words that no row has.
  if (const Result<const text::TextIndex*> whole = text_index(); !whole) return whole.error();
  if (!found) return told(dataset(), std::move(found)).error();
  search::WordHits hits{found->total, std::move(found->hits), found->full_score,
                        std::move(found->corrections), among};
  if (!query.want_matched) return hits;
  asked.match_column = {};  // Whoever finds the rows anew answers conditions itself.
  hits.matched.keep_words(std::move(asked));
  hits.matched.set_bitmap(std::make_shared<const search::RowSet>(std::move(found->matched)));
  return hits;
}

Result<std::vector<text::TextExplanation>> LocalSplit::explain(
    const text::TextQuery& query, std::span<const text::TextHit> hits,
    std::span<const text::TextCorrection> corrections) const {
  const Result<const text::TextIndex*> index = text_index();
  if (!index) return index.error();
  return told(dataset(), (*index)->explain(query, hits, corrections));
}

Result<vector::Neighbours> LocalSplit::nearest(const search::NearestQuery& query,
                                               std::stop_token stop) const {
  if (Status status = search::check_vector(*this, query.column, query.vector); !status)
    return std::move(status).error();
  const Result<std::shared_ptr<const search::RowSet>> among = rows_of(query.among, stop);
  if (!among) return among.error();
  vector::VectorQuery asked{
      .vector = query.vector, .limit = query.limit, .accuracy = query.accuracy};
  if (*among != nullptr) asked.allowed = (*among)->words();
  if (query.column == text_column()) {
    const Result<const meaning::TextVectors*> texts = text_vectors();
    if (!texts) return texts.error();
    return told(dataset(), (*texts)->search(asked, stop));
  }
  const Result<const store::VectorFile*> found = vector_file(query.column);
  if (!found) return found.error();
  const Result<const vector::VectorIndex*> index = vector_index(query.column);
  if (!index) return index.error();
  return told(dataset(), *index != nullptr ? (*index)->search(asked, stop)
                                           : vector::exact_search(matrix_of(**found), asked, stop));
}

Result<std::vector<std::optional<float>>> LocalSplit::similarities(
    std::size_t column, std::span<const float> vector, std::span<const std::uint64_t> rows) const {
  if (column == text_column()) {
    const Result<const meaning::TextVectors*> texts = text_vectors();
    if (!texts) return texts.error();
    if (Status status = search::check_vector(*this, column, vector); !status)
      return std::move(status).error();
    return told(dataset(), (*texts)->similarities(vector, rows));
  }
  const Result<const store::VectorFile*> found = vector_file(column);
  if (!found) return found.error();
  const store::VectorFile& file = **found;
  if (Status status = search::check_vector(*this, column, vector); !status)
    return std::move(status).error();
  std::vector<std::optional<float>> all(rows.size());
  vector::SimilarityTo query(vector, vector::Metric::kCosine);
  if (!query.is_comparable()) return all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (file.is_null(rows[i])) continue;
    if (Status whole = file.check_rows(rows[i], 1); !whole) return told(snapshot(), whole.error());
    all[i] = file.element() == store::VectorElement::kFloat32 ? query.of(file.floats(rows[i]))
                                                              : query.of(file.doubles(rows[i]));
  }
  return all;
}

Result<std::vector<std::vector<double>>> LocalSplit::vectors(
    std::size_t column, std::span<const std::uint64_t> rows) const {
  if (column == text_column()) return vectors_of_texts(rows);
  const Result<const store::VectorFile*> found = vector_file(column);
  if (!found) return found.error();
  const store::VectorFile& file = **found;
  std::vector<std::vector<double>> all(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (file.is_null(rows[i])) continue;
    if (Status whole = file.check_rows(rows[i], 1); !whole) return told(snapshot(), whole.error());
    if (file.element() == store::VectorElement::kFloat32) {
      const auto values = file.floats(rows[i]);
      all[i].assign(values.begin(), values.end());
    } else {
      const auto values = file.doubles(rows[i]);
      all[i].assign(values.begin(), values.end());
    }
  }
  return all;
}

Result<std::vector<std::vector<double>>> LocalSplit::vectors_of_texts(
    std::span<const std::uint64_t> rows) const {
  const Result<const meaning::TextVectors*> texts = text_vectors();
  if (!texts) return texts.error();
  std::vector<std::vector<double>> all;
  for (const std::uint64_t row : rows) {
    const Result<std::vector<float>> one = (*texts)->vector(row);
    if (!one) return told(snapshot(), one.error());
    all.emplace_back(one->begin(), one->end());
  }
  return all;
}

Result<search::RowSet> LocalSplit::rows_with_vector(std::size_t column) const {
  if (column == text_column()) {
    const Result<const meaning::TextVectors*> texts = text_vectors();
    if (!texts) return texts.error();
    search::RowSet rows = search::RowSet::all(num_rows());
    rows.intersect((*texts)->present());
    return rows;
  }
  const Result<const store::VectorFile*> found = vector_file(column);
  if (!found) return found.error();
  search::RowSet rows = search::RowSet::all(num_rows());
  rows.intersect((*found)->present());
  return rows;
}

Result<vector::AnyVectorMatrix> LocalSplit::all_vectors(std::size_t column) const {
  if (column == text_column()) {
    const Result<const meaning::TextVectors*> texts = text_vectors();
    if (!texts) return texts.error();
    Result<vector::VectorMatrix<float>> matrix = (*texts)->matrix();
    if (!matrix) return told(snapshot(), matrix.error());
    return vector::AnyVectorMatrix(*std::move(matrix));
  }
  const Result<const store::VectorFile*> found = vector_file(column);
  if (!found) return found.error();
  // Whoever takes all of them does not read them by row.
  if (Status whole = (*found)->check_rows(0, num_rows()); !whole)
    return told(snapshot(), whole.error());
  return matrix_of(**found);
}

Status LocalSplit::visit_cells(std::span<const std::uint64_t> rows,
                               std::span<const std::size_t> columns,
                               const search::CellVisitor& visit) const {
  std::vector<CellSource> sources;
  for (const std::size_t column : columns) {
    const auto stored = std::ranges::find(layout().row_columns, column);
    if (stored != layout().row_columns.end()) {
      sources.push_back({static_cast<std::size_t>(stored - layout().row_columns.begin())});
      continue;
    }
    const Result<const store::VectorFile*> file = vector_file(column);
    if (!file) return file.error();
    sources.push_back({0, *file});
  }
  const Result<const store::RowStore*> store = row_store();
  if (!store) return store.error();
  return told(dataset(), read_cells(**store, rows, sources, visit));
}

Result<std::vector<search::ColumnFacet>> LocalSplit::facets(const search::FacetQuery& query,
                                                            const std::stop_token& stop) const {
  if (query.columns.empty()) return std::vector<search::ColumnFacet>();
  const Result<const store::ColumnValues*> values = column_values();
  if (!values) return values.error();
  const Result<std::shared_ptr<const search::RowSet>> wanted = rows_of(query.wanted, stop);
  if (!wanted) return wanted.error();
  return told(dataset(), count_facets(*this, **values, query, wanted->get(), stop));
}

Result<std::string> LocalSplit::write(search::RowFileFormat format,
                                      std::span<const std::uint64_t> rows,
                                      std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                      std::stop_token stop) const {
  return rows_as_file(format, *this, sql_, rows, columns, max_bytes, std::move(stop));
}

}  // namespace vitrine::local

// The vectors of a ClusterSplit: the engine finds candidates, their similarities are ours.

#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "cluster/cluster_split.h"
#include "cluster/index_layout.h"
#include "cluster/index_questions.h"
#include "meaning/text_space.h"
#include "meaning/text_vectors.h"
#include "store/artefacts.h"
#include "vector/similarity.h"

namespace vitrine::cluster {
namespace {

/// Rows whose vectors are asked for together.
constexpr std::size_t kFetchedVectors = 500;
/// Candidates beyond those wanted, whose exact similarities decide.
constexpr std::uint64_t kMoreCandidates = 64;

std::span<const std::byte> as_bytes(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

Result<std::vector<std::vector<double>>> ClusterSplit::vectors(
    std::size_t column, std::span<const std::uint64_t> rows) const {
  std::vector<std::vector<double>> all;
  for (std::size_t begin = 0; begin < rows.size(); begin += kFetchedVectors) {
    const auto some = rows.subspan(begin, std::min(kFetchedVectors, rows.size() - begin));
    const Result<std::vector<EngineHit>> hits =
        fetch(some, false, {exact_field(column, features())}, {});
    if (!hits) return hits.error();
    for (const EngineHit& hit : *hits) {
      std::vector<double>& vector = all.emplace_back();
      const std::string& bytes = hit.binaries.front();
      if (bytes.empty()) continue;
      const auto take = [&](const auto& values) { vector.assign(values.begin(), values.end()); };
      Status read;
      if (column != text_column()) {
        read = with_values(bytes, dimension(column), take);
      } else if (bytes.size() == vector::nibble_record_bytes(dimension(column))) {
        take(meaning::vector_of_record(as_bytes(bytes), dimension(column)));
      } else {
        read = corrupt("a text vector in the engine has another length");
      }
      if (!read) return store::corrupt_dataset(dataset(), std::move(read).error());
    }
  }
  return all;
}

Result<std::vector<std::optional<float>>> ClusterSplit::similarities(
    std::size_t column, std::span<const float> vector, std::span<const std::uint64_t> rows) const {
  if (Status fits = search::check_vector(*this, column, vector); !fits)
    return std::move(fits).error();
  std::vector<std::optional<float>> all(rows.size());
  vector::SimilarityTo own(vector, vector::Metric::kCosine);
  if (!own.is_comparable()) return all;
  const bool of_texts = column == text_column();
  const meaning::RecordSimilarity texts(vector);
  for (std::size_t begin = 0; begin < rows.size(); begin += kFetchedVectors) {
    const auto some = rows.subspan(begin, std::min(kFetchedVectors, rows.size() - begin));
    const Result<std::vector<EngineHit>> hits =
        fetch(some, false, {exact_field(column, features())}, {});
    if (!hits) return hits.error();
    for (std::size_t i = 0; i < some.size(); ++i) {
      const std::string& bytes = (*hits)[i].binaries.front();
      if (bytes.empty()) continue;
      Status read;
      if (!of_texts) {
        read = with_values(bytes, dimension(column),
                           [&](const auto& values) { all[begin + i] = own.of(values); });
      } else if (bytes.size() == vector::nibble_record_bytes(dimension(column))) {
        all[begin + i] = texts.of(as_bytes(bytes));
      } else {
        read = corrupt("a text vector in the engine has another length");
      }
      if (!read) return store::corrupt_dataset(dataset(), std::move(read).error());
    }
  }
  return all;
}

Result<vector::Neighbours> ClusterSplit::nearest(const search::NearestQuery& query,
                                                 std::stop_token stop) const {
  if (Status fits = search::check_vector(*this, query.column, query.vector); !fits)
    return std::move(fits).error();
  vector::Neighbours found;
  if (!vector::SimilarityTo(query.vector, vector::Metric::kCosine).is_comparable()) return found;
  const std::string field = vector_field(query.column, features());
  Result<QueryFilters> filters = filters_of(query.among, stop);
  if (!filters) return std::move(filters).error();
  filters->all.push_back(exists_query(field));
  const std::string among = filter_query(*filters);
  const Result<std::uint64_t> comparable = count(among, stop);
  if (!comparable) return comparable.error();
  found.num_comparable = *comparable;
  const std::uint64_t wanted = std::min(query.limit, *comparable);
  if (wanted == 0) return found;
  if (wanted > kDeepestRanked) return too_deep(kDeepestRanked, "the nearest");
  const std::uint64_t candidates =
      std::min({wanted + wanted / 2 + kMoreCandidates, *comparable, kDeepestRanked});
  const EngineNumber number = vector_number(query.column, features());
  std::string near;
  JsonWriter json(near);
  if (query.accuracy.is_exact()) {
    json.begin_object().key("script_score").begin_object().key("query").raw(among);
    json.key("script").begin_object().member("lang", "knn").member("source", "knn_score");
    json.key("params").begin_object().member("field", field);
    json.key("query_value");
    append_engine_vector(json, query.vector, number);
    json.member("space_type", "cosinesimil");
    json.end_object().end_object().end_object().end_object();
  } else {
    json.begin_object().key("knn").begin_object().key(field).begin_object();
    json.key("vector");
    append_engine_vector(json, query.vector, number);
    json.member("k", candidates);
    json.key("filter").raw(among).end_object().end_object().end_object();
  }
  const Result<std::string> answer = ask(rows_body(near, kByScore, 0, candidates), stop);
  if (!answer) return answer.error();
  const Result<EngineHits> hits = read_hits(*answer);
  if (!hits) return hits.error();
  const std::vector<std::uint64_t> rows = numbers_of(hits->hits);
  const Result<std::vector<std::optional<float>>> exact =
      similarities(query.column, query.vector, rows);
  if (!exact) return exact.error();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if ((*exact)[i]) found.nearest.push_back({rows[i], *(*exact)[i]});
  }
  std::ranges::sort(found.nearest, vector::is_nearer);
  found.nearest.resize(std::min<std::size_t>(found.nearest.size(), wanted));
  return found;
}

Result<search::Selection> ClusterSplit::comparable(std::size_t column, search::Selection among,
                                                   std::uint64_t /*num_comparable*/,
                                                   std::stop_token /*stop*/) const {
  among.keep_comparable(column);
  return among;
}

Result<vector::AnyVectorMatrix> ClusterSplit::all_vectors(std::size_t /*column*/) const {
  return unsupported(
      "a map is not made of rows that an engine holds: import the rows it is for "
      "as a dataset without --engine");
}

Status ClusterSplit::check_text_vectors() const {
  if (layout().meaning_columns.empty())
    return unsupported("no column of this split holds text to compare by meaning");
  return {};
}

std::uint32_t ClusterSplit::dimension(std::size_t column) const {
  if (column != text_column()) return *features()[column].type.length;
  const Result<const meaning::TextSpace*> space = meaning::TextSpace::get();
  return check_text_vectors() && space ? (*space)->dimension() : 0;
}

Result<const meaning::Projection*> ClusterSplit::open_projection(std::size_t column) const {
  const fs::path path = fs::path(store::index_path(config().name, split().name)) /
                        store::artefact_filename(store::Artefact::kProjection, column);
  if (snapshot().manifest().find_file(path.string()) == nullptr) return nullptr;
  const std::lock_guard lock(mutex_);
  std::optional<Result<meaning::Projection>>& slot = projections_[column];
  if (!slot)
    slot.emplace(meaning::Projection::open(artefact_path(store::Artefact::kProjection, column)));
  if (!*slot) return store::corrupt_dataset(dataset(), slot->error());
  return &slot->value();
}

Result<std::optional<meaning::ProjectionQuality>> ClusterSplit::projection(
    std::size_t column) const {
  const Result<const meaning::Projection*> projection = open_projection(column);
  if (!projection) return projection.error();
  if (*projection == nullptr) return std::optional<meaning::ProjectionQuality>();
  return std::optional((*projection)->quality());
}

Result<search::TextVector> ClusterSplit::vector_of_text(std::size_t column,
                                                        std::string_view text) const {
  const Result<const meaning::Projection*> projection =
      column == text_column() ? Result<const meaning::Projection*>(nullptr)
                              : open_projection(column);
  if (!projection) return projection.error();
  Result<search::TextVector> meant = search::text_vector(text, *projection);
  if (!meant && meant.error().code() == ErrorCode::kCorrupt)
    return store::corrupt_dataset(dataset(), meant.error());
  return meant;
}

}  // namespace vitrine::cluster

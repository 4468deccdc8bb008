#include "search/split.h"

#include <unordered_set>
#include <utility>

#include "meaning/text_space.h"

namespace vitrine::search {
namespace {

constexpr std::uint64_t kIndexDepth = 128;

}  // namespace

Split::Split(std::shared_ptr<const store::Snapshot> snapshot, const store::ConfigManifest& config,
             const store::SplitManifest& split)
    : snapshot_(std::move(snapshot)),
      config_(&config),
      split_(&split),
      layout_(config.features),
      key_(snapshot_->manifest().snapshot_id + "/" + config.name + "/" + split.name) {}

Split::Split(const Split& rows, const store::ConfigManifest& config, std::string_view version)
    : snapshot_(rows.snapshot_),
      config_(&config),
      split_(rows.split_),
      layout_(rows.layout_),
      key_(rows.key_ + "+" + std::string(version)) {
  for (std::size_t i = rows.features().size(); i < config.features.size(); ++i)
    layout_.row_columns.push_back(i);
}

fs::path Split::artefact_path(store::Artefact artefact, std::size_t column) const {
  return snapshot_->index_file(config_->name, split_->name,
                               store::artefact_filename(artefact, column));
}

std::optional<std::size_t> Split::first_vector_column() const {
  if (!layout_.vector_columns.empty()) return layout_.vector_columns.front();
  if (check_text_vectors()) return text_column();
  return std::nullopt;
}

Result<std::string> Split::statistics() const {
  Result<std::string> text = snapshot_->read_index_file(
      config_->name, split_->name, store::artefact_filename(store::Artefact::kStatistics));
  if (!text) return store::corrupt_dataset(snapshot_->manifest().dataset, text.error());
  return text;
}

std::vector<fs::path> Split::parquet_files() const {
  std::vector<fs::path> files;
  for (const store::ParquetFile& file : split_->parquet_files) {
    files.push_back(snapshot_->parquet_file(config_->name, split_->name, file.filename));
  }
  return files;
}

Result<TextVector> text_vector(std::string_view text, const meaning::Projection* projection) {
  const Result<const meaning::TextSpace*> space = meaning::TextSpace::get();
  if (!space) return space.error();
  meaning::TextVectorMaker maker(**space);
  TextVector meant;
  meant.has_known_word = maker.knows_a_word(text);
  if (projection == nullptr) {
    if (maker.make(text)) meant.vector.assign(maker.vector().begin(), maker.vector().end());
    return meant;
  }
  Result<std::vector<float>> place = projection->place_of(text);
  if (!place) return std::move(place).error();
  meant.vector = *std::move(place);
  return meant;
}

Result<vector::Neighbours> nearest_in_order(const Split& split, NearestQuery query,
                                            const std::stop_token& stop) {
  const std::uint64_t depth = query.limit;
  query.limit = kIndexDepth;
  query.accuracy = vector::Accuracy::recall(0.999);
  Result<vector::Neighbours> first = split.nearest(query, stop);
  if (!first || depth <= first->nearest.size()) {
    if (first) first->nearest.resize(depth);
    return first;
  }
  query.limit = depth;
  query.accuracy = vector::Accuracy::exact();
  const Result<vector::Neighbours> exact = split.nearest(query, stop);
  if (!exact) return exact;
  std::unordered_set<std::uint64_t> ranked;
  for (const vector::Neighbour& one : first->nearest) ranked.insert(one.row);
  for (const vector::Neighbour& one : exact->nearest) {
    if (!ranked.contains(one.row) && first->nearest.size() < depth) first->nearest.push_back(one);
  }
  return first;
}

Status check_vector(const Split& split, std::size_t column, std::span<const float> vector) {
  const std::uint32_t dimension = split.dimension(column);
  if (vector.size() == dimension) return {};
  if (column == split.text_column())
    return invalid_argument("no column of this split holds vectors to compare a vector with");
  return invalid_argument("the vector has " + std::to_string(vector.size()) +
                          " values, but those of column \"" + split.features()[column].name +
                          "\" have " + std::to_string(dimension));
}

}  // namespace vitrine::search

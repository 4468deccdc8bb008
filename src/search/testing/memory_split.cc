#include "search/testing/memory_split.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "ask/comparison.h"
#include "base/json_writer.h"

namespace vitrine::search {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// The words of a query by what stands in front of them.
struct Wanted {
  std::vector<std::string> plain;
  std::vector<std::string> needed;
  std::vector<std::string> not_wanted;
};

Wanted wanted_by(const text::TextQuery& query) {
  Wanted wanted;
  for (const std::string& word : words_of(query.text)) {
    if (query.operators && word.starts_with('-')) {
      wanted.not_wanted.push_back(word.substr(1));
    } else if (query.operators && word.starts_with('+')) {
      wanted.needed.push_back(word.substr(1));
      wanted.plain.push_back(word.substr(1));
    } else {
      wanted.plain.push_back(word);
    }
  }
  return wanted;
}

/// How often a row has a wanted word; nothing where it does not match.
std::optional<float> score_of(const Wanted& wanted, const std::string& title) {
  const std::vector<std::string> words = words_of(title);
  const auto has = [&](const std::string& word) {
    return std::ranges::find(words, word) != words.end();
  };
  if (!std::ranges::all_of(wanted.needed, has)) return std::nullopt;
  if (std::ranges::any_of(wanted.not_wanted, has)) return std::nullopt;
  float score = 0;
  for (const std::string& word : wanted.plain)
    score += static_cast<float>(std::ranges::count(words, word));
  if (score == 0) return std::nullopt;
  return score;
}

bool meets(const ask::Predicate& predicate, const MemoryRow& row) {
  if (predicate.kind == ask::Predicate::Kind::kTruth)
    return predicate.values[0].constant.text == "TRUE";
  const int other = std::stoi(predicate.values[1].constant.text);
  return ask::holds(predicate.comparison, row.year <=> other);
}

std::shared_ptr<const store::Snapshot> snapshot_of(std::uint64_t num_rows,
                                                   const MemorySplit::Options& options) {
  store::Manifest manifest;
  manifest.dataset = {"local", "memory"};
  manifest.snapshot_id = "s1";
  store::ConfigManifest config;
  config.name = "default";
  if (options.has_text) {
    config.features.push_back({"title", schema::Feature::value("string")});
  } else {
    config.features.push_back({"title", schema::Feature::value("bool")});
  }
  config.features.push_back({"year", schema::Feature::value("int64")});
  if (options.has_vectors) {
    schema::Feature vector =
        schema::Feature::list(schema::Feature::value("float32"), kMemoryDimension);
    vector.declared_vector = true;
    config.features.push_back({"vector", vector});
  }
  store::SplitManifest split;
  split.name = "train";
  split.num_rows = num_rows;
  config.splits.push_back(split);
  manifest.configs.push_back(std::move(config));
  return std::make_shared<const store::Snapshot>("/nowhere", std::move(manifest), nullptr);
}

}  // namespace

std::vector<float> letters_of(std::string_view text) {
  std::vector<float> vector(kMemoryDimension);
  for (const std::string& word : words_of(std::string(text))) {
    if (word[0] >= 'a' && word[0] <= 'd') ++vector[static_cast<std::size_t>(word[0] - 'a')];
  }
  return vector;
}

std::optional<float> cosine(std::span<const float> a, std::span<const float> b) {
  double product = 0;
  double of_a = 0;
  double of_b = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    product += static_cast<double>(a[i]) * b[i];
    of_a += static_cast<double>(a[i]) * a[i];
    of_b += static_cast<double>(b[i]) * b[i];
  }
  if (of_a == 0 || of_b == 0) return std::nullopt;
  return static_cast<float>(product / std::sqrt(of_a * of_b));
}

std::shared_ptr<MemorySplit> MemorySplit::make(std::vector<MemoryRow> rows, Options options) {
  const std::shared_ptr<const store::Snapshot> snapshot = snapshot_of(rows.size(), options);
  return std::shared_ptr<MemorySplit>(
      new MemorySplit(snapshot, std::move(rows), std::move(options)));
}

MemorySplit::MemorySplit(const std::shared_ptr<const store::Snapshot>& snapshot,
                         std::vector<MemoryRow> rows, Options options)
    : Split(snapshot, snapshot->manifest().configs[0], snapshot->manifest().configs[0].splits[0]),
      rows_(std::move(rows)),
      options_(std::move(options)) {}

std::vector<float> MemorySplit::vector_of(std::size_t column, std::uint64_t row) const {
  if (column == text_column()) return letters_of(rows_[row].title);
  return rows_[row].vector;
}

bool MemorySplit::is_in(const Selection& selection, std::uint64_t row) const {
  if (selection.bitmap() != nullptr) return selection.bitmap()->contains(row);
  const auto among = [&](std::span<const std::uint64_t> rows) {
    return std::ranges::find(rows, row) != rows.end();
  };
  if (among(selection.removed())) return false;
  if (among(selection.added())) return true;
  if (selection.condition() != nullptr && !meets(*selection.condition(), rows_[row])) return false;
  if (selection.listed() != nullptr && !among(*selection.listed())) return false;
  if (selection.words() != nullptr && !score_of(wanted_by(*selection.words()), rows_[row].title))
    return false;
  if (!selection.comparable()) return true;
  const std::vector<float> vector = vector_of(*selection.comparable(), row);
  return cosine(vector, vector).has_value();
}

std::vector<std::uint64_t> MemorySplit::rows_of(const Selection& selection) const {
  std::vector<std::uint64_t> rows;
  for (std::uint64_t row = 0; row < rows_.size(); ++row)
    if (is_in(selection, row)) rows.push_back(row);
  return rows;
}

/// Whoever asks for a row that is not there has made a mistake.
Status MemorySplit::check_rows(std::span<const std::uint64_t> rows) const {
  for (const std::uint64_t row : rows)
    if (row >= rows_.size()) return internal_error("there is no row " + std::to_string(row));
  return {};
}

Selection MemorySplit::selection_of(std::vector<std::uint64_t> rows) const {
  if (!options_.has_bitmaps) return Selection::of(std::move(rows));
  RowSet set(rows_.size());
  for (const std::uint64_t row : rows) set.insert(row);
  return Selection::of_bitmap(std::make_shared<const RowSet>(std::move(set)));
}

Result<Selection> MemorySplit::prepare(Selection rows, std::stop_token stop) const {
  if (stop.stop_requested()) return cancelled("stopped");
  if (!options_.has_bitmaps) return rows;
  RowSet set(rows_.size());
  for (const std::uint64_t row : rows_of(rows)) set.insert(row);
  rows.set_bitmap(std::make_shared<const RowSet>(std::move(set)));
  return rows;
}

Result<RowPage> MemorySplit::page(const Selection& rows, const ask::Order& order,
                                  std::uint64_t offset, std::uint64_t limit,
                                  std::stop_token stop) const {
  if (stop.stop_requested()) return cancelled("stopped");
  std::vector<std::uint64_t> all = rows_of(rows);
  RowPage page{.total = all.size(), .rows = {}};
  for (const ask::OrderKey& key : order.keys) {
    std::ranges::stable_sort(all, [&](std::uint64_t a, std::uint64_t b) {
      return key.descending ? rows_[a].year > rows_[b].year : rows_[a].year < rows_[b].year;
    });
  }
  for (std::uint64_t i = offset; i < all.size() && page.rows.size() < limit; ++i)
    page.rows.push_back(all[i]);
  return page;
}

Result<std::vector<bool>> MemorySplit::contains(const Selection& set,
                                                std::span<const std::uint64_t> rows,
                                                std::stop_token /*stop*/) const {
  std::vector<bool> found;
  for (const std::uint64_t row : rows) found.push_back(is_in(set, row));
  return found;
}

Result<std::vector<text::TextField>> MemorySplit::text_fields() const {
  if (!options_.has_text) return unsupported("no column of this split holds text");
  return std::vector<text::TextField>{{"title", 1}};
}

Result<std::string> MemorySplit::text_language() const {
  if (!options_.has_text) return unsupported("no column of this split holds text");
  return std::string("english");
}

Result<WordHits> MemorySplit::words(const text::TextQuery& query, std::size_t limit,
                                    const Selection& among, std::stop_token stop) const {
  if (stop.stop_requested()) return cancelled("stopped");
  if (faults.words) return *faults.words;
  const Wanted wanted = wanted_by(query);
  WordHits found;
  std::vector<std::uint64_t> matched;
  for (std::uint64_t row = 0; row < rows_.size(); ++row) {
    if (!is_in(among, row)) continue;
    const std::optional<float> score = score_of(wanted, rows_[row].title);
    if (!score) continue;
    matched.push_back(row);
    found.hits.push_back({static_cast<std::uint32_t>(row), *score, 0});
  }
  found.total = matched.size();
  std::ranges::stable_sort(
      found.hits, [](const text::TextHit& a, const text::TextHit& b) { return a.score > b.score; });
  if (found.hits.size() > limit) found.hits.resize(limit);
  for (const std::string& word : wanted.plain) {
    const bool is_known = std::ranges::any_of(rows_, [&](const MemoryRow& row) {
      return score_of({{word}, {}, {}}, row.title).has_value();
    });
    found.full_score += is_known ? 4.0F : 0;
  }
  if (query.want_matched) found.matched = selection_of(std::move(matched));
  return found;
}

Result<std::vector<text::TextExplanation>> MemorySplit::explain(
    const text::TextQuery& query, std::span<const text::TextHit> hits,
    std::span<const text::TextCorrection> /*corrections*/) const {
  std::vector<text::TextExplanation> all;
  for (const text::TextHit& hit : hits) {
    text::TextExplanation one;
    one.score = score_of(wanted_by(query), rows_[hit.row].title).value_or(0);
    all.push_back(std::move(one));
  }
  return all;
}

Status MemorySplit::check_text_vectors() const {
  if (!options_.has_text) return unsupported("no column of this split holds text");
  if (!options_.has_text_vectors) return unsupported("the vectors of the text are missing");
  return {};
}

Result<std::optional<meaning::ProjectionQuality>> MemorySplit::projection(
    std::size_t /*column*/) const {
  if (faults.projection) return *faults.projection;
  return options_.projection;
}

Result<TextVector> MemorySplit::vector_of_text(std::size_t /*column*/,
                                               std::string_view text) const {
  TextVector meant;
  meant.vector = letters_of(text);
  if (!cosine(meant.vector, meant.vector)) meant.vector.clear();
  meant.has_known_word = !meant.vector.empty();
  return meant;
}

std::uint32_t MemorySplit::dimension(std::size_t column) const {
  if (column == text_column()) return check_text_vectors() ? kMemoryDimension : 0;
  return options_.has_vectors && column == kVector ? kMemoryDimension : 0;
}

Result<vector::Neighbours> MemorySplit::nearest(const NearestQuery& query,
                                                std::stop_token stop) const {
  if (stop.stop_requested()) return cancelled("stopped");
  if (faults.vectors) return *faults.vectors;
  vector::Neighbours found;
  for (std::uint64_t row = 0; row < rows_.size(); ++row) {
    if (!is_in(query.among, row)) continue;
    const std::optional<float> similarity = cosine(query.vector, vector_of(query.column, row));
    if (!similarity) continue;
    ++found.num_comparable;
    const bool is_missed = std::ranges::find(options_.missed, row) != options_.missed.end();
    if (!is_missed || query.accuracy.is_exact()) found.nearest.push_back({row, *similarity});
  }
  std::ranges::sort(found.nearest, vector::is_nearer);
  if (found.nearest.size() > query.limit) found.nearest.resize(query.limit);
  return found;
}

Result<std::vector<std::optional<float>>> MemorySplit::similarities(
    std::size_t column, std::span<const float> vector, std::span<const std::uint64_t> rows) const {
  if (faults.vectors) return *faults.vectors;
  std::vector<std::optional<float>> all;
  for (const std::uint64_t row : rows) all.push_back(cosine(vector, vector_of(column, row)));
  return all;
}

Result<std::vector<std::vector<double>>> MemorySplit::vectors(
    std::size_t column, std::span<const std::uint64_t> rows) const {
  if (faults.vectors) return *faults.vectors;
  if (Status status = check_rows(rows); !status) return std::move(status).error();
  std::vector<std::vector<double>> all;
  for (const std::uint64_t row : rows) {
    const std::vector<float> vector = vector_of(column, row);
    all.emplace_back(vector.begin(), vector.end());
  }
  return all;
}

Result<Selection> MemorySplit::comparable(std::size_t column, Selection among,
                                          std::uint64_t num_comparable,
                                          std::stop_token /*stop*/) const {
  std::vector<std::uint64_t> rows;
  for (const std::uint64_t row : rows_of(among)) {
    const std::vector<float> vector = vector_of(column, row);
    if (cosine(vector, vector)) rows.push_back(row);
  }
  if (rows.size() != num_comparable) return internal_error("it was said to be another number");
  return selection_of(std::move(rows));
}

Result<vector::AnyVectorMatrix> MemorySplit::all_vectors(std::size_t /*column*/) const {
  return unsupported("this split makes no matrix");
}

Status MemorySplit::visit_cells(std::span<const std::uint64_t> rows,
                                std::span<const std::size_t> columns,
                                const CellVisitor& visit) const {
  if (faults.cells) return *faults.cells;
  if (Status status = check_rows(rows); !status) return status;
  for (std::size_t position = 0; position < rows.size(); ++position) {
    const MemoryRow& row = rows_[rows[position]];
    std::vector<std::string> cells;
    for (const std::size_t column : columns) {
      std::string cell;
      if (column == kTitle && row.title.empty()) {
        cell = "null";
      } else if (column == kTitle) {
        append_json_string(cell, row.title);
      } else {
        cell = std::to_string(row.year);
      }
      cells.push_back(std::move(cell));
    }
    const std::vector<std::string_view> views(cells.begin(), cells.end());
    if (!visit(position, views)) return {};
  }
  return {};
}

Result<std::vector<ColumnFacet>> MemorySplit::facets(const FacetQuery& /*query*/,
                                                     const std::stop_token& /*stop*/) const {
  return unsupported("this split counts nothing");
}

Result<std::string> MemorySplit::write(RowFileFormat /*format*/,
                                       std::span<const std::uint64_t> /*rows*/,
                                       std::span<const std::size_t> /*columns*/,
                                       std::uint64_t /*max_bytes*/,
                                       std::stop_token /*stop*/) const {
  return unsupported("this split writes nothing");
}

}  // namespace vitrine::search

#include "cluster/cluster_split.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "ask/column_range.h"
#include "base/hash.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "cluster/columns.h"
#include "cluster/facet_query.h"
#include "cluster/index_layout.h"
#include "cluster/index_name.h"
#include "cluster/index_questions.h"
#include "cluster/order_sort.h"
#include "cluster/predicate_query.h"
#include "local/parquet_cells.h"
#include "local/row_files.h"

namespace vitrine::cluster {

namespace json = boost::json;

namespace {

/// Rows whose cells are asked for together: what 100 kB a row still takes.
constexpr std::size_t kFetchedRows = 500;
/// Cells can be had from the Parquet too: nobody waits long for them.
constexpr std::chrono::seconds kCellLimit(8);
/// Terms that one query may name.
constexpr std::size_t kMostListed = 65'536;
/// Numbers that are remembered.
constexpr std::size_t kMostKnown = 1000;

}  // namespace

ClusterSplit::ClusterSplit(std::shared_ptr<const store::Snapshot> snapshot,
                           const store::ConfigManifest& config, const store::SplitManifest& split,
                           local::RowSelector& sql, std::shared_ptr<const EngineClient> engine)
    : search::Split(std::move(snapshot), config, split),
      sql_(sql),
      engine_(std::move(engine)),
      projections_(config.features.size()) {}

Result<std::shared_ptr<const search::Split>> ClusterSplit::open(
    std::shared_ptr<const store::Snapshot> snapshot, const store::ConfigManifest& config,
    const store::SplitManifest& split, local::RowSelector& sql,
    std::shared_ptr<const EngineClient> engine) {
  if (Status known = check_index_name(split.engine_index); !known)
    return store::corrupt_dataset(snapshot->manifest().dataset, std::move(known).error());
  return std::shared_ptr<const search::Split>(
      new ClusterSplit(std::move(snapshot), config, split, sql, std::move(engine)));
}

Result<std::string> ClusterSplit::ask(std::string body, const std::stop_token& stop,
                                      std::string_view parameters,
                                      std::chrono::milliseconds limit) const {
  if (engine_ == nullptr)
    return unavailable("the rows of " + dataset().id() +
                       " are in an engine, and nobody said where: --engine URL does");
  if (Status whole = check_index(stop); !whole) return std::move(whole).error();
  Result<std::string> answer = engine_->search(index(), std::move(body), parameters, stop, limit);
  if (answer || answer.error().code() != ErrorCode::kCorrupt) return answer;
  return store::corrupt_dataset(dataset(), answer.error());
}

Status ClusterSplit::check_index(const std::stop_token& stop) const {
  {
    const std::lock_guard lock(mutex_);
    if (is_checked_) return {};
  }
  const Result<bool> whole = is_loaded(*engine_, index(), num_rows(), stop);
  if (!whole) return whole.error();
  if (!*whole) {
    return store::corrupt_dataset(
        dataset(),
        corrupt("the engine's index " + index() + " is not as it was loaded: somebody changed it"));
  }
  const std::lock_guard lock(mutex_);
  is_checked_ = true;
  return {};
}

Result<std::uint64_t> ClusterSplit::count(const std::string& query,
                                          const std::stop_token& stop) const {
  const Result<double> number = remembered(
      R"({"size":0,"track_total_hits":true,"query":)" + query + "}",
      [](const EngineHits& hits) { return static_cast<double>(hits.total); }, stop);
  if (!number) return number.error();
  return static_cast<std::uint64_t>(*number);
}

Result<double> ClusterSplit::best_score(const std::string& query,
                                        const std::stop_token& stop) const {
  return remembered(
      R"({"size":1,"_source":false,"sort":)" + std::string(kByScore) + R"(,"query":)" + query + "}",
      [](const EngineHits& hits) {
        return hits.hits.empty() ? 0 : static_cast<double>(hits.hits.front().score);
      },
      stop);
}

/// What a body's answer comes to, asked once: the index does not change.
Result<double> ClusterSplit::remembered(const std::string& body,
                                        const std::function<double(const EngineHits&)>& number_of,
                                        const std::stop_token& stop) const {
  const std::string name = hash128(body).hex();
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(name); found != known_.end()) return found->second;
  }
  const Result<std::string> answer = ask(body, stop);
  if (!answer) return answer.error();
  const Result<EngineHits> hits = read_hits(*answer);
  if (!hits) return hits.error();
  const double number = number_of(*hits);
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.emplace(name, number);
  return number;
}

Result<std::string> ClusterSplit::condition_query(const ask::Predicate& predicate,
                                                  const std::stop_token& stop) const {
  std::optional<std::vector<std::size_t>> cut;
  {
    const std::lock_guard lock(mutex_);
    cut = cut_columns_;
  }
  if (!cut) {
    const Result<std::string> answer = ask(cut_columns_body(), stop);
    if (!answer) return answer.error();
    Result<std::vector<std::size_t>> read = read_cut_columns(*answer);
    if (!read) return std::move(read).error();
    cut = *std::move(read);
    const std::lock_guard lock(mutex_);
    cut_columns_ = cut;
  }
  return predicate_query(predicate, features(), *cut);
}

Result<QueryFilters> ClusterSplit::filters_of(const search::Selection& rows,
                                              const std::stop_token& stop) const {
  QueryFilters filters;
  if (rows.bitmap() != nullptr)
    return unsupported("rows that an engine holds cannot be chosen by a bitmap");
  if (rows.condition() != nullptr) {
    Result<std::string> query = condition_query(*rows.condition(), stop);
    if (!query) return std::move(query).error();
    filters.all.push_back(*std::move(query));
  }
  if (rows.listed() != nullptr) {
    if (rows.listed()->size() > kMostListed)
      return too_large("more than " + std::to_string(kMostListed) +
                       " rows cannot be listed in a question to an engine");
    filters.all.push_back(rows_query(*rows.listed()));
  }
  if (rows.comparable())
    filters.all.push_back(exists_query(vector_field(*rows.comparable(), features())));
  if (rows.words() != nullptr) {
    Result<WordSearch> search = word_search(*rows.words(), filters, stop);
    if (!search) return std::move(search).error();
    if (search->may_correct) {
      QueryFilters all = filters;
      all.all.push_back(search->matched);
      const Result<std::uint64_t> matching = count(filter_query(all), stop);
      if (!matching) return matching.error();
      if (*matching == 0) {
        if (Status status = correct(*search, stop); !status) return std::move(status).error();
      }
    }
    filters.all.push_back(std::move(search->matched));
  }
  if (!rows.added().empty()) {
    const std::vector<std::string> any = {filter_query(filters), rows_query(rows.added())};
    filters = {{any_query(any)}, {}};
  }
  if (!rows.removed().empty()) filters.none.push_back(rows_query(rows.removed()));
  return filters;
}

Result<std::string> ClusterSplit::query_of(const search::Selection& rows,
                                           const std::stop_token& stop) const {
  const Result<QueryFilters> filters = filters_of(rows, stop);
  if (!filters) return filters.error();
  return filter_query(*filters);
}

Result<search::Selection> ClusterSplit::prepare(search::Selection rows,
                                                std::stop_token stop) const {
  // What cannot be asked is told here, as it is where rows are found at once.
  const Result<QueryFilters> filters = filters_of(rows, stop);
  if (!filters) return filters.error();
  return rows;
}

Result<search::RowPage> ClusterSplit::page(const search::Selection& rows, const ask::Order& order,
                                           std::uint64_t offset, std::uint64_t limit,
                                           std::stop_token stop) const {
  if (rows.is_all() && order.empty()) {
    search::RowPage page{num_rows(), {}};
    for (; offset < num_rows() && page.rows.size() < limit; ++offset) page.rows.push_back(offset);
    return page;
  }
  const Result<std::string> query = query_of(rows, stop);
  if (!query) return query.error();
  if (order.empty()) return page_of_rows(*query, offset, limit, stop);
  const Result<std::string> sort = order_sort(order, features());
  if (!sort) return sort.error();
  if (offset >= num_rows()) limit = 0;
  const std::uint64_t reach = offset < kDeepestRow ? kDeepestRow - offset : 0;
  const std::uint64_t size = std::min(limit, reach);
  const Result<std::string> answer =
      ask(rows_body(*query, *sort, size == 0 ? 0 : offset, size), stop);
  if (!answer) return answer.error();
  const Result<EngineHits> hits = read_hits(*answer);
  if (!hits) return hits.error();
  if (size < limit && hits->total > offset + size) return too_deep(kDeepestRow, "an order");
  return search::RowPage{hits->total, numbers_of(hits->hits)};
}

/// Any depth in a few questions: how many of the rows there are in each part of the split tells in
/// which part the page begins.
Result<search::RowPage> ClusterSplit::page_of_rows(const std::string& query, std::uint64_t offset,
                                                   std::uint64_t limit,
                                                   const std::stop_token& stop) const {
  constexpr std::uint64_t kParts = 256;
  std::uint64_t begin = 0;
  std::uint64_t end = num_rows();
  search::RowPage page;
  bool is_counted = false;
  while (offset + limit > kDeepestRow && end - begin > 1) {
    const std::uint64_t width = (end - begin + kParts - 1) / kParts;
    const std::string within = both(query, range_query(begin, end));
    const Result<std::string> answer =
        ask(R"({"size":0,"track_total_hits":true,"query":)" + within +
                R"(,"aggs":{"parts":{"histogram":{"field":"row","min_doc_count":1,"interval":)" +
                std::to_string(width) + R"(,"offset":)" + std::to_string(begin % width) + "}}}}",
            stop);
    if (!answer) return answer.error();
    const Result<json::value> value = parse_json(*answer);
    const Result<EngineHits> hits = read_hits(*answer);
    if (!value || !hits)
      return unavailable("the engine's answer to a count is not as it should be");
    if (!is_counted) page.total = hits->total;
    is_counted = true;
    if (offset >= hits->total) return page;
    const json::value& buckets = value->at("aggregations").at("parts").at("buckets");
    std::uint64_t before = 0;
    std::uint64_t start = begin;
    for (const json::value& bucket : buckets.as_array()) {
      const auto here = static_cast<std::uint64_t>(int_member(bucket, "doc_count").value_or(0));
      if (before + here > offset) {
        start = static_cast<std::uint64_t>(bucket.at("key").to_number<double>());
        break;
      }
      before += here;
    }
    offset -= before;
    begin = std::max(start, begin);
    if (offset + limit <= kDeepestRow) break;
    end = std::min(end, begin + width);
  }
  // What lies behind the part is a page's too.
  const std::string from_there = begin == 0 ? query : both(query, range_query(begin, num_rows()));
  const Result<std::string> answer = ask(rows_body(from_there, kByRow, offset, limit), stop);
  if (!answer) return answer.error();
  const Result<EngineHits> hits = read_hits(*answer);
  if (!hits) return hits.error();
  if (!is_counted) page.total = hits->total;
  page.rows = numbers_of(hits->hits);
  return page;
}

Result<std::vector<bool>> ClusterSplit::contains(const search::Selection& set,
                                                 std::span<const std::uint64_t> rows,
                                                 std::stop_token stop) const {
  std::vector<bool> all(rows.size(), set.is_all());
  if (set.is_all() || rows.empty()) return all;
  const Result<std::string> query = query_of(set, stop);
  if (!query) return query.error();
  std::unordered_map<std::uint64_t, bool> found;
  for (std::size_t begin = 0; begin < rows.size(); begin += kDeepestRanked) {
    const auto some =
        rows.subspan(begin, std::min<std::size_t>(kDeepestRanked, rows.size() - begin));
    const Result<std::string> answer =
        ask(rows_body(both(*query, rows_query(some)), kByRow, 0, some.size()), stop);
    if (!answer) return answer.error();
    const Result<EngineHits> hits = read_hits(*answer);
    if (!hits) return hits.error();
    for (const EngineHit& hit : hits->hits) found[hit.row] = true;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) all[i] = found.contains(rows[i]);
  return all;
}

Result<std::vector<EngineHit>> ClusterSplit::fetch(std::span<const std::uint64_t> rows,
                                                   bool with_cells,
                                                   const std::vector<std::string>& binaries,
                                                   const std::stop_token& stop,
                                                   std::chrono::milliseconds limit) const {
  std::vector<std::uint64_t> wanted(rows.begin(), rows.end());
  std::ranges::sort(wanted);
  wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("query").raw(rows_query(wanted)).key("sort").raw(kByRow);
  json.member("size", wanted.size());
  if (with_cells) {
    json.key("_source").begin_array().value("cells").end_array();
  } else {
    json.member("_source", false);
  }
  if (!binaries.empty()) {
    json.key("docvalue_fields").begin_array();
    for (const std::string& field : binaries) json.value(field);
    json.end_array();
  }
  json.end_object();
  const Result<std::string> answer = ask(std::move(body), stop, {}, limit);
  if (!answer) return answer.error();
  Result<EngineHits> found = read_hits(*answer, binaries);
  if (!found) return std::move(found).error();
  if (found->hits.size() != wanted.size()) {
    return store::corrupt_dataset(
        dataset(), corrupt("the engine has lost rows: of " + std::to_string(wanted.size()) +
                           " it has " + std::to_string(found->hits.size())));
  }
  std::vector<EngineHit> hits;
  for (const std::uint64_t row : rows) {
    const auto at = std::ranges::lower_bound(found->hits, row, {}, &EngineHit::row);
    hits.push_back(*at);
  }
  return hits;
}

/// Pages of rows are had without the engine too, from the Parquet.
Status ClusterSplit::visit_cells(std::span<const std::uint64_t> rows,
                                 std::span<const std::size_t> columns,
                                 const search::CellVisitor& visit) const {
  std::size_t visited = 0;
  bool is_ended = false;
  const search::CellVisitor count = [&](std::size_t position,
                                        std::span<const std::string_view> cells) {
    visited = position + 1;
    is_ended = !visit(position, cells);
    return !is_ended;
  };
  const bool is_away = engine_ == nullptr || engine_->is_away();
  Status seen = is_away ? Status(unavailable("")) : visit_engine_cells(rows, columns, count);
  if (seen || is_ended) return seen;
  const ErrorCode code = seen.error().code();
  if (code != ErrorCode::kUnavailable && code != ErrorCode::kCorrupt) return seen;
  const std::size_t first = visited;
  return local::visit_parquet_cells(
      *this, sql_, rows.subspan(first), columns,
      [&](std::size_t position, std::span<const std::string_view> cells) {
        return visit(first + position, cells);
      },
      {});
}

Status ClusterSplit::visit_engine_cells(std::span<const std::uint64_t> rows,
                                        std::span<const std::size_t> columns,
                                        const search::CellVisitor& visit) const {
  std::vector<std::string> binaries;
  std::vector<std::size_t> places;  // of each column: in the row's cells, or behind them
  const std::vector<std::size_t>& stored = layout().row_columns;
  for (const std::size_t column : columns) {
    const auto at = std::ranges::find(stored, column);
    if (at != stored.end()) {
      places.push_back(static_cast<std::size_t>(at - stored.begin()));
      continue;
    }
    places.push_back(stored.size() + binaries.size());
    binaries.push_back(exact_field(column, features()));
  }
  std::vector<std::string> vectors(columns.size());
  std::vector<std::string_view> cells(columns.size());
  for (std::size_t begin = 0; begin < rows.size(); begin += kFetchedRows) {
    const auto some = rows.subspan(begin, std::min(kFetchedRows, rows.size() - begin));
    const Result<std::vector<EngineHit>> hits = fetch(some, true, binaries, {}, kCellLimit);
    if (!hits) return hits.error();
    for (std::size_t i = 0; i < some.size(); ++i) {
      const EngineHit& hit = (*hits)[i];
      const Result<std::vector<std::string_view>> row = array_elements(hit.cells);
      if (!row) return store::corrupt_dataset(dataset(), row.error());
      if (row->size() != stored.size())
        return store::corrupt_dataset(dataset(), corrupt("a row in the engine has other columns"));
      for (std::size_t c = 0; c < columns.size(); ++c) {
        if (places[c] < stored.size()) {
          cells[c] = (*row)[places[c]];
          continue;
        }
        const std::string& bytes = hit.binaries[places[c] - stored.size()];
        vectors[c].clear();
        if (bytes.empty()) {
          vectors[c] = "null";
        } else {
          Status read = with_values(bytes, dimension(columns[c]), [&](const auto& values) {
            JsonWriter json(vectors[c]);
            json.begin_array();
            for (const auto value : values) json.value(static_cast<double>(value));
            json.end_array();
          });
          if (!read) return store::corrupt_dataset(dataset(), std::move(read).error());
        }
        cells[c] = vectors[c];
      }
      if (!visit(begin + i, cells)) return {};
    }
  }
  return {};
}

Result<std::vector<search::ColumnFacet>> ClusterSplit::facets(const search::FacetQuery& query,
                                                              const std::stop_token& stop) const {
  if (query.columns.empty()) return std::vector<search::ColumnFacet>();
  const Result<std::string> wanted = query_of(query.wanted, stop);
  if (!wanted) return wanted.error();
  const Result<std::vector<ColumnTracks>> tracks = parse_tracks(split().engine_columns);
  if (!tracks) return store::corrupt_dataset(dataset(), tracks.error());
  return engine_facets(*this, *tracks, query, *wanted,
                       [&](std::string body) { return ask(std::move(body), stop); });
}

Result<std::string> ClusterSplit::write(search::RowFileFormat format,
                                        std::span<const std::uint64_t> rows,
                                        std::span<const std::size_t> columns,
                                        std::uint64_t max_bytes, std::stop_token stop) const {
  return local::rows_as_file(format, *this, sql_, rows, columns, max_bytes, std::move(stop));
}

}  // namespace vitrine::cluster

#include "local/widened_split.h"

#include <algorithm>
#include <functional>

#include "duck/types.h"
#include "local/predicate_sql.h"
#include "local/row_files.h"
#include "local/split_relation.h"
#include "local/widened_facets.h"
#include "profile/statistics.h"
#include "profile/statistics_file.h"

namespace vitrine::local {
namespace {

WidenedConfig widen(const search::Split& rows, const search::AddedColumns& added) {
  auto config = std::make_unique<store::ConfigManifest>(rows.config());
  for (const search::AddedColumn& column : added.columns) config->features.push_back(column.field);
  return {std::move(config)};
}

/// Whether a column that `is_meant` is read.
using Columns = std::function<bool(std::size_t column)>;
bool reads(const ask::Predicate& predicate, const Columns& is_meant);

bool reads(const ask::Expression& value, const Columns& is_meant) {
  if (value.kind == ask::Expression::Kind::kColumn && is_meant(value.column)) return true;
  const auto does = [&](const auto& part) { return reads(part, is_meant); };
  return std::ranges::any_of(value.arguments, does) || std::ranges::any_of(value.predicate, does);
}

bool reads(const ask::Predicate& predicate, const Columns& is_meant) {
  if (predicate.kind == ask::Predicate::Kind::kInside && is_meant(predicate.area.column))
    return true;
  const auto does = [&](const auto& part) { return reads(part, is_meant); };
  return std::ranges::any_of(predicate.parts, does) || std::ranges::any_of(predicate.values, does);
}

/// What must all be true, by whether it reads an added column.
struct Parts {
  std::vector<ask::Predicate> own;
  std::vector<ask::Predicate> added;
};

void part(const ask::Predicate& predicate, const Columns& is_added, Parts& parts) {
  if (predicate.kind == ask::Predicate::Kind::kAnd) {
    for (const ask::Predicate& one : predicate.parts) part(one, is_added, parts);
  } else {
    (reads(predicate, is_added) ? parts.added : parts.own).push_back(predicate);
  }
}

}  // namespace

WidenedSplit::WidenedSplit(std::shared_ptr<const BitmapSplit> rows,
                           std::shared_ptr<const search::AddedColumns> added, RowSelector& sql)
    : WidenedConfig(widen(*rows, *added)),
      BitmapSplit(*rows, *widened, added->version),
      rows_(std::move(rows)),
      added_(std::move(added)),
      sql_(sql) {}

Result<const profile::SplitStatistics*> WidenedSplit::added_statistics() const {
  const std::lock_guard lock(mutex_);
  if (statistics_) return statistics_.get();
  Result<duck::Connection> connection = sql_.connect();
  if (!connection) return std::move(connection).error();
  profile::ProfileInput input;
  input.relation = "(SELECT * EXCLUDE (" + quote_identifier(kRowColumn) + ") FROM (" +
                   added_relation_sql(*added_, num_rows(), kRowColumn) + "))";
  for (const search::AddedColumn& column : added_->columns) input.features.push_back(column.field);
  Result<profile::SplitStatistics> made = profile::profile_split(*connection, input);
  if (!made) return std::move(made).error();
  statistics_ = std::make_unique<const profile::SplitStatistics>(*std::move(made));
  return statistics_.get();
}

Result<std::string> WidenedSplit::statistics() const {
  const Result<std::string> text = rows_->statistics();
  if (!text) return text.error();
  Result<profile::SplitStatistics> all = profile::parse_statistics(*text);
  if (!all) return std::move(all).error();
  const Result<const profile::SplitStatistics*> added = added_statistics();
  if (!added) return added.error();
  std::ranges::copy((*added)->columns, std::back_inserter(all->columns));
  return profile::format_statistics(*all);
}

Result<std::shared_ptr<const search::RowSet>> WidenedSplit::match(const ask::Predicate& predicate,
                                                                  std::stop_token stop) const {
  const Columns is_added = [&](std::size_t column) { return column >= first_added(); };
  Parts parts;
  part(predicate, is_added, parts);
  if (parts.added.empty()) return rows_->match(predicate, std::move(stop));
  const ask::Predicate added = ask::Predicate::all(std::move(parts.added));
  const bool reads_files = reads(added, std::not_fn(is_added));
  auto rows =
      sql_.matching(*this, nullptr, added, stop,
                    reads_files ? RowSelector::Reads::kFiles : RowSelector::Reads::kAddedColumns);
  if (!rows || parts.own.empty()) return rows;
  // The split below knows its own columns the faster way, and remembers the answer while labels
  // change.
  const auto own = rows_->match(ask::Predicate::all(std::move(parts.own)), std::move(stop));
  if (!own) return own.error();
  search::RowSet both = **rows;
  both.intersect((*own)->words());
  return std::make_shared<const search::RowSet>(std::move(both));
}

Result<std::shared_ptr<const std::vector<std::uint32_t>>> WidenedSplit::order(
    const ask::Order& order, std::stop_token stop) const {
  const bool asks = std::ranges::any_of(order.keys, [&](const ask::OrderKey& key) {
    return !key.seed &&
           reads(key.value, [&](std::size_t column) { return column >= first_added(); });
  });
  return asks ? sql_.sorted(*this, order, std::move(stop)) : rows_->order(order, std::move(stop));
}

/// Conditions may be about added columns, which the split below does not have.
Result<search::WordHits> WidenedSplit::words(const text::TextQuery& query, std::size_t limit,
                                             const search::Selection& among,
                                             std::stop_token stop) const {
  Result<search::Selection> found = prepare(among, stop);
  if (!found) return std::move(found).error();
  text::TextQuery asked = query;
  asked.match_column = column_matcher();
  return rows_->words(asked, limit, *found, std::move(stop));
}

Result<std::vector<text::TextExplanation>> WidenedSplit::explain(
    const text::TextQuery& query, std::span<const text::TextHit> hits,
    std::span<const text::TextCorrection> corrections) const {
  return rows_->explain(query, hits, corrections);
}

std::uint32_t WidenedSplit::dimension(std::size_t column) const {
  return rows_->dimension(below(column));
}

Result<vector::Neighbours> WidenedSplit::nearest(const search::NearestQuery& query,
                                                 std::stop_token stop) const {
  Result<search::Selection> among = prepare(query.among, stop);
  if (!among) return std::move(among).error();
  search::NearestQuery same = query;
  same.column = below(query.column);
  same.among = *std::move(among);
  return rows_->nearest(same, std::move(stop));
}

Result<std::vector<std::optional<float>>> WidenedSplit::similarities(
    std::size_t column, std::span<const float> vector, std::span<const std::uint64_t> rows) const {
  return rows_->similarities(below(column), vector, rows);
}

Result<std::vector<std::vector<double>>> WidenedSplit::vectors(
    std::size_t column, std::span<const std::uint64_t> rows) const {
  return rows_->vectors(below(column), rows);
}

Result<search::RowSet> WidenedSplit::rows_with_vector(std::size_t column) const {
  return rows_->rows_with_vector(below(column));
}

Result<vector::AnyVectorMatrix> WidenedSplit::all_vectors(std::size_t column) const {
  return rows_->all_vectors(below(column));
}

Status WidenedSplit::visit_cells(std::span<const std::uint64_t> rows,
                                 std::span<const std::size_t> columns,
                                 const search::CellVisitor& visit) const {
  std::vector<std::size_t> own;
  std::ranges::copy_if(columns, std::back_inserter(own),
                       [&](std::size_t column) { return column < first_added(); });
  const auto added_cell = [&](std::size_t column, std::uint64_t row) -> std::string_view {
    const std::vector<search::AddedCell>& cells = added_->columns[column - first_added()].cells;
    const auto found = std::ranges::lower_bound(cells, row, {}, &search::AddedCell::row);
    if (found == cells.end() || found->row != row) return "null";
    return found->json;
  };
  std::vector<std::string_view> all(columns.size());
  return rows_->visit_cells(
      rows, own, [&](std::size_t position, std::span<const std::string_view> cells) {
        std::size_t next_own = 0;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          const bool is_own = columns[i] < first_added();
          all[i] = is_own ? cells[next_own++] : added_cell(columns[i], rows[position]);
        }
        return visit(position, all);
      });
}

Result<std::vector<search::ColumnFacet>> WidenedSplit::facets(const search::FacetQuery& query,
                                                              const std::stop_token& stop) const {
  const Result<search::Selection> wanted = prepare(query.wanted, stop);
  if (!wanted) return wanted.error();
  search::FacetQuery below_query = query;
  below_query.wanted = *wanted;
  std::erase_if(below_query.columns, [&](std::size_t column) { return column >= first_added(); });
  Result<std::vector<search::ColumnFacet>> own = rows_->facets(below_query, stop);
  if (!own || own->size() == query.columns.size()) return own;
  const profile::SplitStatistics* statistics = nullptr;  // of which numbers need the bins
  if (std::ranges::any_of(query.columns, [&](std::size_t column) {
        return column >= first_added() && features()[column].type.is_float();
      })) {
    const Result<const profile::SplitStatistics*> made = added_statistics();
    if (!made) return made.error();
    statistics = *made;
  }
  std::vector<search::ColumnFacet> facets;
  auto next_own = own->begin();
  for (const std::size_t column : query.columns) {
    if (column < first_added()) {
      facets.push_back(std::move(*next_own++));
      continue;
    }
    const std::size_t i = column - first_added();
    facets.push_back(count_added(added_->columns[i], statistics ? &statistics->columns[i] : nullptr,
                                 query, wanted->bitmap().get(), num_rows()));
    facets.back().column = column;
  }
  return facets;
}

Result<std::string> WidenedSplit::write(search::RowFileFormat format,
                                        std::span<const std::uint64_t> rows,
                                        std::span<const std::size_t> columns,
                                        std::uint64_t max_bytes, std::stop_token stop) const {
  return rows_as_file(format, *this, sql_, rows, columns, max_bytes, std::move(stop));
}

}  // namespace vitrine::local

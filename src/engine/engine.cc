#include "engine/engine.h"

#include "base/file.h"
#include "base/json_parse.h"
#include "profile/statistics_file.h"
#include "store/split_layout.h"

namespace vitrine::engine {
namespace {

constexpr std::int64_t kDaysOfDownloads = 30;

std::string reading_of(const store::Snapshot& snapshot) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20U;
  const Result<std::string> text =
      read_file(snapshot.directory() / store::kReadingFile, kMostBytes);
  if (!text || !parse_json(*text)) return "[]";
  return *text;
}

/// What a query is at fault for, with the parameter that says it, as far as that is known.
Error blamed(const search::Query& query, Error error) {
  if (error.code() != ErrorCode::kInvalidArgument && error.code() != ErrorCode::kTooLarge)
    return error;
  const char* parameter = nullptr;
  if (!query.vector.empty()) {
    parameter = "vector";
  } else if (query.condition) {
    parameter = "where";
  } else if (!query.sort.empty()) {
    parameter = "sort";
  }
  if (parameter == nullptr) return error;
  return invalid_argument("Parameter '" + std::string(parameter) + "': " + error.message());
}

/// Added columns mean nothing to a reader of the data: they take no role from its columns.
std::vector<schema::Column> columns_of(const search::Split& split) {
  std::vector<schema::Column> all = schema::make_columns(split.features());
  const search::AddedColumns* added = split.added_columns();
  if (added == nullptr) return all;
  schema::Features own = split.features();
  own.resize(own.size() - added->columns.size());
  std::vector<schema::Column> columns = schema::make_columns(own);
  for (std::size_t i = columns.size(); i < all.size(); ++i) {
    columns.push_back(std::move(all[i]));
    columns.back().role = schema::Role::kNone;
  }
  return columns;
}

/// Whether the entry is of version 2 or before and its row can still be had from this snapshot.
bool lacks_identity(const store::ReadingEntry& entry, std::string_view snapshot) {
  return entry.identity.empty() && entry.key.snapshot == snapshot;
}

}  // namespace

std::optional<source::Card> card_of(const store::Manifest& manifest) {
  if (!manifest.card) return std::nullopt;
  if (Result<source::Card> card = source::parse_card(*manifest.card)) return *std::move(card);
  source::Card card;
  card.text = card.markdown = *manifest.card;
  return card;
}

namespace {

/// What is open stays open; who may not see it gets nothing of it all the same.
Status check_seen(const Caller& caller, const OpenDataset& dataset) {
  const store::DatasetName& name = dataset.manifest().dataset;
  return caller.may_see(name.id()) ? Status() : store::absent_dataset(name);
}

Status check_seen(const Caller& caller, const OpenSplit& place) {
  return check_seen(caller, *place.dataset);
}

}  // namespace

Result<std::vector<sql::SqlTable>> sql_tables(const store::Snapshot& snapshot,
                                              const store::ConfigManifest& config) {
  std::vector<sql::SqlTable> tables;
  for (const store::SplitManifest& split : config.splits) {
    if (Status whole = snapshot.check_parquet(config.name, split); !whole) return whole.error();
    sql::SqlTable& table = tables.emplace_back(split.name, std::vector<fs::path>());
    for (const store::ParquetFile& file : split.parquet_files) {
      const fs::path path = snapshot.parquet_file(config.name, split.name, file.filename);
      table.files.push_back(fs::absolute(path));
    }
  }
  return tables;
}

Engine::Engine(const store::Library& library, sql::SqlSandboxOptions sql)
    : catalogue_(library, {.temp_directory = library.home() / "tmp"}),
      sandbox_(std::move(sql)),
      downloads_(library.home()),
      reading_lists_(library.home()),
      labels_(library.home()) {}

Result<std::vector<DatasetEntry>> Engine::datasets(const Caller& caller) const {
  const Result<std::vector<store::DatasetName>> names = library().list();
  if (!names) return names.error();
  std::vector<DatasetEntry> entries;
  for (const store::DatasetName& name : *names) {
    if (!caller.may_see(name.id())) continue;
    Result<std::shared_ptr<const OpenDataset>> opened = catalogue_.open(name);
    // Not found: removed a moment ago.
    if (!opened && opened.error().code() == ErrorCode::kNotFound) continue;
    entries.push_back({name, std::move(opened)});
  }
  return entries;
}

Result<std::shared_ptr<const OpenDataset>> Engine::open(const Caller& caller,
                                                        const store::DatasetName& name) const {
  if (!caller.may_see(name.id())) return store::absent_dataset(name);
  return catalogue_.open(name);
}

Result<DatasetReport> Engine::dataset(const Caller& caller, const store::DatasetName& name) const {
  Result<std::shared_ptr<const OpenDataset>> opened = open(caller, name);
  if (!opened) return std::move(opened).error();
  DatasetReport report;
  report.dataset = *std::move(opened);
  report.card = card_of(report.manifest());
  report.downloads_last_month = downloads_.count(name, store::today(), kDaysOfDownloads);
  report.reading = reading_of(report.dataset->snapshot());
  return report;
}

Result<OpenSplit> Engine::open(const Caller& caller, const store::DatasetName& name,
                               std::string_view config, std::string_view split) const {
  Result<std::shared_ptr<const OpenDataset>> opened = open(caller, name);
  if (!opened) return std::move(opened).error();
  Result<std::shared_ptr<const search::Split>> reader = (*opened)->split(config, split);
  if (!reader) return std::move(reader).error();
  return OpenSplit{*std::move(opened), *std::move(reader)};
}

Status Engine::check_labels(const OpenSplit& place) {
  if (place.split->split().engine_index.empty()) return {};
  return unsupported(
      "rows that an engine holds have no labels: import the dataset with --engine "
      "none to give it some");
}

Result<OpenSplit> Engine::with_labels(const Caller& caller, OpenSplit place) const {
  if (Status seen = check_seen(caller, place); !seen) return std::move(seen).error();
  if (!caller.may_see_notes || !check_labels(place)) return place;
  const Result<std::shared_ptr<const store::LabelBook>> book =
      labels_.read(place.dataset->manifest().dataset);
  if (!book) return book.error();
  if ((*book)->empty()) return place;
  Result<std::shared_ptr<const LabelledSplit>> labelled =
      place.dataset->labelled(*place.split, *book, caller.stop);
  if (!labelled) return std::move(labelled).error();
  place.split = (*labelled)->split;
  place.labelled = *std::move(labelled);
  return place;
}

Result<store::LabelChange> Engine::label(const Caller& caller, const OpenSplit& place,
                                         std::string_view column, std::uint64_t row,
                                         const LabelWish& wish) {
  if (Status can = check_labels(place); !can) return std::move(can).error();
  const Result<OpenSplit> labelled = with_labels(caller, place);
  if (!labelled) return labelled.error();
  const std::uint64_t rows[] = {row};
  Result<std::vector<std::string>> identity = identities(caller, place, rows);
  if (!identity) return std::move(identity).error();
  const store::Manifest& manifest = place.dataset->manifest();
  const store::LabelPlace here{place.split->config().name, place.split->split().name, row,
                               manifest.snapshot_id};
  const store::LabelValue* held =
      labelled->labelled ? labelled->labelled->value(column, row) : nullptr;
  const std::optional<store::LabelPlace> before = held ? std::optional(held->place) : std::nullopt;
  return labels_.set(manifest.dataset, column,
                     {here, std::move(identity->front()), wish.json, wish.now}, before, wish.was);
}

/// As many of the entries as can be are named, whatever is wrong with the others.
Status Engine::identify(const OpenDataset& dataset, std::vector<store::ReadingEntry>& entries) {
  Status whole;
  std::map<std::shared_ptr<const search::Split>, std::vector<store::ReadingEntry*>> unnamed;
  for (store::ReadingEntry& entry : entries) {
    if (!lacks_identity(entry, dataset.manifest().snapshot_id)) continue;
    const Result<std::shared_ptr<const search::Split>> split =
        dataset.split(entry.key.config, entry.key.split);
    if (split && entry.key.row < (*split)->num_rows()) unnamed[*split].push_back(&entry);
    if (!split && split.error().code() != ErrorCode::kNotFound) whole = split.error();
  }
  std::map<store::ReadingKey, std::string> named;
  for (const auto& [split, kept] : unnamed) {
    std::vector<std::uint64_t> rows;
    for (const store::ReadingEntry* entry : kept) rows.push_back(entry->key.row);
    const Result<std::vector<std::string>> identities = identities_.of(*split, rows);
    if (!identities) {
      whole = identities.error();
      continue;
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
      kept[i]->identity = (*identities)[i];
      named.emplace(kept[i]->key, kept[i]->identity);
    }
  }
  if (!named.empty()) {
    if (Status kept = reading_lists_.identify(dataset.manifest().dataset, named); !kept)
      return kept;
  }
  return whole;
}

Status Engine::identify_kept_rows(const Caller& caller, const store::DatasetName& name) {
  const Result<std::string> current = library().current_id(name);
  if (!current) return {};
  Result<std::vector<store::ReadingEntry>> entries = reading_lists_.entries(name);
  if (!entries) return std::move(entries).error();
  if (std::ranges::none_of(*entries,
                           [&](const auto& one) { return lacks_identity(one, *current); }))
    return {};
  const Result<std::shared_ptr<const OpenDataset>> dataset = open(caller, name);
  if (!dataset) return dataset.error();
  return identify(**dataset, *entries);
}

Result<std::vector<KeptRow>> Engine::kept_rows(const Caller& caller, const OpenDataset& dataset) {
  if (Status seen = check_seen(caller, dataset); !seen) return std::move(seen).error();
  Result<std::vector<store::ReadingEntry>> entries =
      reading_lists_.entries(dataset.manifest().dataset);
  if (!entries) return std::move(entries).error();
  // Of damaged data the list is shown all the same; what could not be written down is found again.
  (void)identify(dataset, *entries);
  return kept_rows_.place(dataset, *std::move(entries), caller.stop);
}

Result<std::vector<std::string>> Engine::identities(const Caller& caller, const OpenSplit& place,
                                                    std::span<const std::uint64_t> rows) {
  if (Status seen = check_seen(caller, place); !seen) return std::move(seen).error();
  // Named by the data alone, not by what is written about them.
  const Result<std::shared_ptr<const search::Split>> plain =
      place.dataset->split(place.split->config().name, place.split->split().name);
  if (!plain) return plain.error();
  return identities_.of(**plain, rows);
}

Result<ColumnReport> Engine::columns(const Caller& caller, const OpenSplit& place) const {
  if (Status seen = check_seen(caller, place); !seen) return std::move(seen).error();
  const Result<std::string> text = place.split->statistics();
  if (!text) return text.error();
  Result<profile::SplitStatistics> statistics = profile::parse_statistics(*text);
  if (!statistics) return std::move(statistics).error();
  if (statistics->columns.size() != place.split->features().size())
    return corrupt("the statistics do not belong to this snapshot; import the source again");
  std::vector<std::optional<meaning::ProjectionQuality>> projections(statistics->columns.size());
  for (const std::size_t column : place.split->layout().vector_columns) {
    // One that is damaged is no reason to say nothing of the columns: a search that needs it says
    // so.
    const Result<std::optional<meaning::ProjectionQuality>> found = place.split->projection(column);
    if (found) projections[column] = *found;
  }
  return ColumnReport{place, columns_of(*place.split), *std::move(statistics),
                      std::move(projections)};
}

Result<SearchAnswer> Engine::search(const Caller& caller, const OpenSplit& place,
                                    SearchRequest request) {
  if (Status seen = check_seen(caller, place); !seen) return std::move(seen).error();
  const search::Split& split = *place.split;
  request.query.want_matched = !request.facets.empty();
  request.query.models = models_.get();
  Result<search::Hits> hits = search::run_query(split, request.query, caller.stop);
  if (!hits) return blamed(request.query, std::move(hits).error());
  SearchAnswer answer{place, std::move(request), *std::move(hits), {}, {}};
  if (answer.request.explain) {
    Result<std::vector<text::TextExplanation>> words =
        search::explain_words(split, answer.request.query, answer.hits);
    if (!words) return std::move(words).error();
    answer.words = *std::move(words);
  }
  if (answer.request.facets.empty()) return answer;
  Result<std::vector<search::ColumnFacet>> facets =
      split.facets({answer.request.facets, answer.request.facet_limit, answer.hits.matched,
                    answer.request.want_quantiles},
                   caller.stop);
  if (!facets) return std::move(facets).error();
  answer.facets = *std::move(facets);
  return answer;
}

Result<std::string> Engine::rows_as_file(const Caller& caller, const SearchAnswer& answer,
                                         std::size_t max_bytes) {
  if (Status seen = check_seen(caller, answer.place); !seen) return std::move(seen).error();
  return answer.split().write(search::RowFileFormat::kParquet, answer.hits.rows,
                              answer.request.columns, max_bytes, caller.stop);
}

Result<sql::SqlRun> Engine::sql(const Caller& caller, const OpenDataset& dataset,
                                const SqlQuestion& question,
                                std::optional<sql::SqlPosition>* position) {
  if (Status seen = check_seen(caller, dataset); !seen) return std::move(seen).error();
  const Result<const store::ConfigManifest*> config = dataset.config(question.config);
  if (!config) return config.error();
  sql::SqlRequest request;
  request.sql = question.sql;
  request.form = question.form;
  request.max_rows = question.max_rows;
  Result<std::vector<sql::SqlTable>> tables = sql_tables(dataset.snapshot(), **config);
  if (!tables) return std::move(tables).error();
  request.tables = *std::move(tables);
  return sandbox_.start(request, caller.who, caller.stop, position);
}

}  // namespace vitrine::engine

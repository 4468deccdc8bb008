#pragma once
// Engine: what can be asked of a library, as functions that take typed requests and give typed
// answers. The faces of the program (the Hub's API, our own, agents, the command line, exports)
// translate to and from them and ask nothing of each other; an error keeps its code to the end.
// With every question goes who asks: a dataset that they may not see is not found, whatever face
// forgot to refuse it; what they stop is cancelled.
//
//   Result<OpenSplit> place = engine.open(caller, {"local", "papers"}, "", "");
//   Result<SearchRequest> request = read_search(ask::Question::kSearch, parameters, *place->split);
//   Result<SearchAnswer> answer = engine.search(caller, *place, *std::move(request));
//
// Opens nothing before it is asked for: construction costs under a millisecond. Thread safe.

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/caller.h"
#include "engine/catalogue.h"
#include "engine/kept_rows.h"
#include "engine/reports.h"
#include "engine/row_identity.h"
#include "engine/search_answer.h"
#include "search/column_models.h"
#include "sql/sandbox.h"
#include "store/downloads.h"
#include "store/labels.h"
#include "store/reading_list.h"

namespace vitrine::engine {

/// A person's SQL: the splits of a config are its tables.
struct SqlQuestion {
  std::string sql;
  std::string config;  ///< Empty: the first.
  std::uint64_t max_rows = 1000;
  sql::SqlForm form = sql::SqlForm::kArrays;
};

/// A value for a row, a JSON value, and the one that it replaces; "null" for none.
struct LabelWish {
  std::string json;
  std::string was;
  std::int64_t now = 0;  ///< Seconds since 1970-01-01 UTC.
};

class Engine {
 public:
  explicit Engine(const store::Library& library, sql::SqlSandboxOptions sql = {});
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const store::Library& library() const { return catalogue_.library(); }
  store::Downloads& downloads() { return downloads_; }
  store::ReadingLists& reading_lists() { return reading_lists_; }
  store::Labels& labels() { return labels_; }

  /// Where rows of datasets may be that this machine does not hold. Requires: nothing is asked yet.
  void use_engine(std::shared_ptr<const cluster::EngineClient> engine) {
    catalogue_.use_engine(std::move(engine));
  }
  /// Models that words are encoded by. Requires: nothing is asked yet.
  void use_models(std::unique_ptr<const search::ColumnModels> models) {
    models_ = std::move(models);
  }

  /// Every dataset that the caller may see, by name.
  Result<std::vector<DatasetEntry>> datasets(const Caller& caller) const;
  /// The dataset's current snapshot. Errors: not_found; corrupt or unsupported with what to do.
  Result<std::shared_ptr<const OpenDataset>> open(const Caller& caller,
                                                  const store::DatasetName& name) const;
  /// Errors: as open().
  Result<DatasetReport> dataset(const Caller& caller, const store::DatasetName& name) const;
  /// `config` and `split` empty: the first. Errors: as open(); not_found for either.
  Result<OpenSplit> open(const Caller& caller, const store::DatasetName& name,
                         std::string_view config, std::string_view split) const;
  /// Whether rows of the split can have labels. Errors: unsupported where an engine has them.
  static Status check_labels(const OpenSplit& place);
  /// The same split with the dataset's labels as columns, if it has any and can have them and the
  /// caller may see them.
  /// Requires: `place` is as open() gives it. Errors: corrupt, io; cancelled.
  Result<OpenSplit> with_labels(const Caller& caller, OpenSplit place) const;
  /// Gives the row of the split a value, as Labels::set(). Errors also: as check_labels().
  /// Requires: `row` is of the split, which is as open() gives it.
  Result<store::LabelChange> label(const Caller& caller, const OpenSplit& place,
                                   std::string_view column, std::uint64_t row,
                                   const LabelWish& wish);
  /// The reading list, each entry with where its row is in `dataset`. Entries of version 2 and
  /// before get the identity of their row while its snapshot is there. Errors: those of
  /// ReadingLists::entries() and KeptRows::place().
  Result<std::vector<KeptRow>> kept_rows(const Caller& caller, const OpenDataset& dataset);
  /// Gives the entries of the reading list that have no identity that of their row in the current
  /// snapshot: afterwards another may replace it. Errors: those of ReadingLists; where there are
  /// such entries, those of dataset() and of the cells.
  Status identify_kept_rows(const Caller& caller, const store::DatasetName& name);
  /// What names the rows, whatever their numbers are: row_identity.h.
  Result<std::vector<std::string>> identities(const Caller& caller, const OpenSplit& place,
                                              std::span<const std::uint64_t> rows);

  /// Errors: corrupt, io.
  Result<ColumnReport> columns(const Caller& caller, const OpenSplit& place) const;
  /// Errors: as run_query() and Split::facets(); what the query itself is at fault for names the
  /// parameter.
  Result<SearchAnswer> search(const Caller& caller, const OpenSplit& place, SearchRequest request);
  /// The rows of an answer as a Parquet file, in their order. Errors: too_large above `max_bytes`.
  Result<std::string> rows_as_file(const Caller& caller, const SearchAnswer& answer,
                                   std::size_t max_bytes);
  /// Starts a query, which takes one of the caller's and ends with its stop; on an error
  /// `position`, if given, is where. Errors: as SqlSandbox::start(); not_found for the config.
  Result<sql::SqlRun> sql(const Caller& caller, const OpenDataset& dataset,
                          const SqlQuestion& question,
                          std::optional<sql::SqlPosition>* position = nullptr);

 private:
  Status identify(const OpenDataset& dataset, std::vector<store::ReadingEntry>& entries);

  Catalogue catalogue_;
  sql::SqlSandbox sandbox_;
  store::Downloads downloads_;
  store::ReadingLists reading_lists_;
  store::Labels labels_;
  KeptRows kept_rows_;
  RowIdentities identities_;
  std::unique_ptr<const search::ColumnModels> models_;
};

/// The splits of a config as tables, each of its files. Errors: corrupt where a file is damaged.
Result<std::vector<sql::SqlTable>> sql_tables(const store::Snapshot& snapshot,
                                              const store::ConfigManifest& config);

}  // namespace vitrine::engine

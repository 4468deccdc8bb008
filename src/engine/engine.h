#pragma once
// Engine: what can be asked of a library, as functions that take typed requests and give typed
// answers. The faces of the program (the Hub's API, our own, agents, the command line, exports)
// translate to and from them and ask nothing of each other; an error keeps its code to the end.
//
//   Result<OpenSplit> place = engine.open({"local", "papers"}, "", "");
//   Result<SearchRequest> request = read_search(ask::Question::kSearch, parameters, *place->split);
//   Result<SearchAnswer> answer = engine.search(*place, *std::move(request), stop);
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

namespace vitrine {

/// A person's SQL: the splits of a config are its tables.
struct SqlQuestion {
  std::string sql;
  std::string config;  ///< Empty: the first.
  std::uint64_t max_rows = 1000;
  SqlForm form = SqlForm::kArrays;
};

/// A value for a row, a JSON value, and the one that it replaces; "null" for none.
struct LabelWish {
  std::string json;
  std::string was;
  std::int64_t now = 0;  ///< Seconds since 1970-01-01 UTC.
};

class Engine {
 public:
  explicit Engine(const Library& library, SqlSandboxOptions sql = {});
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const Library& library() const { return catalogue_.library(); }
  Catalogue& catalogue() { return catalogue_; }
  Downloads& downloads() { return downloads_; }
  ReadingLists& reading_lists() { return reading_lists_; }
  Labels& labels() { return labels_; }

  /// Models that words are encoded by. Requires: nothing is asked yet.
  void use_models(std::unique_ptr<const ColumnModels> models) { models_ = std::move(models); }

  /// Every dataset that the caller may see, by name.
  Result<std::vector<DatasetEntry>> datasets(const Caller& caller) const;
  /// Errors: not_found; corrupt or unsupported with what to do.
  Result<DatasetReport> dataset(const DatasetName& name) const;
  /// `config` and `split` empty: the first. Errors: as dataset(); not_found for either.
  Result<OpenSplit> open(const DatasetName& name, std::string_view config,
                         std::string_view split) const;
  /// Whether rows of the split can have labels. Errors: unsupported where an engine has them.
  static Status check_labels(const OpenSplit& place);
  /// The same split with the dataset's labels as columns, if it has any and can have them.
  /// Requires: `place` is as open() gives it. Errors: corrupt, io; cancelled.
  Result<OpenSplit> with_labels(OpenSplit place, const std::stop_token& stop) const;
  /// Gives the row of the split a value, as Labels::set(). Errors also: as check_labels().
  /// Requires: `row` is of the split, which is as open() gives it.
  Result<LabelChange> label(const OpenSplit& place, std::string_view column, std::uint64_t row,
                            const LabelWish& wish, const std::stop_token& stop);
  /// The reading list, each entry with where its row is in `dataset`. Entries of version 2 and
  /// before get the identity of their row while its snapshot is there. Errors: those of
  /// ReadingLists::entries() and KeptRows::place().
  Result<std::vector<KeptRow>> kept_rows(const OpenDataset& dataset, const std::stop_token& stop);
  /// Gives the entries of the reading list that have no identity that of their row in the current
  /// snapshot: afterwards another may replace it. Errors: those of ReadingLists; where there are
  /// such entries, those of dataset() and of the cells.
  Status identify_kept_rows(const DatasetName& name);
  /// What names the rows, whatever their numbers are: row_identity.h.
  Result<std::vector<std::string>> identities(const OpenSplit& place,
                                              std::span<const std::uint64_t> rows);

  /// Errors: corrupt, io.
  Result<ColumnReport> columns(const OpenSplit& place) const;
  /// Errors: as run_query() and Split::facets(); what the query itself is at fault for names the
  /// parameter.
  Result<SearchAnswer> search(const OpenSplit& place, SearchRequest request,
                              const std::stop_token& stop);
  /// The rows of an answer as a Parquet file, in their order. Errors: too_large above `max_bytes`.
  Result<std::string> rows_as_file(const SearchAnswer& answer, std::size_t max_bytes,
                                   const std::stop_token& stop);
  /// Starts a query, which takes one of the caller's and ends with its stop; on an error
  /// `position`, if given, is where. Errors: as SqlSandbox::start(); not_found for the config.
  Result<SqlRun> sql(const Caller& caller, const OpenDataset& dataset, const SqlQuestion& question,
                     std::optional<SqlPosition>* position = nullptr);

 private:
  Status identify(const OpenDataset& dataset, std::vector<ReadingEntry>& entries);

  Catalogue catalogue_;
  SqlSandbox sandbox_;
  Downloads downloads_;
  ReadingLists reading_lists_;
  Labels labels_;
  KeptRows kept_rows_;
  RowIdentities identities_;
  std::unique_ptr<const ColumnModels> models_;
};

/// The splits of a config as tables, each of its files. Errors: corrupt where a file is damaged.
Result<std::vector<SqlTable>> sql_tables(const Snapshot& snapshot, const ConfigManifest& config);

}  // namespace vitrine

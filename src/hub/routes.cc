#include "hub/routes.h"

#include "hub/croissant.h"
#include "hub/first_rows.h"
#include "hub/info.h"
#include "hub/libraries.h"
#include "hub/page_addresses.h"
#include "hub/parquet.h"
#include "hub/parquet_files.h"
#include "hub/push_routes.h"
#include "hub/repository_routes.h"
#include "hub/rows.h"
#include "hub/splits.h"
#include "hub/statistics.h"

namespace vitrine::hub {
namespace {

using http::QueryParameter;
using http::Request;
using http::Response;
using http::WorkerPool;

using Answer = Response (*)(api::Context&, const Request&);

using Type = QueryParameter::Type;

constexpr QueryParameter kDataset = {"dataset", "owner/name", Type::kText, true};
constexpr QueryParameter kConfig = {"config", "Of the dataset", Type::kText, true};
constexpr QueryParameter kSplit = {"split", "Of the config", Type::kText, true};
constexpr QueryParameter kOffset = {"offset", "The first row, from 0", Type::kNumber};
constexpr QueryParameter kLength = {"length", "At most 100 rows, 10,000 with format or cursor",
                                    Type::kNumber};
constexpr QueryParameter kColumns = {"columns", "Names with commas between"};
constexpr QueryParameter kFormat = {"format", "json, ndjson, csv, parquet or arrow"};
constexpr QueryParameter kCursor = {"cursor", "start, then the next_cursor of an answer"};
constexpr QueryParameter kQuery = {"query", "Words", Type::kText, true};
constexpr QueryParameter kWhere = {"where", "A condition"};
constexpr QueryParameter kOrder = {"orderby", "A column, then asc or desc"};
constexpr QueryParameter kLenient = {"lenient", "1: where and orderby in the grammar of filters.md",
                                     Type::kFlag};

constexpr QueryParameter kOfWhole[] = {kDataset};
constexpr QueryParameter kOfDataset[] = {kDataset, {"config", "Of the dataset"}};
constexpr QueryParameter kOfCrumbs[] = {kDataset,
                                        {"full", "false: at most 1,000 fields", Type::kFlag}};
constexpr QueryParameter kOfAny[] = {
    kDataset, {"config", "Of the dataset"}, {"split", "Of the config"}};
constexpr QueryParameter kOfSplit[] = {kDataset, kConfig, kSplit};
constexpr QueryParameter kOfRows[] = {kDataset, kConfig,  kSplit,  kOffset,
                                      kLength,  kColumns, kFormat, kCursor};
constexpr QueryParameter kOfFilter[] = {kDataset, kConfig, kSplit,   kWhere,  kOrder, kLenient,
                                        kOffset,  kLength, kColumns, kFormat, kCursor};
constexpr QueryParameter kOfSearch[] = {kDataset, kConfig, kSplit,  kQuery,   kWhere,  kOrder,
                                        kLenient, kOffset, kLength, kColumns, kFormat, kCursor};

struct Entry {
  const char* name = nullptr;
  const char* summary = nullptr;
  Answer answer = nullptr;
  std::span<const QueryParameter> parameters = {};
  const char* schema = "";
  WorkerPool pool = WorkerPool::kFast;
};

constexpr Entry kEntries[] = {
    {"is-valid", "What can be asked of a dataset, config or split", is_valid, kOfAny, "IsValid"},
    {"splits", "The configs and splits of a dataset", list_splits, kOfDataset, "Splits"},
    {"info", "Features and sizes in the form of the datasets library", dataset_info, kOfDataset,
     "Info"},
    {"size", "Rows, columns and bytes of a dataset or config", dataset_size, kOfDataset, "Size"},
    {"first-rows", "The first rows of a split, cut to 200 kB", first_rows, kOfSplit, "FirstRows"},
    {"rows", "A page of rows in their order", rows, kOfRows, "Rows"},
    {"search", "Rows that have any of the words, best first", search, kOfSearch, "Rows",
     WorkerPool::kSlow},
    {"filter", "Rows for which a condition holds", filter, kOfFilter, "Rows", WorkerPool::kSlow},
    {"statistics", "Summary and histogram of each column", split_statistics, kOfSplit,
     "Statistics"},
    {"parquet", "The Parquet files of a dataset or config", list_parquet, kOfDataset,
     "ParquetFiles"},
    {"croissant-crumbs", "Files, splits and columns in Croissant 1.1", croissant_crumbs, kOfCrumbs,
     "Croissant"},
    {"compatible-libraries", "Code that loads a dataset, by library", compatible_libraries,
     kOfWhole, "Libraries"},
    {"hub-cache", "Rows, kinds of data and libraries in one answer", hub_cache, kOfWhole,
     "HubCache"},
};

// Routes of the Hub that serve the Hub alone.
constexpr const char* kAbsent[] = {"opt-in-out-urls", "presidio-entities"};

}  // namespace

void add_routes(http::Router& router, api::Context& context) {
  for (const Entry& entry : kEntries) {
    router.add({.pattern = std::string("/") + entry.name,
                .name = entry.name,
                .summary = entry.summary,
                .handler = [&context, answer = entry.answer](
                               const Request& request) { return answer(context, request); },
                .pool = entry.pool,
                .parameters = entry.parameters,
                .answer = entry.schema,
                .need = http::Need::kRead});
  }
  for (const char* name : kAbsent) {
    router.add({.pattern = std::string("/") + name,
                .name = name,
                .summary = "Not offered by this server",
                .handler =
                    [name](const Request&) {
                      return http::error_response(
                          501, "NotSupportedError",
                          "This server does not offer /" + std::string(name) + ".");
                    },
                .only_refuses = true,
                .need = http::Need::kNothing});
  }
  add_repository_routes(router, context);
  add_push_routes(router, context);
  add_parquet_routes(router, context);
  add_page_addresses(router);
}

}  // namespace vitrine::hub

#include "server/hub/routes.h"

#include "server/hub/first_rows.h"
#include "server/hub/info.h"
#include "server/hub/parquet.h"
#include "server/hub/repository_routes.h"
#include "server/hub/rows.h"
#include "server/hub/splits.h"
#include "server/hub/statistics.h"

namespace vitrine::hub {
namespace {

using http::Lane;
using http::Request;
using http::Response;

using Answer = Response (*)(Context&, const Request&);

struct Entry {
  const char* name = nullptr;
  const char* summary = nullptr;
  Answer answer = nullptr;
  Lane lane = Lane::kFast;
};

constexpr Entry kEntries[] = {
    {"is-valid", "What can be asked of a dataset, config or split", is_valid},
    {"splits", "The configs and splits of a dataset", list_splits},
    {"info", "Features and sizes in the form of the datasets library", dataset_info},
    {"size", "Rows, columns and bytes of a dataset or config", dataset_size},
    {"first-rows", "The first rows of a split, cut to 200 kB", first_rows},
    {"rows", "A page of rows in their order", rows},
    {"search", "Rows that have any of the words, best first", search, Lane::kSlow},
    {"filter", "Rows for which a condition holds", filter, Lane::kSlow},
    {"statistics", "Summary and histogram of each column", split_statistics},
    {"parquet", "The Parquet files of a dataset or config", list_parquet},
};

// Routes of the Hub that serve the Hub alone.
constexpr const char* kAbsent[] = {"croissant-crumbs", "compatible-libraries", "opt-in-out-urls",
                                   "presidio-entities", "hub-cache"};

}  // namespace

void add_routes(http::Router& router, Context& context) {
  for (const Entry& entry : kEntries) {
    router.add({.pattern = std::string("/") + entry.name,
                .name = entry.name,
                .summary = entry.summary,
                .handler = [&context, answer = entry.answer](
                               const Request& request) { return answer(context, request); },
                .lane = entry.lane});
  }
  for (const char* name : kAbsent) {
    router.add({.pattern = std::string("/") + name,
                .name = name,
                .summary = "Not offered by this server",
                .handler = [name](const Request&) {
                  return http::error_response(
                      501, "NotSupportedError",
                      "This server does not offer /" + std::string(name) + ".");
                }});
  }
  add_repository_routes(router, context);
}

}  // namespace vitrine::hub

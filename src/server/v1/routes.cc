#include "server/v1/routes.h"

#include "server/v1/columns.h"
#include "server/v1/datasets.h"
#include "server/v1/rows.h"
#include "server/v1/search.h"

namespace vitrine::v1 {
namespace {

using http::Lane;
using http::Request;
using http::Response;

struct Entry {
  const char* name = nullptr;
  const char* path = nullptr;  ///< After /api/v1/datasets.
  const char* summary = nullptr;
  Response (*answer)(Context&, const Request&) = nullptr;
  Lane lane = Lane::kFast;
};

constexpr Entry kEntries[] = {
    {"v1-datasets", "", "All datasets of the library", list_datasets},
    {"v1-dataset", "/{owner}/{name}", "One dataset with its card, configs and splits", dataset},
    {"v1-columns", "/{owner}/{name}/columns", "Type, role and statistics of each column", columns},
    {"v1-search", "/{owner}/{name}/search", "Rows by words, condition and order", search,
     Lane::kSlow},
    {"v1-row", "/{owner}/{name}/rows/{row_idx}", "One row with its vectors", row},
    {"v1-similar", "/{owner}/{name}/rows/{row_idx}/similar", "The rows nearest to one", similar,
     Lane::kSlow},
};

}  // namespace

void add_routes(http::Router& router, Context& context) {
  for (const Entry& entry : kEntries) {
    router.add({.pattern = std::string("/api/v1/datasets") + entry.path,
                .name = entry.name,
                .summary = entry.summary,
                .handler = [&context, answer = entry.answer](
                               const Request& request) { return answer(context, request); },
                .lane = entry.lane});
  }
}

}  // namespace vitrine::v1

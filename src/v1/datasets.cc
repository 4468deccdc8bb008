#include "v1/datasets.h"

#include "api/reports_json.h"
#include "api/write_services.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response list_datasets(Context& context, const Request& request) {
  const Result<std::vector<DatasetEntry>> entries =
      context.engine.datasets(caller_of(context, request));
  if (!entries) return http::error_response(entries.error());
  Response response = Response::json(datasets_json(*entries, context.version));
  response.headers.add("Cache-Control", "no-cache");  // an import is to be seen at once
  return response;
}

Response dataset(Context& context, const Request& request) {
  ResponseOr<std::shared_ptr<const OpenDataset>> found = find_dataset(context, request);
  if (!found) return std::move(found).refusal();
  const Result<DatasetReport> report =
      context.engine.dataset(caller_of(context, request), (*found)->manifest().dataset);
  if (!report) return http::error_response(report.error());
  Response response = reply(*report->dataset, dataset_json(*report));
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

}  // namespace vitrine::v1

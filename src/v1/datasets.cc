#include "v1/datasets.h"

#include "api/reports_json.h"
#include "api/write_services.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response list_datasets(api::Context& context, const Request& request) {
  const Result<std::vector<engine::DatasetEntry>> entries =
      context.engine.datasets(api::caller_of(context, request));
  if (!entries) return http::error_response(entries.error());
  Response response = Response::json(api::datasets_json(*entries, context.version));
  response.headers.add("Cache-Control", "no-cache");  // an import is to be seen at once
  return response;
}

Response dataset(api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> found =
      find_dataset(context, request);
  if (!found) return std::move(found).refusal();
  const Result<engine::DatasetReport> report =
      context.engine.dataset(api::caller_of(context, request), (*found)->manifest().dataset);
  if (!report) return http::error_response(report.error());
  Response response = reply(*report->dataset, api::dataset_json(*report));
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

}  // namespace vitrine::v1

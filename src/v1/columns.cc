#include "v1/columns.h"

#include "api/reports_json.h"
#include "api/write_services.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response columns(api::Context& context, const Request& request) {
  api::ResponseOr<Asked> asked = read_labelled_request(context, request, ask::Question::kColumns);
  if (!asked) return std::move(asked).refusal();
  Result<engine::ColumnReport> report =
      context.engine.columns(api::caller_of(context, request), asked->place);
  if (!report) return http::error_response(report.error());
  report->may_label = api::caller_of(context, request).may_change;
  if (request.rights.notes) {
    const auto book = context.engine.labels().read(asked->place.dataset->manifest().dataset);
    if (!book) report->labels_error = book.error().message();
  }
  if (const Status can = engine::Engine::check_labels(asked->place); !can && report->may_label) {
    report->may_label = false;
    report->labels_error = can.error().message();
  }
  return reply(*asked->place.dataset, api::columns_json(*report));
}

}  // namespace vitrine::v1

#include "v1/columns.h"

#include "api/reports_json.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response columns(Context& context, const Request& request) {
  Outcome<Asked> asked = read_request(context, request, ask::Question::kColumns);
  if (!asked) return std::move(asked).refusal();
  const Result<ColumnReport> report = context.engine.columns(asked->place);
  if (!report) return http::error_response(report.error());
  return reply(*asked->place.dataset, columns_json(*report));
}

}  // namespace vitrine::v1

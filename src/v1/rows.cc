#include "v1/rows.h"

#include "api/reports_json.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response row(Context& context, const Request& request) {
  Outcome<Asked> asked = read_request(context, request, ask::Question::kRow);
  if (!asked) return std::move(asked).refusal();
  Outcome<std::uint64_t> row = find_row(*asked->place.split, request);
  if (!row) return std::move(row).refusal();
  RowJsonOptions options;
  options.vectors = asked->values.flag("vectors") ? VectorDetail::kValues : VectorDetail::kNorm;
  options.media_by_address = asked->values.choice("media") == "address";
  Result<std::string> body = row_json(*asked->place.split, *row, options);
  if (!body) return http::error_response(body.error());
  return reply(*asked->place.dataset, *std::move(body));
}

}  // namespace vitrine::v1

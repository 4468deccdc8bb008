#include "v1/rows.h"

#include "base/json_writer.h"
#include "search/row_json.h"
#include "v1/embedded_media.h"
#include "v1/search_request.h"
#include "v1/target.h"
#include "v1/vectors.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response row(Context& context, const Request& request) {
  Outcome<SplitTarget> found = find_split(context, request);
  if (!found) return std::move(found).refusal();
  const Split& split = *found->split;
  Outcome<std::uint64_t> index = find_row(split, request);
  if (!index) return std::move(index).refusal();
  const std::string_view wanted = request.query.given("vectors").value_or("1");
  const bool with_values = wanted == "1" || wanted == "true";
  if (!with_values && wanted != "0" && wanted != "false")
    return invalid_parameter("vectors", invalid_argument("must be 1 or 0"));
  const std::string_view media = request.query.given("media").value_or("");
  if (!media.empty() && media != "address")
    return invalid_parameter("media", invalid_argument("must be address"));
  std::string vectors;
  if (Status status = append_vectors_json(
          vectors, split, *index, with_values ? VectorDetail::kValues : VectorDetail::kNorm);
      !status) {
    return http::error_response(status.error());
  }
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("row_idx", *index).member("num_rows", split.num_rows()).key("row");
  const std::uint64_t rows[] = {*index};
  const std::vector<std::size_t> columns = columns_without_vectors(split.features());
  const std::vector<std::string> keys = column_keys(split.features(), columns);
  MediaAddresses addresses(*found, columns);
  const Status status =
      split.visit_cells(rows, columns, [&](std::size_t, std::span<const std::string_view> cells) {
        std::string object;
        append_object(object, keys, media.empty() ? cells : addresses.replace(*index, cells));
        json.raw(object);
        return true;
      });
  if (!status) return http::error_response(status.error());
  json.key("vectors").raw(vectors).end_object();
  return reply(*found->dataset, std::move(body));
}

}  // namespace vitrine::v1

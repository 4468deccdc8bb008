#include "v1/embedded_media.h"

#include <algorithm>
#include <optional>

#include "api/media_addresses.h"
#include "base/base64.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

Response missing(std::uint64_t row, std::string_view column) {
  return http::error_response(
      404, "ResponseNotFound",
      "Row " + std::to_string(row) + " holds no file in \"" + std::string(column) + "\".");
}

/// Its bytes and type, where the cell holds a file that is served.
Result<std::optional<RowMedium>> read_cell(const search::Split& split, std::uint64_t row,
                                           std::size_t column) {
  std::optional<RowMedium> found;
  const Status read = split.visit_cells(
      std::span(&row, 1), std::span(&column, 1),
      [&](std::size_t, std::span<const std::string_view> cells) {
        const api::EmbeddedMedium medium = vitrine::api::embedded_medium(cells.front());
        std::optional<std::string> bytes;
        if (!medium.type.empty()) bytes = decode_base64(medium.base64);
        if (bytes) found = RowMedium{.bytes = *std::move(bytes), .type = medium.type, .name = {}};
        return true;
      });
  if (!read) return read.error();
  return found;
}

}  // namespace

std::string media_caching(bool is_lasting) {
  return is_lasting ? "private, max-age=31536000, immutable" : "no-cache";
}

api::ResponseOr<RowMedium> find_row_medium(api::Context& context, const Request& request,
                                           ask::Question question) {
  api::ResponseOr<Asked> asked = read_request(context, request, question);
  if (!asked) return std::move(asked).refusal();
  const search::Split& split = *asked->place.split;
  api::ResponseOr<std::uint64_t> row = find_row(split, request);
  if (!row) return std::move(row).refusal();
  const auto name = asked->values.given("field");
  if (!name) return http::missing_parameters({"field"});
  const auto field = std::ranges::find(split.features(), *name, &schema::FeatureField::name);
  if (field == split.features().end()) return missing(*row, *name);
  const auto column = static_cast<std::size_t>(field - split.features().begin());
  Result<std::optional<RowMedium>> medium = read_cell(split, *row, column);
  if (!medium) return http::error_response(medium.error());
  if (!*medium) return missing(*row, *name);
  const std::string& snapshot = split.snapshot().manifest().snapshot_id;
  RowMedium found = **std::move(medium);
  found.name = snapshot + '-' + std::to_string(*row) + '-' + std::to_string(column);
  found.is_lasting = asked->values.given("snapshot") == snapshot;
  return found;
}

Response embedded_medium(api::Context& context, const Request& request) {
  api::ResponseOr<RowMedium> medium = find_row_medium(context, request, ask::Question::kMedium);
  if (!medium) return std::move(medium).refusal();
  Response response = Response::owned_bytes(std::move(medium->bytes), std::string(medium->type));
  response.headers.set("ETag", '"' + medium->name + '"');
  response.headers.set("Cache-Control", media_caching(medium->is_lasting));
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  return response;
}

}  // namespace vitrine::v1

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

}  // namespace

Response embedded_medium(Context& context, const Request& request) {
  Outcome<Asked> asked = read_request(context, request, ask::Question::kMedium);
  if (!asked) return std::move(asked).refusal();
  const Split& split = *asked->place.split;
  Outcome<std::uint64_t> row = find_row(split, request);
  if (!row) return std::move(row).refusal();
  const auto name = asked->values.given("field");
  if (!name) return http::missing_parameters({"field"});
  const auto field = std::ranges::find(split.features(), *name, &FeatureField::name);
  if (field == split.features().end()) return missing(*row, *name);
  const std::size_t column[] = {static_cast<std::size_t>(field - split.features().begin())};
  const std::uint64_t rows[] = {*row};
  std::optional<std::string> bytes;
  std::string_view type;
  const Status read =
      split.visit_cells(rows, column, [&](std::size_t, std::span<const std::string_view> cells) {
        const EmbeddedMedium medium = vitrine::embedded_medium(cells.front());
        type = medium.type;
        if (!type.empty()) bytes = decode_base64(medium.base64);
        return true;
      });
  if (!read) return http::error_response(read.error());
  if (!bytes) return missing(*row, *name);
  Response response = Response::owned_bytes(*std::move(bytes), std::string(type));
  const std::string& snapshot = split.snapshot().manifest().snapshot_id;
  response.headers.set(
      "ETag", '"' + snapshot + '-' + std::to_string(*row) + '-' + std::to_string(column[0]) + '"');
  const bool is_named = asked->values.given("snapshot") == snapshot;
  response.headers.set("Cache-Control",
                       is_named ? "private, max-age=31536000, immutable" : "no-cache");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
  return response;
}

}  // namespace vitrine::v1

#pragma once
// The files that a table's rows hold, one by one: what the addresses of api/media_addresses.h
// answer.

#include <cstdint>
#include <string>

#include "api/context.h"
#include "api/response_or.h"
#include "ask/parameters.h"
#include "http/message.h"

namespace vitrine::v1 {

/// The file that a row holds.
struct RowMedium {
  std::string bytes;
  std::string_view type;
  /// Names the snapshot, the row and the column: what an ETag is made of.
  std::string name;
  /// The address names the snapshot, so its answer never changes.
  bool is_lasting = false;
};

/// What `row_idx` and `field` of a request point at. Refusals: 422 for parameters; 404 where the
/// row holds no file of a type that is served.
api::ResponseOr<RowMedium> find_row_medium(api::Context& context, const http::Request& request,
                                           ask::Question question);

/// GET .../rows/{row_idx}/media?field=photo: the bytes of one medium, by ranges too. Kept by
/// clients for good where the address names the snapshot. Refusals: as find_row_medium().
http::Response embedded_medium(api::Context& context, const http::Request& request);

/// "Cache-Control" of what an address answers: for good, or asked again each time.
std::string media_caching(bool is_lasting);

}  // namespace vitrine::v1

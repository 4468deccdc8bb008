#pragma once
// The body of POST /api/v1/imports and /api/v1/imports/preview: what is to be imported, under which
// name, and how its files are to be read.
//
//   {"source": "/data/a.csv", "name": "me/a", "reading": {"delimiter": ";", "types": {"zip":
//   "string"}}}
//
// `sources` instead of `source` is a list of files, local or by address, that are one dataset;
// `sample`, "synthetic-conference", the one that the program makes itself.
// `reading` has the keys that a card's config has (set_read_option), `types` a member a column.

#include "api/response_or.h"
#include "api/write_services.h"
#include "jobs/import_request.h"

namespace vitrine::v1 {

/// Whether an upload that is named is the request's own from now on, or can be named again.
enum class SentFile { kIsHandedOver, kStays };

/// Refusals: 422 for a body, name, key or value that means nothing; 403 ChangesNotAllowed for a
/// path, address or name from a client that may name none; 404 for an upload that there is not.
/// Requires: context.writes.
api::ResponseOr<jobs::ImportRequest> import_body(api::Context& context,
                                                 const http::Request& request, SentFile file);

}  // namespace vitrine::v1

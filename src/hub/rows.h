#pragma once
// /rows, /search and /filter of the Hub's API: a page of rows in row order, by words, or by a
// condition. An extension beyond the Hub: `columns=title,"a, b"` chooses columns.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// Cost: the decompression of the blocks touched; equal at any offset.
http::Response rows(api::Context& context, const http::Request& request);
http::Response search(api::Context& context, const http::Request& request);
http::Response filter(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

#pragma once
// The files that a table's rows hold, one by one: what the addresses of api/media_addresses.h
// answer.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

/// GET .../rows/{row_idx}/media?field=photo: the bytes of one medium, by ranges too. Kept by
/// clients for good where the address names the snapshot. Refusals: 404 where the row has none.
http::Response embedded_medium(Context& context, const http::Request& request);

}  // namespace vitrine::v1

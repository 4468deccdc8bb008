#pragma once
// /api/v1/datasets/{owner}/{name}/rows/{row_idx}: one row, with its vectors apart.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

http::Response row(api::Context& context, const http::Request& request);

/// The number of the row that has an identity.
http::Response find_row_by_identity(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

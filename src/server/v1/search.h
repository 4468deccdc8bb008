#pragma once
// /api/v1/datasets/{owner}/{name}/search and .../rows/{row_idx}/similar: the two ways to rows by
// what they hold.

#include "server/context.h"
#include "server/http/message.h"

namespace vitrine::v1 {

http::Response search(Context& context, const http::Request& request);
http::Response similar(Context& context, const http::Request& request);

}  // namespace vitrine::v1

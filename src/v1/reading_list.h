#pragma once
// /api/v1/datasets/{owner}/{name}/reading-list: the rows that a reader keeps. The table of
// routes keeps out who may not change it.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

http::Response reading_list(api::Context& context, const http::Request& request);
/// Adds the row or changes what the body names of it.
http::Response keep_row(api::Context& context, const http::Request& request);
http::Response drop_row(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

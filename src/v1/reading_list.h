#pragma once
// /api/v1/datasets/{owner}/{name}/reading-list: the rows that a reader keeps. Changes are for whom
// Changes allows.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

http::Response reading_list(Context& context, const http::Request& request);
/// Adds the row or changes what the body names of it.
http::Response keep_row(Context& context, const http::Request& request);
http::Response drop_row(Context& context, const http::Request& request);

}  // namespace vitrine::v1

#pragma once
// /api/v1/datasets/{owner}/{name}/columns: the header of the table.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

http::Response columns(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

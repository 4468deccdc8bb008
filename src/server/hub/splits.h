#pragma once
// /is-valid and /splits of the Hub's API.

#include "server/context.h"
#include "server/http/message.h"

namespace vitrine::hub {

http::Response is_valid(Context& context, const http::Request& request);
http::Response list_splits(Context& context, const http::Request& request);

}  // namespace vitrine::hub

#pragma once
// /is-valid and /splits of the Hub's API.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

http::Response is_valid(api::Context& context, const http::Request& request);
http::Response list_splits(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

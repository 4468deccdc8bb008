#pragma once
// /info and /size of the Hub's API.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

http::Response dataset_info(api::Context& context, const http::Request& request);
http::Response dataset_size(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

#pragma once
// /statistics of the Hub's API, read from what the import computed.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

http::Response split_statistics(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

#pragma once
// /parquet of the Hub's API.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

http::Response list_parquet(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

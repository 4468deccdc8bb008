#pragma once
// /compatible-libraries and /hub-cache of the Hub's API: what reads a dataset, and how.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// For each library, and each of the first 100 configs, code that loads it from this server's
/// addresses. tests/api/clients.py runs all of it.
http::Response compatible_libraries(api::Context& context, const http::Request& request);

/// What the Hub keeps of a dataset for its own pages, in one answer.
http::Response hub_cache(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

#pragma once
// A push: which files are to be sent how, and the commit of them.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// POST /api/datasets/{owner}/{name}/preupload/{rest...}
http::Response preupload(api::Context& context, const http::Request& request);
/// POST /api/datasets/{owner}/{name}/commit/{rest...}, the body in a file: JSON lines.
http::Response commit(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

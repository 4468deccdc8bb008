#pragma once
// /api/v1/datasets/{owner}/{name}/search, .../facets, .../recommend and
// .../rows/{row_idx}/similar: the ways to rows by what they hold, as GET and as POST.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

http::Response search(api::Context& context, const http::Request& request);
/// What a search's rows hold, without the rows.
http::Response facets(api::Context& context, const http::Request& request);
http::Response recommend(api::Context& context, const http::Request& request);
http::Response similar(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

#pragma once
// Datasets, branches and tags that clients make and remove.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// POST /api/repos/create {type, name, organization}
http::Response create_dataset(api::Context& context, const http::Request& request);
/// DELETE /api/repos/delete, the same body. It goes to the trash, where it is kept for a while.
http::Response delete_dataset(api::Context& context, const http::Request& request);
/// POST and DELETE /api/datasets/{owner}/{name}/branch/{rest...} {startingPoint}
http::Response create_branch(api::Context& context, const http::Request& request);
http::Response delete_branch(api::Context& context, const http::Request& request);
/// POST /api/datasets/{owner}/{name}/tag/{rest...} {tag}, of the revision that the address names;
/// DELETE the tag of that name.
http::Response create_tag(api::Context& context, const http::Request& request);
http::Response delete_tag(api::Context& context, const http::Request& request);
/// POST /api/validate-yaml {content}: whether a card can be read.
http::Response validate_card(api::Context& context, const http::Request& request);
/// GET /api/whoami-v2
http::Response who_am_i(api::Context& context, const http::Request& request);

}  // namespace vitrine::hub

#pragma once
// Large files of a push, by the basic transfer of git's large-file storage: a client asks for a
// batch of addresses and puts each content at the one that it gets.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// POST /datasets/{owner}/{name}.git/info/lfs/objects/batch
http::Response large_file_batch(api::Context& context, const http::Request& request);
/// PUT /api/large-files/{transfer}, the body in a file.
http::Response put_large_file(api::Context& context, const http::Request& request);
/// Of a body that nobody waits for, or that is larger than was said.
std::optional<http::Response> refuse_large_file(api::Context& context, const http::Request& head);

}  // namespace vitrine::hub

#pragma once
// Large files of a push, by the Xet protocol, which huggingface_hub uses wherever hf_xet is
// installed: a client asks for a session, sends chunks in xorbs and says in a shard which files
// they make. Each session has an address of its own, so that a client never leaves out what this
// server does not have any more. Files are had at their resolve/ addresses.
//
// Source: the Xet protocol's specification and its OpenAPI description (huggingface.co/docs/xet).

#include <optional>

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// GET /api/datasets/{owner}/{name}/xet-write-token/{rest...}
http::Response begin_xet_session(api::Context& context, const http::Request& request);
/// POST /api/xet/{transfer}/v1/xorbs/{prefix}/{xorb}, the body in a file.
http::Response put_xorb(api::Context& context, const http::Request& request);
/// POST /api/xet/{transfer}/v1/shards, the body in a file.
http::Response put_shard(api::Context& context, const http::Request& request);
/// POST /api/xet/{transfer}/{rest...}: 404, which tells a client that knows of a later way (grants
/// of addresses, shards with progress) to use the first one.
http::Response refuse_other_way(api::Context& context, const http::Request& request);
/// Of a body outside a session.
std::optional<http::Response> refuse_outside_session(api::Context& context,
                                                     const http::Request& head);

}  // namespace vitrine::hub

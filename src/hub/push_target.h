#pragma once
// What the write routes share: whom they work for, and on which dataset.

#include <optional>
#include <string>

#include "api/context.h"
#include "api/response_or.h"
#include "api/write_services.h"
#include "base/json_parse.h"
#include "pushed/pushed_repository.h"

namespace vitrine::hub {

/// Refusals: 403 where this server takes no changes.
api::ResponseOr<api::WriteServices*> write_services_of(const api::Context& context);

/// The repository that {owner}/{name} of the path names, or {owner}/{repository} with ".git" at its
/// end. Refusals: 404 RepoNotFound; 409 for a dataset that was imported and not pushed.
api::ResponseOr<pushed::PushedRepository> pushed_of(const api::Context& context,
                                                    const http::Request& request);

/// The body as one JSON object. Refusals: 400.
api::ResponseOr<boost::json::value> json_body(const http::Request& request);

/// The leave to send that {transfer} of the path names; a use of it. Nothing if it has ended.
std::optional<pushed::Transfer> transfer_of(const api::Context& context,
                                            const http::Request& request);

/// {type, name, organization} of the body, as the Hub's clients name a dataset: without an
/// organization it is one of "local". Refusals: 400 for a name that is none; 404, as if it were not
/// there, for one that the caller's token is not for; 501 for models and spaces.
api::ResponseOr<store::DatasetName> named_in_body(const http::Request& request);

/// As the Hub tells these clients what they did wrong: `exists` is the status of
/// ErrorCode::kExists.
http::Response push_refusal(const Error& error, int exists = 409);

/// State, not content: never kept by a client.
http::Response fresh_json(std::string body);

}  // namespace vitrine::hub

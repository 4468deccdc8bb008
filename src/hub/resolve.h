#pragma once
// How the routes of the Hub's read API find a repository, and the one that sends its files.

#include <string_view>

#include "api/context.h"
#include "api/response_or.h"
#include "hub/repository.h"

namespace vitrine::hub {

/// Refusals: 404 RepoNotFound, 404 RevisionNotFound; 500 with the damage in one sentence.
api::ResponseOr<Repository> open_repository(const api::Context& context,
                                            const http::Request& request, std::string_view id,
                                            std::string_view revision);
/// The one that a request's path names: {owner}, {name}, and a revision at the start of the
/// captured `revision_capture` ("main" if the route has none). Refusals: as open_repository().
api::ResponseOr<Repository> find_repository(const api::Context& context,
                                            const http::Request& request,
                                            std::string_view revision_capture);

/// The code and the sentence, which these clients look for in X-Error-Message.
http::Response hub_refusal(int status, std::string_view code, const std::string& message);
/// 404 EntryNotFound.
http::Response refuse_entry(std::string_view path);

/// /datasets/{owner}/{name}/resolve/{rest...}: the file, with its SHA-256 or git's name as tag.
http::Response resolve_file(const api::Context& context, ContentDigests& digests,
                            const http::Request& request);
/// /datasets/{owner}/{name}/raw/{rest...}: what git holds, of a large file the pointer to it.
http::Response raw_file(const api::Context& context, ContentDigests& digests,
                        const http::Request& request);

}  // namespace vitrine::hub

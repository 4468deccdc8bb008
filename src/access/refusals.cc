#include "access/refusals.h"

#include <string>

namespace vitrine::access {
namespace {

using http::Need;
using http::Request;
using http::Response;

/// Whose addresses a request uses.
enum class Face {
  kOurs,
  kRepositories,   ///< The Hub's own.
  kDatasetViewer,  ///< Its dataset viewer's.
};

Face face_of(const Request& request) {
  const auto& path = request.segments;
  if (path.empty()) return Face::kOurs;
  if (path[0] == "datasets" || (path[0] == "api" && path.size() > 1 && path[1] == "datasets"))
    return Face::kRepositories;
  return path[0] == "api" || path[0] == "mcp" ? Face::kOurs : Face::kDatasetViewer;
}

constexpr std::string_view kHowToShow =
    "Open the address that `vitrine serve` printed, which ends in ?token=..., or send "
    "\"Authorization: Bearer TOKEN\".";

std::string without_token(Need need) {
  switch (need) {
    case Need::kNothing:
    case Need::kRead:
      return "This server lets nobody read without a token. " + std::string(kHowToShow);
    case Need::kNotes:
      return "Notes are shown to their reader alone. " + std::string(kHowToShow);
    case Need::kChange:
      return "WriteServices need a token. " + std::string(kHowToShow);
  }
  return {};
}

}  // namespace

Response ask_for_token(const Request& request, Need need) {
  Response response;
  const Face face = need == Need::kRead ? face_of(request) : Face::kOurs;
  switch (face) {
    case Face::kOurs:
      response = http::error_response(401, "TokenNeeded", without_token(need));
      break;
    case Face::kRepositories:
      response = http::error_response(401, "RepoNotFound", "Invalid username or password.");
      response.headers.add("X-Error-Message", "Invalid username or password.");
      break;
    case Face::kDatasetViewer:
      response = http::error_response(
          401, "ExternalUnauthenticatedError",
          "The dataset does not exist, or is not accessible without authentication (private or "
          "gated). Please check the spelling of the dataset name or retry with authentication.");
      break;
  }
  response.headers.add("WWW-Authenticate", "Bearer realm=\"vitrine\"");
  return response;
}

Response refuse_need(const http::Rights& rights, Need need) {
  if (need == Need::kChange) {
    return http::error_response(403, "ChangesNotAllowed",
                                "The token of " + rights.who +
                                    " is for reading, not for changes: ask for one with the role "
                                    "of a curator.");
  }
  return http::error_response(
      403, "NotAllowed",
      "The token of " + rights.who +
          (need == Need::kNotes ? " is not for notes: ask for one with the role of a curator."
                                : " is not for this."));
}

Response hide_dataset(const Request& request, std::string_view dataset) {
  const std::string name(dataset.substr(0, 200));
  switch (face_of(request)) {
    case Face::kOurs:
      return http::error_response(404, "DatasetNotFoundError",
                                  "There is no dataset " + name + " in this library.");
    case Face::kRepositories: {
      Response response = http::error_response(404, "RepoNotFound", "Repository not found");
      response.headers.add("X-Error-Message", "Repository not found");
      return response;
    }
    case Face::kDatasetViewer:
      break;
  }
  return http::error_response(
      404, "ExternalAuthenticatedError",
      "The dataset does not exist, or is not accessible with the current credentials (private or "
      "gated). Please check the spelling of the dataset name or retry with other authentication "
      "credentials.");
}

Response refuse_blocked(const Request& request, std::string_view dataset) {
  const std::string message = "The dataset " + std::string(dataset.substr(0, 200)) +
                              " is blocked on this server: ask whoever runs it.";
  switch (face_of(request)) {
    case Face::kOurs:
      return http::error_response(403, "DatasetBlocked", message);
    case Face::kRepositories: {
      Response response = http::error_response(403, "DisabledRepo", message);
      // By this sentence the Hub's Python client knows a repository that was closed.
      response.headers.add("X-Error-Message", "Access to this resource is disabled.");
      return response;
    }
    case Face::kDatasetViewer:
      break;
  }
  return http::error_response(501, "DatasetInBlockListError", message);
}

Response refuse_all_changes() {
  return http::error_response(403, "ChangesNotAllowed",
                              "This server takes no changes: it was started with --read-only.");
}

http::Response refuse_change_of_copy(std::string_view origin) {
  const std::string message =
      "This server is a copy of " + std::string(origin) + " and takes no changes: make them there.";
  Response response = http::error_response(405, "ChangesNotAllowed", message);
  response.headers.add("X-Error-Message", message);  // which clients of the Hub show
  return response;
}

}  // namespace vitrine::access

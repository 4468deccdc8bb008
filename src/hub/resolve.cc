#include "hub/resolve.h"

#include "api/open_dataset.h"
#include "api/write_services.h"

namespace vitrine::hub {
namespace {

using http::Method;
using http::Request;
using http::Response;

Response refusal(std::string_view code, const std::string& message) {
  return hub_refusal(404, code, message);
}

/// What a client sent, unless it is of a length that no name has.
std::string shown(std::string_view text) {
  return text.size() <= 200 ? " '" + std::string(text) + "'" : std::string();
}

bool asks_for_all(const Request& request) {
  return request.method == Method::kGet && !request.headers.has("Range") &&
         !request.headers.has("If-None-Match");
}

/// A download is counted once per split.
bool is_first_file(const RepositoryFile& file) {
  return file.path.ends_with("/0000.parquet");
}

std::string content_type(const RepositoryFile& file) {
  if (file.path.ends_with(".parquet")) return "application/vnd.apache.parquet";
  // A browser must not run what somebody pushed as if this server had written it.
  return file.is_large() ? "application/octet-stream" : "text/plain; charset=utf-8";
}

Result<Response> send(const RepositoryFile& file, const std::string& etag) {
  const std::string tag = '"' + etag + '"';
  if (file.location.empty()) {
    // Bytes and not text, so that parts of it can be had and it is never compressed.
    Response response = Response::owned_bytes(file.content, "text/markdown; charset=utf-8");
    response.headers.set("ETag", tag);
    return response;
  }
  Result<std::shared_ptr<const http::OpenFile>> open = http::OpenFile::open(file.location);
  if (!open) return std::move(open).error();
  return Response::file(*std::move(open), content_type(file), tag);
}

/// Of what was imported. Refusals: 404 RepoNotFound; 500 with the damage in one sentence.
api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> open_imported(
    const api::Context& context, const Request& request, std::string_view id) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      api::open_dataset(context, request, id);
  if (dataset) return dataset;
  Response absent = std::move(dataset).refusal();
  if (absent.status != 404) return absent;
  return refusal("RepoNotFound", "The dataset" + shown(id) + " does not exist on this server.");
}

/// What was pushed, at a revision of it; nothing if it is none of its revisions.
api::ResponseOr<std::optional<Repository>> open_pushed(const api::Context& context,
                                                       const Request& request, std::string_view id,
                                                       std::string_view revision) {
  const Result<store::DatasetName> name = store::DatasetName::parse(id);
  if (!name || !api::caller_of(context, request).may_see(id)) return std::optional<Repository>();
  const std::optional<pushed::PushedRepository> pushed =
      pushed::PushedRepository::open(context.engine.library().home(), *name);
  if (!pushed) return std::optional<Repository>();
  Result<pushed::Commit> commit = pushed->at(revision);
  if (!commit && commit.error().code() == ErrorCode::kNotFound) return std::optional<Repository>();
  if (!commit) return http::error_response(commit.error());
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> imported =
      api::open_dataset(context, request, id);
  return std::optional(
      Repository::at(*pushed, *std::move(commit), imported ? *std::move(imported) : nullptr));
}

}  // namespace

Response hub_refusal(int status, std::string_view code, const std::string& message) {
  Response response = http::error_response(status, code, message);
  response.headers.add("X-Error-Message", message);
  return response;
}

api::ResponseOr<Repository> open_repository(const api::Context& context, const Request& request,
                                            std::string_view id, std::string_view revision) {
  api::ResponseOr<std::optional<Repository>> pushed = open_pushed(context, request, id, revision);
  if (!pushed) return std::move(pushed).refusal();
  if (*pushed) return *std::move(*pushed);
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      open_imported(context, request, id);
  if (!dataset) return std::move(dataset).refusal();
  std::optional<Repository> repository = Repository::at(*std::move(dataset), revision);
  if (!repository)
    return refusal("RevisionNotFound", "The dataset has no revision" + shown(revision) + ".");
  return *std::move(repository);
}

api::ResponseOr<Repository> find_repository(const api::Context& context, const Request& request,
                                            std::string_view revision_capture) {
  const std::string id = std::string(request.path.get("owner").value_or("")) + "/" +
                         std::string(request.path.get("name").value_or(""));
  const auto rest = request.path.get(revision_capture);
  return open_repository(context, request, id,
                         rest ? Repository::split_address(*rest).first : "main");
}

Response refuse_entry(std::string_view path) {
  return refusal("EntryNotFound", "The dataset has no file" + shown(path) + ".");
}

namespace {

/// A file that a request's path names, at a revision that is there.
struct FoundFile {
  Repository repository;
  RepositoryFile file;
  FileIdentity identity;
};

api::ResponseOr<FoundFile> find_entry(const api::Context& context, ContentDigests& digests,
                                      const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context, request, "rest");
  if (!repository) return std::move(repository).refusal();
  const std::string path = Repository::split_address(*request.path.get("rest")).second;
  const RepositoryFile* file = repository->find(path);
  if (file == nullptr) {
    Response refused = refuse_entry(path);
    refused.headers.add("X-Repo-Commit", repository->commit());
    return refused;
  }
  Result<FileIdentity> identity = digests.identify(*file);
  if (!identity) return http::error_response(identity.error());
  RepositoryFile found = *file;
  return FoundFile{std::move(*repository), std::move(found), *std::move(identity)};
}

}  // namespace

Response resolve_file(const api::Context& context, ContentDigests& digests,
                      const Request& request) {
  api::ResponseOr<FoundFile> found = find_entry(context, digests, request);
  if (!found) return std::move(found).refusal();
  const RepositoryFile& file = found->file;
  const std::string& etag = found->identity.etag();
  Result<Response> sent = send(file, etag);
  if (!sent) return http::error_response(sent.error());
  Response response = *std::move(sent);
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  response.headers.add("Content-Disposition", "attachment; filename=\"" + name + "\"");
  response.headers.add("X-Revision", found->repository.commit());
  response.headers.add("X-Repo-Commit", found->repository.commit());
  response.headers.add("X-Linked-Etag", '"' + etag + '"');
  response.headers.add("X-Linked-Size", std::to_string(file.size_bytes));
  // Clients in a browser read these too.
  response.headers.add("Access-Control-Expose-Headers",
                       "Accept-Ranges, Content-Range, ETag, X-Error-Code, X-Linked-Etag, "
                       "X-Linked-Size, X-Repo-Commit, X-Revision");
  // A copy has the counts of its origin.
  if (is_first_file(file) && asks_for_all(request) && context.replica == nullptr) {
    const Status counted = context.engine.downloads().add(found->repository.name(), store::today());
    if (!counted) response.detail = counted.error().message();
  }
  return response;
}

Response raw_file(const api::Context& context, ContentDigests& digests, const Request& request) {
  api::ResponseOr<FoundFile> found = find_entry(context, digests, request);
  if (!found) return std::move(found).refusal();
  const RepositoryFile& file = found->file;
  std::string content = file.is_large() ? found->identity.pointer : file.content;
  if (!file.is_large() && !file.location.empty()) {
    Result<std::string> text = read_file(file.location);
    if (!text) return http::error_response(text.error());
    content = *std::move(text);
  }
  // Bytes, so that clients which ask for one of them learn the size.
  Response response = Response::owned_bytes(std::move(content), "text/plain; charset=utf-8");
  response.headers.set("ETag", '"' + found->identity.blob_id + '"');
  response.headers.add("X-Revision", found->repository.commit());
  response.headers.add("X-Repo-Commit", found->repository.commit());
  return response;
}

}  // namespace vitrine::hub

#include "v1/media.h"

#include "store/media_files.h"
#include "store/revision.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

namespace {

/// `folder` of the snapshot is where what follows the route lies.
api::ResponseOr<NamedMedium> find_file(api::Context& context, const Request& request,
                                       std::string_view folder) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> dataset =
      find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  // Only what the manifest has: no path of a client reaches the disk.
  const store::SnapshotFile* file = (*dataset)->snapshot().manifest().find_file(
      std::string(folder) + std::string(request.path.get("rest").value_or("")));
  const std::optional<schema::MediaType> type =
      file == nullptr ? std::nullopt : schema::media_type_of(file->path);
  if (!type) {
    return http::error_response(404, "ResponseNotFound",
                                "The dataset has no picture, recording, video or document of "
                                "this name.");
  }
  return NamedMedium{*std::move(dataset), file, *type};
}

Response show(const NamedMedium& medium) {
  const store::Snapshot& snapshot = medium.dataset->snapshot();
  Result<std::shared_ptr<const http::OpenFile>> open =
      http::OpenFile::open(snapshot.directory() / medium.file->path);
  if (!open) return http::error_response(open.error());
  Response response = Response::file(*std::move(open), std::string(medium.type.content_type),
                                     '"' + medium.file->hash + '"');
  // Drawings and documents may hold scripts, which never run with the page's rights.
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.headers.add("X-Revision", store::revision_of(snapshot.manifest()));
  return response;
}

}  // namespace

api::ResponseOr<NamedMedium> find_named_medium(api::Context& context, const Request& request) {
  return find_file(context, request, store::kMediaFolder);
}

Response media(api::Context& context, const Request& request) {
  api::ResponseOr<NamedMedium> medium = find_named_medium(context, request);
  return medium ? show(*medium) : std::move(medium).refusal();
}

Response card_picture(api::Context& context, const Request& request) {
  api::ResponseOr<NamedMedium> medium = find_file(context, request, store::kCardPictures);
  return medium ? show(*medium) : std::move(medium).refusal();
}

}  // namespace vitrine::v1

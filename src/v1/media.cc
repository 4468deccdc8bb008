#include "v1/media.h"

#include "store/media_files.h"
#include "store/revision.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

namespace {

/// `folder` of the snapshot is where what follows the route lies.
ResponseOr<NamedMedium> find_file(Context& context, const Request& request,
                                  std::string_view folder) {
  ResponseOr<std::shared_ptr<const OpenDataset>> dataset = find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  // Only what the manifest has: no path of a client reaches the disk.
  const SnapshotFile* file = (*dataset)->snapshot().manifest().find_file(
      std::string(folder) + std::string(request.path.get("rest").value_or("")));
  const std::optional<MediaType> type = file == nullptr ? std::nullopt : media_type_of(file->path);
  if (!type) {
    return http::error_response(404, "ResponseNotFound",
                                "The dataset has no picture, recording, video or document of "
                                "this name.");
  }
  return NamedMedium{*std::move(dataset), file, *type};
}

Response show(const NamedMedium& medium) {
  const Snapshot& snapshot = medium.dataset->snapshot();
  Result<std::shared_ptr<const http::OpenFile>> open =
      http::OpenFile::open(snapshot.directory() / medium.file->path);
  if (!open) return http::error_response(open.error());
  Response response = Response::file(*std::move(open), std::string(medium.type.content_type),
                                     '"' + medium.file->hash + '"');
  // Drawings and documents may hold scripts, which never run with the page's rights.
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.headers.add("X-Revision", revision_of(snapshot.manifest()));
  return response;
}

}  // namespace

ResponseOr<NamedMedium> find_named_medium(Context& context, const Request& request) {
  return find_file(context, request, kMediaFolder);
}

Response media(Context& context, const Request& request) {
  ResponseOr<NamedMedium> medium = find_named_medium(context, request);
  return medium ? show(*medium) : std::move(medium).refusal();
}

Response card_picture(Context& context, const Request& request) {
  ResponseOr<NamedMedium> medium = find_file(context, request, kCardPictures);
  return medium ? show(*medium) : std::move(medium).refusal();
}

}  // namespace vitrine::v1

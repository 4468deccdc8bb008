#include "v1/media.h"

#include "schema/media_type.h"
#include "v1/target.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Response media(Context& context, const Request& request) {
  Outcome<std::shared_ptr<const OpenDataset>> dataset = find_dataset(context, request);
  if (!dataset) return std::move(dataset).refusal();
  const Snapshot& snapshot = (*dataset)->snapshot();
  // Only what the manifest has: no path of a client reaches the disk.
  const SnapshotFile* file =
      snapshot.manifest().find_file("media/" + std::string(request.path.get("rest").value_or("")));
  const std::optional<MediaType> type = file == nullptr ? std::nullopt : media_type_of(file->path);
  if (!type) {
    return http::error_response(404, "ResponseNotFound",
                                "The dataset has no picture, recording, video or document of "
                                "this name.");
  }
  Result<std::shared_ptr<const http::OpenFile>> open =
      http::OpenFile::open(snapshot.directory() / file->path);
  if (!open) return http::error_response(open.error());
  Response response =
      Response::file(*std::move(open), std::string(type->content_type), '"' + file->hash + '"');
  // Drawings and documents may hold scripts, which never run with the page's rights.
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.headers.add("X-Revision", snapshot.manifest().snapshot_id);
  return response;
}

}  // namespace vitrine::v1

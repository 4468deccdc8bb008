#pragma once
// GET /api/v1/datasets/{owner}/{name}/media/{config}/{split}/{key}: a picture, recording, video or
// document of a snapshot.

#include <memory>

#include "api/context.h"
#include "api/outcome.h"
#include "http/message.h"
#include "schema/media_type.h"

namespace vitrine::v1 {

/// A media file of a snapshot, by what follows the route in a request's path.
struct NamedMedium {
  std::shared_ptr<const OpenDataset> dataset;
  const SnapshotFile* file = nullptr;  ///< Of the dataset's manifest.
  MediaType type;
};

/// Refusals: as find_dataset(); 404 for what is no such file.
Outcome<NamedMedium> find_named_medium(Context& context, const http::Request& request);

/// The file, by ranges if asked, as the type that its ending says and as nothing that a browser
/// runs. Refusals: as find_named_medium().
http::Response media(Context& context, const http::Request& request);

}  // namespace vitrine::v1

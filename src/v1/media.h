#pragma once
// Files of a snapshot that a page shows:
//
//   GET /api/v1/datasets/{owner}/{name}/media/{config}/{split}/{key}   what a row shows
//   GET /api/v1/datasets/{owner}/{name}/card/{key}                     a picture of the card

#include <memory>

#include "api/context.h"
#include "api/response_or.h"
#include "http/message.h"
#include "schema/media_type.h"

namespace vitrine::v1 {

/// A media file of a snapshot, by what follows the route in a request's path.
struct NamedMedium {
  std::shared_ptr<const engine::OpenDataset> dataset;
  const store::SnapshotFile* file = nullptr;  ///< Of the dataset's manifest.
  schema::MediaType type;
};

/// Refusals: as find_dataset(); 404 for what is no such file.
api::ResponseOr<NamedMedium> find_named_medium(api::Context& context, const http::Request& request);

/// What a row shows, by ranges if asked, as the type that its ending says and as nothing that a
/// browser runs. Refusals: as find_named_medium().
http::Response media(api::Context& context, const http::Request& request);
/// The same of what the card shows.
http::Response card_picture(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

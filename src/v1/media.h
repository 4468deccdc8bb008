#pragma once
// GET /api/v1/datasets/{owner}/{name}/media/{config}/{split}/{key}: a picture, recording, video or
// document of a snapshot.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

/// The file, by ranges if asked, as the type that its ending says and as nothing that a browser
/// runs. Refusals: as find_dataset(); 404 for what is no such file.
http::Response media(Context& context, const http::Request& request);

}  // namespace vitrine::v1

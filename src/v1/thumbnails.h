#pragma once
// Pictures of rows as small as they are shown (media/thumbnail.h), beside the routes that answer
// them whole.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

/// GET .../rows/{row_idx}/thumbnail?field=photo&size=256: WebP, of a document its first page. Kept
/// by clients for good where the
/// address names the snapshot. Refusals: as find_row_medium(); 415 where the file is of no kind
/// that thumbnails are made of, 422 where it is damaged, 413 where it is too large.
http::Response thumbnail(api::Context& context, const http::Request& request);

/// GET .../thumbnails/{config}/{split}/{key}?size=256: of a media file. Refusals: as
/// find_named_medium(), and as thumbnail().
http::Response file_thumbnail(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

#pragma once
// Embedded media by address: pictures, sound and films of a table are fetched one by one, as they
// come into view, and kept by the client, instead of travelling inside the rows.
//
// A cell of a column of media is {"bytes": "<base64>", "path": "a.png"}. With `media=address` it is
// {"src": "/api/v1/datasets/owner/name/rows/17/media?...", "type": "image/png"}; lists of media and
// cells without bytes stay as they are. The address names the snapshot: its content never changes.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/context.h"
#include "http/message.h"
#include "v1/target.h"

namespace vitrine::v1 {

/// What a client may be told to show, by the first bytes of a file; "" for what it may not: texts
/// and vector graphics can run. `base64` is the file, or its first 24 characters.
std::string_view media_type(std::string_view base64);

/// Puts addresses into the cells of rows. Not thread safe: it owns what it returned last.
class MediaAddresses {
 public:
  /// `columns` are those of the cells, positions in the split's features.
  MediaAddresses(const SplitTarget& target, std::span<const std::size_t> columns);

  /// The cells with their media replaced. The views live until the next call.
  std::span<const std::string_view> replace(std::uint64_t row,
                                            std::span<const std::string_view> cells);

 private:
  std::string front_;               ///< Up to the row.
  std::string back_;                ///< Behind it, up to the column's name.
  std::vector<std::string> names_;  ///< Of each column, percent-encoded; "": holds no media.
  std::vector<std::string> texts_;
  std::vector<std::string_view> cells_;
};

/// GET .../rows/{row_idx}/media?field=photo: the bytes of one medium, by ranges too. Kept by
/// clients for good where the address names the snapshot. Refusals: 404 where the row has none.
http::Response embedded_medium(Context& context, const http::Request& request);

}  // namespace vitrine::v1

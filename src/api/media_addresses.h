#pragma once
// Media by address: pictures, sound and films of a table are fetched one by one, as they come into
// view, and kept by the client, instead of travelling inside the rows.
//
// A cell of a column of media is {"bytes": "<base64>", "path": "a.png"}. By address it is
// {"src": "/api/v1/datasets/owner/name/rows/17/media?...", "type": "image/png"}; lists of media and
// cells without bytes stay as they are. The address names the snapshot: its content never changes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/split.h"

namespace vitrine::api {

/// The file that a cell of media holds. Views into the cell and static text.
struct EmbeddedMedium {
  std::string_view base64;
  /// What a client may be told to show, by the first bytes of the file; "" for what it may not, as
  /// texts and vector graphics can run, and where the cell holds no file.
  std::string_view type;
};
EmbeddedMedium embedded_medium(std::string_view cell);

/// Puts addresses into the cells of rows. Not thread safe: it owns what it returned last.
class MediaAddresses {
 public:
  /// `columns` are those of the cells, positions in the split's features.
  MediaAddresses(const search::Split& split, std::span<const std::size_t> columns);

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

}  // namespace vitrine::api

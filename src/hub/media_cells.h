#pragma once
// Media as the Hub's viewer shows them: a cell has the address of its file, not the file.
//
//   Image   {"src": address, "height": 48, "width": 64}, null where its header does not say them
//   Audio   [{"src": address, "type": "audio/wav"}]
//   Video   {"src": address}
//   Pdf     {"src": address, "thumbnail": {"src": address, "height": null, "width": null},
//            "size_bytes": 571}, without a thumbnail where no document can be drawn
// and lists of them. Addresses are whole, with the origin that the client sees. What rows hold is
// at an address of the row, what they name at that of the file. Cells without a file that may be
// shown stay as they are stored.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/media_addresses.h"
#include "schema/media_type.h"
#include "search/split.h"

namespace vitrine::hub {

/// Not thread safe: it owns what it returned last.
class MediaCells {
 public:
  /// `columns` are those of the cells, positions in the split's features. The split outlives it.
  MediaCells(const search::Split& split, std::span<const std::size_t> columns, std::string origin);

  /// The cells with their media replaced. The views live until the next call. Cost: a few
  /// kilobytes of each picture.
  std::span<const std::string_view> replace(std::uint64_t row,
                                            std::span<const std::string_view> cells);

 private:
  const store::Manifest& manifest_;
  const fs::path& snapshot_;
  std::string origin_;
  api::MediaAddresses addresses_;
  std::vector<std::optional<schema::MediaKind>>
      kinds_;  ///< Of each column, or of its list's members.
  std::vector<std::string> texts_;
  std::vector<std::string_view> cells_;
};

}  // namespace vitrine::hub

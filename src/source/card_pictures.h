#pragma once
// Pictures that a card shows and that lie beside it: ![a plot](images/plot.png).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/glob.h"
#include "source/source.h"

namespace vitrine::source {

/// What a card of Markdown and HTML names as pictures of its own folder: paths with '/' between
/// their parts, none of them "." or "..", in the card's order, each once. Addresses, paths from the
/// root and those that lead outside are left out. Cost: linear in the text.
std::vector<std::string> pictures_named(std::string_view markdown);

/// How much of a card is kept: the first 200 pictures, of 64 MiB together.
class PictureAllowance {
 public:
  bool take(std::uint64_t size_bytes);
  /// What was refused, as a notice; empty where nothing was.
  std::string notice() const;

 private:
  std::size_t count_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t refused_ = 0;
};

/// The pictures that a card names and its folder has, by path, with a notice for those that are
/// left out. Errors: io. Cost: one look at the ends of each.
Result<std::vector<MediaFile>> pictures_of_card(const Card& card, const fs::path& folder,
                                                const FolderListing& listing,
                                                std::vector<std::string>& notices);

}  // namespace vitrine::source

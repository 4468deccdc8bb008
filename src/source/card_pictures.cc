#include "source/card_pictures.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/utf8.h"
#include "source/hub_address.h"
#include "source/media_folder.h"

namespace vitrine::source {
namespace {

constexpr std::size_t kMaxPictures = 200;
constexpr std::uint64_t kMaxPictureBytes = std::uint64_t{64} << 20U;

/// What stands in front of a picture's name: of ![alt](name), of <img src="name">, of the
/// definition [id]: name. More is found than pictures; what has no picture's ending goes.
constexpr std::array<std::string_view, 3> kFronts = {"](", "src=", "]:"};
constexpr std::string_view kBlanks = " \t\r\n";

/// Longer names are none.
constexpr std::size_t kMaxName = 1024;

/// The name that begins `text`: within <> or quotes, else up to a blank or bracket; empty where
/// these are not closed. The time of all calls is linear if the next one begins behind the name.
std::string_view first_name(std::string_view text) {
  text = text.substr(0, kMaxName);
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  if (text.empty()) return text;
  const char first = text.front();
  if (first != '<' && first != '"' && first != '\'')
    return text.substr(0, text.find_first_of(" \t\r\n)>"));
  const std::size_t end = first == '<' ? text.find_first_of("<>\n", 1) : text.find(first, 1);
  return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
}

/// Without the backslashes that Markdown has in front of signs.
std::string unescaped(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_escape = name[i] == '\\' && i + 1 < name.size() &&
                           std::ispunct(static_cast<unsigned char>(name[i + 1])) != 0;
    if (!is_escape) out += name[i];
  }
  return out;
}

/// A name as the path that it means; empty for what is no picture of the folder.
std::string picture_path(std::string_view name) {
  std::string text = unescaped(name.substr(0, name.find_first_of("?#")));
  text = percent_decode(text);
  const bool is_plain = is_valid_utf8(text) && text.find('\0') == std::string::npos &&
                        text.find("://") == std::string::npos;
  if (!is_plain || !schema::media_type_of(text) ||
      schema::media_type_of(text)->kind != schema::MediaKind::kImage)
    return "";
  const fs::path path = fs::path(text).lexically_normal();
  if (path.is_absolute() || *path.begin() == "..") return "";
  return path.generic_string();
}

}  // namespace

std::vector<std::string> pictures_named(std::string_view markdown) {
  std::vector<std::string> out;
  std::set<std::string> known;
  for (std::size_t at = 0; at < markdown.size(); ++at) {
    const std::string_view rest = markdown.substr(at);
    const auto* const front = std::ranges::find_if(
        kFronts, [&](const std::string_view one) { return rest.starts_with(one); });
    if (front == kFronts.end()) continue;
    const std::string_view name = first_name(rest.substr(front->size()));
    std::string path = picture_path(name);
    if (!path.empty() && known.insert(path).second) out.push_back(std::move(path));
    at += front->size() + name.size() - 1;
  }
  return out;
}

bool PictureAllowance::take(std::uint64_t size_bytes) {
  if (count_ == kMaxPictures || size_bytes > kMaxPictureBytes - bytes_) {
    ++refused_;
    return false;
  }
  ++count_;
  bytes_ += size_bytes;
  return true;
}

std::string PictureAllowance::notice() const {
  if (refused_ == 0) return "";
  return std::to_string(refused_) +
         (refused_ == 1 ? " picture of the card is" : " pictures of the card are") +
         " left out: more than " + std::to_string(kMaxPictures) + " or " +
         std::to_string(kMaxPictureBytes >> 20U) + " MiB together are not kept";
}

Result<std::vector<MediaFile>> pictures_of_card(const Card& card, const fs::path& folder,
                                                const FolderListing& listing,
                                                std::vector<std::string>& notices) {
  std::vector<MediaFile> out;
  PictureAllowance allowance;
  for (const std::string& path : pictures_named(card.markdown)) {
    if (!std::ranges::binary_search(listing.files, fs::path(path))) continue;
    Result<MediaFile> picture = media_file(folder / path, path);
    if (!picture) return std::move(picture).error();
    if (!picture->problem.empty()) {
      notices.push_back("the card's picture " + path + " is not shown: " + picture->problem);
    } else if (allowance.take(picture->size_bytes)) {
      out.push_back(*std::move(picture));
    }
  }
  if (std::string notice = allowance.notice(); !notice.empty())
    notices.push_back(std::move(notice));
  std::ranges::sort(out, {}, &MediaFile::key);
  return out;
}

}  // namespace vitrine::source

#include "media/film_header.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "media/header_bytes.h"

namespace vitrine::media {
namespace {

using Seconds = std::optional<double>;

/// The content of the first box of this name among those that `bytes` begins with; empty: none.
std::string_view find_box(std::string_view bytes, std::string_view name) {
  for (std::size_t at = 0; bytes.size() - at >= 8;) {
    const std::size_t here = bytes.size() - at;
    std::uint64_t size = big_endian(bytes, at, 4);
    std::size_t head = 8;
    if (size == 1) {
      size = big_endian(bytes, at + 8, 8);
      head = 16;
    }
    if (size == 0) size = here;  // up to the end
    if (size < head || size > here) return {};
    if (bytes.substr(at + 4, 4) == name) return bytes.substr(at + head, size - head);
    at += size;
  }
  return {};
}

/// A number of 4 or, in version 1 of a box, 8 bytes; none where all bits say that it is not known.
std::optional<std::uint64_t> read_length(std::string_view box, std::size_t at, bool is_long) {
  const std::size_t size = is_long ? 8 : 4;
  const std::uint64_t value = big_endian(box, at, size);
  if (at + size > box.size() || value == (is_long ? ~std::uint64_t{0} : 0xFFFF'FFFFU))
    return std::nullopt;
  return value;
}

Seconds read_mp4(std::string_view bytes) {
  const std::string_view movie = find_box(bytes, "moov");
  const std::string_view header = find_box(movie, "mvhd");
  if (header.empty()) return std::nullopt;
  const bool is_long = byte_at(header, 0) == 1;
  const std::size_t at = is_long ? 20 : 12;  // behind version, flags and the two dates
  const std::uint64_t ticks_per_second = big_endian(header, at, 4);
  std::optional<std::uint64_t> ticks = read_length(header, at + 4, is_long);
  if (ticks == 0) {  // told of the fragments
    const std::string_view extended = find_box(find_box(movie, "mvex"), "mehd");
    ticks = read_length(extended, 4, byte_at(extended, 0) == 1);
  }
  if (!ticks || ticks_per_second == 0) return std::nullopt;
  return static_cast<double>(*ticks) / static_cast<double>(ticks_per_second);
}

/// An element of EBML: its name with all its bits, and where its content is.
struct Element {
  std::uint64_t name = 0;
  std::size_t begin = 0;
  std::uint64_t size = 0;  ///< Of what is there, where the size is not told.
  bool is_cut = false;
};

std::optional<Element> read_element(std::string_view bytes, std::size_t at) {
  const auto length_of = [&](std::size_t place) {
    return static_cast<std::size_t>(
               std::countl_zero(static_cast<std::uint8_t>(byte_at(bytes, place)))) +
           1;
  };
  const std::size_t name = length_of(at);
  if (name > 4 || at + name >= bytes.size()) return std::nullopt;
  const std::size_t size = length_of(at + name);
  const std::size_t begin = at + name + size;
  if (size > 8 || begin > bytes.size()) return std::nullopt;
  const std::uint64_t mask = (std::uint64_t{1} << (7 * size)) - 1;
  const std::uint64_t told = big_endian(bytes, at + name, size) & mask;
  const std::uint64_t here = bytes.size() - begin;
  return Element{big_endian(bytes, at, name), begin, told == mask ? here : std::min(told, here),
                 told > here};
}

/// The content of the first element of this name; empty: none, or a number that is cut off.
std::string_view find_element(std::string_view bytes, std::uint64_t name, bool is_number) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::optional<Element> element = read_element(bytes, at);
    if (!element) return {};
    if (element->name == name)
      return is_number && element->is_cut ? "" : bytes.substr(element->begin, element->size);
    at = element->begin + element->size;
  }
  return {};
}

Seconds read_matroska(std::string_view bytes) {
  constexpr std::uint64_t kSegment = 0x18538067;
  constexpr std::uint64_t kInfo = 0x1549A966;
  constexpr std::uint64_t kScale = 0x2AD7B1;
  constexpr std::uint64_t kDuration = 0x4489;
  const std::string_view info = find_element(find_element(bytes, kSegment, false), kInfo, false);
  const std::string_view scale = find_element(info, kScale, true);
  const std::string_view duration = find_element(info, kDuration, true);
  const std::uint64_t nanoseconds =
      scale.empty() || scale.size() > 8 ? 1'000'000 : big_endian(scale, 0, scale.size());
  double ticks = 0;
  if (duration.size() == 4) {
    ticks = std::bit_cast<float>(static_cast<std::uint32_t>(big_endian(duration, 0, 4)));
  } else if (duration.size() == 8) {
    ticks = std::bit_cast<double>(big_endian(duration, 0, 8));
  }
  if (!(ticks > 0)) return std::nullopt;
  const double seconds = ticks * static_cast<double>(nanoseconds) / 1e9;
  return seconds < 1e9 ? Seconds(seconds) : std::nullopt;
}

Seconds read_avi(std::string_view bytes) {
  if (bytes.size() < 52 || bytes.substr(24, 4) != "avih") return std::nullopt;
  const std::uint64_t microseconds = little_endian(bytes, 32, 4);
  const std::uint64_t frames = little_endian(bytes, 48, 4);
  if (microseconds == 0 || frames == 0) return std::nullopt;
  return static_cast<double>(frames) * static_cast<double>(microseconds) / 1e6;
}

}  // namespace

Seconds read_film_seconds(std::string_view bytes) {
  if (bytes.starts_with("\x1a\x45\xdf\xa3")) return read_matroska(bytes);
  if (bytes.starts_with("RIFF"))
    return bytes.size() >= 12 && bytes.substr(8, 4) == "AVI " ? read_avi(bytes) : std::nullopt;
  return read_mp4(bytes);
}

}  // namespace vitrine::media

#include "media/sound_header.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "media/header_bytes.h"

namespace vitrine::media {
namespace {

using namespace std::string_view_literals;

using Seconds = std::optional<double>;

/// A stream of unknown length says the largest number: what is there counts then.
Seconds read_wav(std::string_view bytes) {
  std::uint64_t bytes_per_second = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const std::string_view name = bytes.substr(at, 4);
    const std::uint64_t size = little_endian(bytes, at + 4, 4);
    const std::uint64_t here = bytes.size() - at - 8;
    if (name == "fmt ") bytes_per_second = little_endian(bytes, at + 16, 4);
    if (name == "data") {
      if (bytes_per_second == 0) return std::nullopt;
      return static_cast<double>(std::min(size, here)) / static_cast<double>(bytes_per_second);
    }
    if (size >= here) break;
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

Seconds read_flac(std::string_view bytes) {
  // The first block is always the stream information: 20 bits of rate, 36 of the number of samples.
  if (bytes.size() < 26 || (byte_at(bytes, 4) & 0x7FU) != 0) return std::nullopt;
  const std::uint64_t rate = big_endian(bytes, 18, 3) >> 4U;
  const std::uint64_t samples = big_endian(bytes, 21, 5) & 0xFFFFFFFFFULL;
  if (rate == 0 || samples == 0) return std::nullopt;  // 0: unknown
  return static_cast<double>(samples) / static_cast<double>(rate);
}

Seconds read_ogg(std::string_view bytes) {
  constexpr std::size_t kHead = 27;
  if (bytes.size() < kHead) return std::nullopt;
  const std::string_view first = bytes.substr(
      kHead + byte_at(bytes, 26) > bytes.size() ? bytes.size() : kHead + byte_at(bytes, 26));
  std::uint64_t rate = 0;
  std::uint64_t skipped = 0;
  if (first.starts_with("\x01vorbis"sv) && first.size() >= 16) rate = little_endian(first, 12, 4);
  if (first.starts_with("OpusHead") && first.size() >= 12) {
    rate = 48'000;
    skipped = little_endian(first, 10, 2);
  }
  const std::size_t last = bytes.rfind("OggS");
  if (rate == 0 || last + 14 > bytes.size()) return std::nullopt;
  const std::uint64_t position = little_endian(bytes, last + 6, 8);
  if (position == ~std::uint64_t{0}) return std::nullopt;
  return static_cast<double>(position - std::min(position, skipped)) / static_cast<double>(rate);
}

/// One frame of MPEG audio, layer III.
struct Frame {
  std::size_t bytes = 0;
  double seconds = 0;
};

std::optional<Frame> read_frame(std::string_view bytes, std::size_t at) {
  constexpr std::array<std::uint64_t, 15> kFirst = {0,   32,  40,  48,  56,  64,  80, 96,
                                                    112, 128, 160, 192, 224, 256, 320};
  constexpr std::array<std::uint64_t, 15> kSecond = {0,  8,  16, 24,  32,  40,  48, 56,
                                                     64, 80, 96, 112, 128, 144, 160};
  constexpr std::array<std::uint64_t, 3> kRates = {44'100, 48'000, 32'000};
  const std::uint64_t head = big_endian(bytes, at, 4);
  const std::uint64_t version = head >> 19U & 3U;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const std::uint64_t kbits = head >> 12U & 15U;
  const std::uint64_t rate_index = head >> 10U & 3U;
  const bool is_frame = at + 4 <= bytes.size() && head >> 21U == 0x7FF && version != 1 &&
                        (head >> 17U & 3U) == 1 && kbits != 0 && kbits != 15 && rate_index != 3;
  if (!is_frame) return std::nullopt;
  const std::uint64_t rate = kRates[rate_index] >> (version == 3 ? 0U : version == 2 ? 1U : 2U);
  const std::uint64_t samples = version == 3 ? 1152 : 576;
  const std::uint64_t bits = (version == 3 ? kFirst : kSecond)[kbits] * 1000;
  return Frame{samples / 8 * bits / rate + (head >> 9U & 1U),
               static_cast<double>(samples) / static_cast<double>(rate)};
}

/// Behind the tags at the front.
std::size_t behind_id3(std::string_view bytes) {
  if (!bytes.starts_with("ID3") || bytes.size() < 10) return 0;
  std::size_t size = 0;
  for (std::size_t i = 6; i < 10; ++i) size = size << 7U | (byte_at(bytes, i) & 0x7FU);
  return 10 + size;
}

Seconds read_mp3(std::string_view bytes, std::size_t at) {
  double seconds = 0;
  std::size_t frames = 0;
  while (const std::optional<Frame> frame = read_frame(bytes, at)) {
    // The first frame may be one that says how many there are, and has no sound.
    const std::string_view inside = bytes.substr(at, std::min<std::size_t>(frame->bytes, 200));
    const bool is_index = frames == 0 && (inside.find("Xing") != std::string_view::npos ||
                                          inside.find("Info") != std::string_view::npos);
    seconds += is_index ? 0 : frame->seconds;
    at += frame->bytes;
    ++frames;
  }
  return frames > 1 ? Seconds(seconds) : std::nullopt;
}

}  // namespace

Seconds read_sound_seconds(std::string_view bytes) {
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WAVE")
    return read_wav(bytes);
  if (bytes.starts_with("OggS")) return read_ogg(bytes);
  const std::size_t begin = behind_id3(bytes);
  if (begin >= bytes.size()) return std::nullopt;
  if (bytes.substr(begin).starts_with("fLaC")) return read_flac(bytes.substr(begin));
  return read_mp3(bytes, begin);
}

}  // namespace vitrine::media

#include "source/compression.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

#include "base/ascii.h"
#include "source/file_format.h"

namespace vitrine::source {
namespace {

constexpr std::string_view kXzMagic(
    "\xFD"
    "7zXZ\0",
    6);
constexpr std::string_view kLz4Magic = "\x04\x22\x4D\x18";
constexpr std::string_view kGzipMagic = "\x1F\x8B";
constexpr std::string_view kZstdMagic = "\x28\xB5\x2F\xFD";
/// Of a frame that readers pass over, as pzstd puts one in front of each of its own; the first byte
/// is from 0x50 to 0x5F.
constexpr std::string_view kSkippedFrame = "\x2A\x4D\x18";

/// The first bytes of a text, as many as decompress, at most kHeadOfText.
struct Head {
  std::string text;
  bool ended = false;  ///< The compressed data has its end here.
};

Head inflate_head(std::string_view packed) {
  Head head{std::string(kHeadOfText, '\0'), false};
  z_stream stream = {};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(head.text.data());
  stream.avail_out = static_cast<uInt>(head.text.size());
  head.ended = inflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_END;
  head.text.resize(stream.total_out);
  inflateEnd(&stream);
  return head;
}

Head unzstd_head(std::string_view packed) {
  Head head{std::string(kHeadOfText, '\0'), false};
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> stream(ZSTD_createDCtx(),
                                                                    ZSTD_freeDCtx);
  ZSTD_inBuffer input = {packed.data(), packed.size(), 0};
  ZSTD_outBuffer output = {head.text.data(), head.text.size(), 0};
  while (input.pos < input.size && output.pos < output.size) {
    const std::size_t rest = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(rest) != 0U) break;
    head.ended = rest == 0;
  }
  head.text.resize(output.pos);
  return head;
}

bool begins_zstd(std::string_view head) {
  if (head.starts_with(kZstdMagic)) return true;
  return !head.empty() && (static_cast<unsigned char>(head.front()) & 0xF0U) == 0x50 &&
         head.substr(1).starts_with(kSkippedFrame);
}

/// Of what is unpacked before it is read, which its name alone says; empty for other bytes.
std::string_view ending_of_packed(std::string_view head) {
  if (head.starts_with("BZh") &&
      head.substr(std::min<std::size_t>(4, head.size())).starts_with("1AY&SY"))
    return ".bz2";
  if (head.starts_with(kXzMagic)) return ".xz";
  return head.starts_with(kLz4Magic) ? ".lz4" : "";
}

}  // namespace

Compression compression_of(std::string_view head) {
  if (head.starts_with(kGzipMagic)) return Compression::kGzip;
  return begins_zstd(head) ? Compression::kZstd : Compression::kNone;
}

Status check_compression(const std::string& name, std::string_view head, Compression expected) {
  if (expected == Compression::kGzip && !head.starts_with(kGzipMagic))
    return corrupt(name + " is not gzip data in spite of its name: take .gz off it");
  if (expected == Compression::kZstd && !begins_zstd(head))
    return corrupt(name + " is not zstd data in spite of its name: take .zst off it");
  if (expected == Compression::kNone && compression_of(head) != Compression::kNone)
    return corrupt(name + " is compressed: give it the ending .gz or .zst");
  if (const std::string_view ending = ending_of_packed(head);
      expected == Compression::kNone && !ending.empty())
    return corrupt(name + " is compressed: give it the ending " + std::string(ending));
  return {};
}

Result<std::string> head_text(const std::string& name, const std::string& bytes,
                              Compression compression) {
  if (compression == Compression::kNone) return bytes;
  const bool gzip = compression == Compression::kGzip;
  Head head = gzip ? inflate_head(bytes) : unzstd_head(bytes);
  // What is damaged further on is found when the file is read, with its place.
  if (!head.ended && head.text.empty())
    return corrupt(name + " is damaged: its " + (gzip ? "gzip" : "zstd") + " data cannot be read");
  return std::move(head.text);
}

std::string twice_compressed_sentence(const std::string& name, std::string_view inner) {
  struct Magic {
    std::string_view bytes;
    const char* tool;
  };
  for (const auto& [bytes, tool] : {Magic{kGzipMagic, "gzip"},
                                    {kZstdMagic, "zstd"},
                                    {"BZh", "bzip2"},
                                    {kXzMagic, "xz"},
                                    {kLz4Magic, "lz4"}}) {
    if (!inner.starts_with(bytes)) continue;
    const std::size_t ending = name.rfind('.');
    const bool is_gzip = ascii_lower(name).ends_with(".gz");
    return name + " is compressed twice (" + tool +
           " is inside): take the outer one off: " + (is_gzip ? "gzip" : "zstd") + " -dc < " +
           name + " > " +
           (is_gzip && ascii_lower(name).ends_with(".gz.gz") ? name.substr(0, ending)
                                                             : "once." + name);
  }
  return "";
}

}  // namespace vitrine::source

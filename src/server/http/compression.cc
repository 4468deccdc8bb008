#include "server/http/compression.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>

#include "server/http/field.h"

namespace vitrine::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: 16 more than the window bits asks for a gzip header

// "q=0", "q=0.0", "q=0.000" refuse; anything else that we might misread accepts.
bool is_refused(std::string_view parameters) {
  const std::size_t equals = parameters.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view weight = trim(parameters.substr(equals + 1));
  return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

// zlib counts in 32 bits.
uInt clamp_size(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, 1U << 30U));
}

Bytef* input_pointer(std::string_view bytes) {
  // zlib's interface lacks the const that it honours.
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    const std::string_view item = take_item(accept_encoding);
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string_view coding = trim(item.substr(0, semicolon));
    const bool refused = is_refused(item.substr(semicolon));
    if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip")) {
      return !refused;
    }
    if (coding == "*") any = !refused;
  }
  return any;
}

bool is_compressible(std::string_view content_type) {
  static constexpr std::array<std::string_view, 7> kTypes = {
      "application/json", "application/javascript", "application/x-ndjson",     "application/xml",
      "application/wasm", "image/svg+xml",          "application/manifest+json"};
  const std::string_view type = trim(content_type.substr(0, content_type.find(';')));
  return type.starts_with("text/") || type.ends_with("+json") ||
         std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();  // the only way it fails with fixed arguments
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  std::size_t produced = 0;
  int state = Z_OK;
  while (state == Z_OK) {
    const std::size_t consumed = stream.total_in;
    stream.next_in = input_pointer(bytes.substr(consumed));
    stream.avail_in = clamp_size(bytes.size() - consumed);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + produced);
    stream.avail_out = clamp_size(out.size() - produced);
    const bool last = stream.avail_in == bytes.size() - consumed;
    state = deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    produced = stream.total_out;
  }
  deflateEnd(&stream);
  out.resize(produced);
  return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= max_bytes) {
    const std::size_t consumed = stream.total_in;
    stream.next_in = input_pointer(bytes.substr(consumed));
    stream.avail_in = clamp_size(bytes.size() - consumed);
    out.resize(std::max<std::size_t>(2 * stream.total_out, 4 * bytes.size() + 64));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + stream.total_out);
    stream.avail_out = clamp_size(out.size() - stream.total_out);
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(stream.total_out);
  }
  inflateEnd(&stream);
  if (out.size() > max_bytes) return too_large("gzip content is over the limit");
  if (state != Z_STREAM_END) return corrupt("not a complete gzip member");
  return out;
}

}  // namespace vitrine::http

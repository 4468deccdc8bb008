#pragma once
// gzip and zstd for answers, and the negotiation about them. Pure functions, safe from any thread.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::http {

/// Whether an Accept-Encoding value admits gzip (RFC 9110, section 12.5.3): named, or "*", with a
/// weight above 0. An empty value does not.
bool accepts_gzip(std::string_view accept_encoding);

enum class Coding { kIdentity, kGzip, kZstd };

/// What an answer is sent in (RFC 9110, section 12.5.3): gzip, which ISA-L makes in a third of the
/// time that zstd's fastest level takes for 2 % more; zstd (RFC 8878) where the client gives that
/// more weight, or takes no gzip.
Coding choose_coding(std::string_view accept_encoding);

/// Whether a Content-Type is worth compressing: text, JSON in its forms, scripts, SVG; not events,
/// which come one by one.
bool is_compressible(std::string_view content_type);

/// `bytes` as one gzip member. Cost: about 2.5 ms per megabyte of JSON.
std::string gzip(std::string_view bytes);

/// `bytes` as one zstd frame. Cost: about 5 ms per megabyte of JSON.
std::string zstd(std::string_view bytes);

/// One gzip member or zstd frame, in pieces: after each of them what came until then can be read.
/// Not thread safe. Holds half a megabyte.
class StreamCoder {
 public:
  virtual ~StreamCoder() = default;
  /// Appends what `bytes` become to `out`, after the last of them the end.
  virtual void code(std::string_view bytes, bool is_last, std::string& out) = 0;
};
/// Requires: not kIdentity.
std::unique_ptr<StreamCoder> make_stream_coder(Coding coding);

/// The content of one gzip member. Errors: corrupt; too_large above `max_bytes`.
Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes);

}  // namespace vitrine::http

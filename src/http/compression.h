#pragma once
// gzip for answers, and the negotiation about it. Pure functions, safe from any thread.

#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine::http {

/// Whether an Accept-Encoding value admits gzip (RFC 9110, section 12.5.3): named, or "*", with a
/// weight above 0. An empty value does not.
bool accepts_gzip(std::string_view accept_encoding);

/// Whether a Content-Type is worth compressing: text, JSON in its forms, scripts, SVG.
bool is_compressible(std::string_view content_type);

/// `bytes` as one gzip member. Cost: about 2.5 ms per megabyte of JSON.
std::string gzip(std::string_view bytes);

/// The content of one gzip member. Errors: corrupt; too_large above `max_bytes`.
Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes);

}  // namespace vitrine::http

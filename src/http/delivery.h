#pragma once
// Delivery: what a handler's Response becomes before it is sent. In this order: CORS and default
// caching headers, If-None-Match (304), Range and If-Range (206, 416), compression. Pure functions;
// the expensive one (compression) therefore runs on the worker that ran the handler.

#include <cstddef>
#include <string>

#include "http/message.h"

namespace vitrine::http {

/// Bodies up to this size are sent as they are: they fit one packet anyway.
inline constexpr std::size_t kCompressAbove = 1024;

/// Makes `response` ready for the wire. Headers that the handler set are kept. Sets neither
/// Content-Length nor anything of the connection: see append_head().
void prepare(const Request& request, Response& response);

struct Framing {
  bool keep_alive = true;
  /// The peer speaks HTTP/1.0: no chunks, so a stream ends with the connection.
  bool http_1_0 = false;
};

/// Appends the status line and the header block, blank line included. Control characters in header
/// values become spaces, so that no value can start a header of its own.
void append_head(std::string& out, const Response& response, const Framing& framing);

/// Whether a body may follow a status at all (not 1xx, 204 or 304).
bool has_body(int status);

}  // namespace vitrine::http

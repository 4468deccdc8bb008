#include "http/delivery.h"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "http/compression.h"
#include "http/field.h"
#include "http/range.h"

namespace vitrine::http {
namespace {

std::string_view opaque_tag(std::string_view etag) {
  return etag.starts_with("W/") ? etag.substr(2) : etag;
}

// Weak comparison (RFC 9110, section 8.8.3.2). Our own tags hold no comma.
bool matches_etag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    const std::string_view item = take_item(list);
    if (item == "*" || opaque_tag(item) == opaque_tag(etag)) return true;
  }
  return false;
}

void add_default(Response& response, std::string_view name, std::string_view value) {
  if (!response.headers.has(name)) response.headers.add(std::string(name), std::string(value));
}

void add_default_headers(const Request& request, Response& response) {
  const bool safe = request.method == Method::kGet || request.method == Method::kHead;
  // The Hub's figures.
  const char* caching = response.status < 400 ? "max-age=120" : "max-age=10";
  add_default(response, "Cache-Control", safe ? caching : "no-store");
  add_default(response, "X-Content-Type-Options", "nosniff");
}

bool is_not_modified(const Request& request, const Response& response) {
  const std::string_view etag = response.headers.get("ETag");
  const std::string_view wanted = request.headers.get("If-None-Match");
  const bool safe = request.method == Method::kGet || request.method == Method::kHead;
  return response.status == 200 && safe && !etag.empty() && matches_etag(wanted, etag);
}

/// If-Match compares strongly: a weak tag is never the same (RFC 9110, section 13.1.1).
bool is_precondition_failed(const Request& request, const Response& response) {
  std::string_view wanted = request.headers.get("If-Match");
  const std::string_view etag = response.headers.get("ETag");
  if (wanted.empty() || response.status != 200) return false;
  while (!wanted.empty()) {
    const std::string_view item = take_item(wanted);
    if (item == "*" || (!etag.starts_with("W/") && !etag.empty() && item == etag)) return false;
  }
  return true;
}

void cut_to(Body& body, const ByteRange& range) {
  if (auto* file = std::get_if<FileBody>(&body)) {
    file->offset += range.begin;
    file->length = range.end - range.begin;
  } else if (auto* shared = std::get_if<SharedBytes>(&body)) {
    shared->bytes = shared->bytes.substr(range.begin, range.end - range.begin);
  }
}

// If-Range wants a strong match; a date never matches, since we send none.
bool range_applies(const Request& request, const Response& response) {
  const std::string_view condition = request.headers.get("If-Range");
  return condition.empty() ||
         (condition.starts_with('"') && condition == response.headers.get("ETag"));
}

void apply_range(const Request& request, Response& response) {
  const bool divisible = std::holds_alternative<FileBody>(response.body) ||
                         std::holds_alternative<SharedBytes>(response.body);
  if (!divisible || response.status != 200 || response.headers.has("Content-Encoding")) return;
  add_default(response, "Accept-Ranges", "bytes");
  if (request.method != Method::kGet || !range_applies(request, response)) return;

  const std::uint64_t size = *body_size(response.body);
  const RangeChoice choice = choose_range(request.headers.get("Range"), size);
  const std::string total = "/" + std::to_string(size);
  if (const auto* range = std::get_if<ByteRange>(&choice)) {
    response.status = 206;
    response.headers.set("Content-Range", "bytes " + std::to_string(range->begin) + "-" +
                                              std::to_string(range->end - 1) + total);
    cut_to(response.body, *range);
  } else if (std::holds_alternative<UnsatisfiableRange>(choice)) {
    Response refusal =
        error_response(416, "RangeNotSatisfiable", "The range lies outside the content.");
    refusal.headers.add("Content-Range", "bytes *" + total);
    for (const auto& [name, value] : response.headers.fields()) {
      if (!equals_ignoring_case(name, "Content-Type")) add_default(refusal, name, value);
    }
    response = std::move(refusal);
  }
}

/// Each chunk is coded by itself, so that what is sent can be read.
ChunkProducer coded(ChunkProducer producer, Coding coding) {
  return [producer = std::move(producer),
          coder = std::shared_ptr<StreamCoder>(make_stream_coder(coding))](std::string& out) {
    std::string plain;
    Result<bool> more = producer(plain);
    if (more && (!*more || !plain.empty())) coder->code(plain, !*more, out);
    return more;
  };
}

void compress(const Request& request, Response& response) {
  auto* text = std::get_if<std::string>(&response.body);
  auto* stream = std::get_if<ChunkProducer>(&response.body);
  const bool is_long = text == nullptr ? stream != nullptr : text->size() > kCompressAbove;
  if (!is_long || response.headers.has("Content-Encoding") ||
      !is_compressible(response.headers.get("Content-Type"))) {
    return;
  }
  add_default(response, "Vary", "Accept-Encoding");
  const Coding coding = choose_coding(request.headers.get("Accept-Encoding"));
  if (coding == Coding::kIdentity) return;
  const bool is_gzip = coding == Coding::kGzip;
  if (text != nullptr) {
    *text = is_gzip ? gzip(*text) : zstd(*text);
  } else if (request.method != Method::kHead) {
    *stream = coded(std::move(*stream), coding);
  }
  response.headers.add("Content-Encoding", is_gzip ? "gzip" : "zstd");
  // A strong tag promises the same bytes, which two encodings are not.
  const std::string etag(response.headers.get("ETag"));
  if (etag.starts_with('"')) response.headers.set("ETag", "W/" + etag);
}

// Formatting a date costs more than the rest of a head, and it changes once a second.
std::string_view http_date() {
  thread_local std::time_t formatted_at = 0;
  thread_local char text[32] = {};
  thread_local std::size_t length = 0;
  const std::time_t now = std::time(nullptr);
  if (now != formatted_at) {
    std::tm parts{};
    gmtime_r(&now, &parts);
    // The process stays in the C locale, whose names of days and months HTTP uses.
    length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    formatted_at = now;
  }
  return {text, length};
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  const std::size_t start = out.size();
  out += value;
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  out += "\r\n";
}

}  // namespace

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

void prepare(const Request& request, Response& response) {
  add_default_headers(request, response);
  if (is_precondition_failed(request, response)) {
    response =
        error_response(412, "PreconditionFailed", "The content is no longer that of If-Match.");
    add_default_headers(request, response);
    return;
  }
  if (is_not_modified(request, response)) {
    response.status = 304;
    response.body = std::string();
    return;
  }
  apply_range(request, response);
  compress(request, response);
}

void append_head(std::string& out, const Response& response, const Framing& framing) {
  char digits[20];
  const auto append_number = [&](std::uint64_t number) {
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
  };
  out += "HTTP/1.1 ";
  append_number(static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += status_text(response.status);
  out += "\r\n";
  append_field(out, "Date", http_date());
  for (const auto& [name, value] : response.headers.fields()) append_field(out, name, value);
  const auto size = body_size(response.body);
  if (has_body(response.status) && size) {
    out += "Content-Length: ";
    append_number(*size);
    out += "\r\n";
  } else if (has_body(response.status) && !framing.http_1_0) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  out += framing.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
}

}  // namespace vitrine::http

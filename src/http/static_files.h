#pragma once
// StaticFiles: the web page, served from the binary itself. Files are kept gzipped and sent so to
// every client that takes gzip (all browsers do); others get them inflated.
//
// The page does its own routing: an address that names no file is answered with index.html, except
// below /api/ and where it looks like a file. index.html names its files relative to the address it
// is answered at, so that they are found behind a proxy that serves it below a path. Everything
// goes out with a policy that lets the page load from this server alone and run no inline script,
// so that no cell of a dataset can.
//
// Immutable, safe to share.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace vitrine::http {

struct StaticFile {
  std::string_view path;  ///< "assets/index-1a2b.js": no slash in front.
  std::string_view tag;   ///< Names the content: 16 hexadecimal digits.
  std::string_view gzip;  ///< Never freed.
  std::uint64_t size;     ///< Inflated.
};

/// The files of web/dist that this binary was built with; empty if it was built without.
std::span<const StaticFile> embedded_page();

class StaticFiles {
 public:
  /// `frames`: origins besides our own whose pages may show this one in a frame; "*": all.
  explicit StaticFiles(std::span<const StaticFile> files,
                       const std::vector<std::string>& frames = {});

  /// A file, index.html for an address of the page, or 404. Files below /assets/ whose names carry
  /// a hash of their content may be kept for ever; all others are checked each time.
  Response answer(const Request& request) const;

 private:
  Response serve(const StaticFile& file, bool accepts_gzip) const;
  Response serve_page(const StaticFile& file, std::string_view target) const;

  std::map<std::string_view, StaticFile> files_;
  /// What it is, how long it may be kept and what it may load.
  void describe(std::string_view path, Response& response) const;

  std::string page_;    // index.html, inflated
  std::string policy_;  // of what the page may load, and who may frame it
};

/// By the name's extension; "application/octet-stream" for one that is not known.
std::string_view content_type_of(std::string_view path);

}  // namespace vitrine::http

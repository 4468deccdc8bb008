#include "http/static_files.h"

#include <algorithm>
#include <array>
#include <utility>

#include "http/compression.h"

namespace vitrine::http {
namespace {

// 'unsafe-inline' is for styles alone: the SQL editor writes its own style elements.
/// Who may put the page into a frame follows.
constexpr std::string_view kContentPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes = {{
    {"html", "text/html; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"txt", "text/plain; charset=utf-8"},
    {"xml", "application/xml"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"webp", "image/webp"},
    {"ico", "image/x-icon"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"wasm", "application/wasm"},
    {"parquet", "application/vnd.apache.parquet"},
}};

// Empty for a type that is not known: "papers.v2" is a dataset's name, not a file's.
std::string_view known_type(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view extension = path.substr(dot + 1);
  for (const auto& [known, type] : kTypes) {
    if (known == extension) return type;
  }
  return {};
}

std::string join(const std::vector<std::string>& segments) {
  std::string path;
  for (const std::string& segment : segments) {
    if (!path.empty()) path += '/';
    path += segment;
  }
  return path;
}

// The bundler calls them "assets/name-8CHARACT.js"; what is copied as it is has no such part.
bool names_its_content(std::string_view path) {
  constexpr std::size_t kHashAndDash = 9;
  const std::size_t dot = path.rfind('.');
  return path.starts_with("assets/") && dot != std::string_view::npos && dot > kHashAndDash &&
         path[dot - kHashAndDash] == '-';
}

/// What the page has something to show at; at any other address it says that there is nothing.
bool is_known_page(const std::vector<std::string>& segments) {
  return segments.empty() ||
         (segments.front() == "datasets" && (segments.size() == 1 || segments.size() == 3));
}

bool is_page_address(const std::vector<std::string>& segments) {
  return segments.empty() || (segments.front() != "api" && segments.front() != "assets" &&
                              known_type(segments.back()).empty());
}

/// From an address back to the page's root: "/datasets/local/papers?q=a" -> "../../"
std::string way_up(std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  std::string up;
  for (auto slashes = std::ranges::count(path, '/'); slashes > 1; --slashes) up += "../";
  return up;
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  const std::string_view type = known_type(path);
  return type.empty() ? "application/octet-stream" : type;
}

StaticFiles::StaticFiles(std::span<const StaticFile> files, const std::vector<std::string>& frames)
    : policy_(kContentPolicy) {
  for (const std::string& origin : frames) policy_ += " " + origin;
  for (const StaticFile& file : files) files_.emplace(file.path, file);
  const auto index = files_.find("index.html");
  if (index == files_.end()) return;
  if (auto text = gunzip(index->second.gzip, index->second.size)) page_ = *std::move(text);
}

Response StaticFiles::answer(const Request& request) const {
  auto file = files_.find(join(request.segments));
  const bool is_file = file != files_.end();
  if (!is_file && is_page_address(request.segments)) {
    file = files_.find("index.html");
    if (file == files_.end()) {
      return error_response(404, "PageNotBuilt",
                            "This program was built without the web page; the API is at /api/v1.");
    }
  }
  if (file == files_.end()) return error_response(404, "ResponseNotFound", "Not found.");
  Response response =
      file->first == "index.html"
          ? serve_page(file->second, request.target)
          : serve(file->second, accepts_gzip(request.headers.get("Accept-Encoding")));
  // A person reads the page, a program the status.
  if (!is_file && !is_known_page(request.segments)) {
    response.status = 404;
    response.headers.set("X-Error-Code", "ResponseNotFound");
  }
  return response;
}

Response StaticFiles::serve(const StaticFile& file, bool accepts_gzip) const {
  Response response;
  if (accepts_gzip) {
    response.body = SharedBytes{file.gzip, nullptr};
    response.headers.add("Content-Encoding", "gzip");
  } else {
    auto inflated = gunzip(file.gzip, file.size);
    if (!inflated) return error_response(std::move(inflated).error().in(file.path));
    response.body = std::move(*inflated);
  }
  response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("ETag", "W/\"" + std::string(file.tag) + "\"");
  describe(file.path, response);
  return response;
}

Response StaticFiles::serve_page(const StaticFile& file, std::string_view target) const {
  const std::string up = way_up(target);
  std::string text = page_;
  constexpr std::string_view kFromRoot = "=\"/assets/";
  for (std::size_t at = 0; (at = text.find(kFromRoot, at)) != std::string::npos; at += 2)
    text.replace(at + 2, 1, up);
  Response response;
  response.body = std::move(text);
  response.headers.add("ETag",
                       "W/\"" + std::string(file.tag) + "-" + std::to_string(up.size() / 3) + "\"");
  describe(file.path, response);
  return response;
}

void StaticFiles::describe(std::string_view path, Response& response) const {
  response.headers.add("Content-Type", std::string(content_type_of(path)));
  response.headers.add("Cache-Control", names_its_content(path)
                                            ? "public, max-age=31536000, immutable"
                                            : "no-cache");
  response.headers.add("Content-Security-Policy", policy_);
  response.headers.add("Referrer-Policy", "same-origin");
}

}  // namespace vitrine::http

#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "http/field.h"

namespace vitrine::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods = {{
    {Method::kGet, "GET"},
    {Method::kHead, "HEAD"},
    {Method::kPost, "POST"},
    {Method::kPut, "PUT"},
    {Method::kPatch, "PATCH"},
    {Method::kDelete, "DELETE"},
    {Method::kOptions, "OPTIONS"},
}};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

struct ErrorForm {
  int status;
  std::string_view code;
};

// The one table from our errors to HTTP. Names are the Hub's where it has one that fits.
ErrorForm form_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return {422, "InvalidParameter"};
    case ErrorCode::kNotFound:
      return {404, "ResponseNotFound"};
    case ErrorCode::kExists:
      return {409, "AlreadyExists"};
    case ErrorCode::kCorrupt:
      return {500, "CorruptDataError"};
    case ErrorCode::kUnsupported:
      return {501, "NotSupportedError"};
    case ErrorCode::kTooLarge:
      return {413, "TooBigContentError"};
    case ErrorCode::kCancelled:
      return {503, "RequestCancelled"};
    case ErrorCode::kUnavailable:
      return {503, "ResponseNotReady"};
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      break;
  }
  return {500, "UnexpectedApiError"};
}

}  // namespace

std::string_view method_name(Method method) {
  for (const auto& [value, name] : kMethods) {
    if (value == method) return name;
  }
  return "OTHER";
}

Method parse_method(std::string_view name) {
  for (const auto& [value, known] : kMethods) {
    if (known == name) return value;
  }
  return Method::kOther;
}

std::string_view Headers::get(std::string_view name) const {
  for (const Field& field : fields_) {
    if (equals_ignoring_case(field.first, name)) return field.second;
  }
  return {};
}

bool Headers::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const Field& field) { return equals_ignoring_case(field.first, name); });
}

void Headers::set(std::string_view name, std::string value) {
  remove(name);
  fields_.emplace_back(std::string(name), std::move(value));
}

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_,
                [&](const Field& field) { return equals_ignoring_case(field.first, name); });
}

std::optional<std::string_view> Parameters::get(std::string_view name) const {
  const auto found = std::find_if(pairs_.rbegin(), pairs_.rend(),
                                  [&](const auto& pair) { return pair.first == name; });
  if (found == pairs_.rend()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> Parameters::given(std::string_view name) const {
  const auto value = get(name);
  return value && !is_blank(*value) ? value : std::nullopt;
}

std::vector<std::string_view> Parameters::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : pairs_) {
    if (key == name) values.emplace_back(value);
  }
  return values;
}

void Parameters::add(std::string name, std::string value) {
  pairs_.emplace_back(std::move(name), std::move(value));
}

Response Response::json(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

Response Response::text(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(body);
  return response;
}

Response Response::bytes(SharedBytes body, std::string content_type) {
  Response response;
  response.headers.add("Content-Type", std::move(content_type));
  response.body = std::move(body);
  return response;
}

Response Response::owned_bytes(std::string body, std::string content_type) {
  auto owned = std::make_shared<const std::string>(std::move(body));
  const std::string_view view = *owned;
  return bytes({view, std::move(owned), view.size()}, std::move(content_type));
}

Response Response::file(std::shared_ptr<const OpenFile> file, std::string content_type,
                        std::string etag) {
  Response response;
  response.headers.add("Content-Type", std::move(content_type));
  response.headers.add("ETag", std::move(etag));
  const std::uint64_t size = file->size();
  response.body = FileBody{std::move(file), 0, size};
  return response;
}

Response Response::stream(ChunkProducer producer, std::string content_type) {
  Response response;
  response.headers.add("Content-Type", std::move(content_type));
  response.body = std::move(producer);
  return response;
}

std::optional<std::uint64_t> body_size(const Body& body) {
  if (const auto* text = std::get_if<std::string>(&body)) return text->size();
  if (const auto* shared = std::get_if<SharedBytes>(&body)) return shared->bytes.size();
  if (const auto* file = std::get_if<FileBody>(&body)) return file->length;
  return std::nullopt;
}

Response error_response(int status, std::string_view code, std::string_view message) {
  std::string body;
  JsonWriter(body).begin_object().member("error", message).end_object();
  Response response = Response::json(std::move(body), status);
  response.headers.add("X-Error-Code", std::string(code));
  if (status == 503) response.headers.add("Retry-After", "1");
  return response;
}

Response error_response(const Error& error) {
  const ErrorForm form = form_of(error.code());
  const bool secret = error.code() == ErrorCode::kIo || error.code() == ErrorCode::kInternal;
  Response response =
      error_response(form.status, form.code, secret ? "Unexpected error." : error.message());
  if (form.status >= 500) response.detail = error.message();
  return response;
}

Response missing_parameters(std::initializer_list<std::string_view> names) {
  std::string list;
  std::size_t position = 0;
  for (const std::string_view name : names) {
    if (position > 0) list += position + 1 == names.size() ? " and " : ", ";
    list += '\'';
    list += name;
    list += '\'';
    ++position;
  }
  const std::string message = names.size() == 1 ? "Parameter " + list + " is required"
                                                : "Parameters " + list + " are required";
  return error_response(422, "MissingRequiredParameter", message);
}

std::string_view status_text(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 32> kTexts = {{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {505, "HTTP Version Not Supported"},
  }};
  for (const auto& [code, text] : kTexts) {
    if (code == status) return text;
  }
  return "Unknown";
}

}  // namespace vitrine::http

#include "v1/thumbnails.h"

#include <charconv>

#include "base/file.h"
#include "media/document.h"
#include "media/thumbnail.h"
#include "v1/embedded_media.h"
#include "v1/media.h"
#include "v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

/// Of a file that is read to be made small.
constexpr std::uint64_t kMostBytes = 256U << 20U;
constexpr std::string_view kDocumentType = "application/pdf";

std::uint32_t side_of(const ask::Values& values) {
  const std::string_view text = values.choice("size");
  std::uint32_t side = 0;
  std::from_chars(text.data(), text.data() + text.size(), side);
  return side;
}

/// The file of a stranger is at fault, not the dataset's own artefacts and not the server.
Response refusal(const Error& error) {
  std::string text = "No thumbnail: " + error.message() + '.';
  if (error.code() == ErrorCode::kCorrupt) return http::error_response(422, "DamagedPicture", text);
  if (error.code() == ErrorCode::kUnsupported)
    return http::error_response(415, "NotAPicture", text);
  if (error.code() == ErrorCode::kTooLarge)
    return http::error_response(413, "TooBigContentError", text);
  return http::error_response(error);
}

/// What is shown small of a document is its first page.
Result<std::string> small_picture(std::string_view bytes, std::string_view type,
                                  std::uint32_t side) {
  if (type != kDocumentType) return media::make_thumbnail(bytes, side);
  if (!media::document_drawer()) return media::no_drawer();
  const Result<std::string> page = media::draw_document(bytes, side, *media::document_drawer());
  return page ? media::make_thumbnail(*page, side) : page;
}

/// `etag` with quotes. The bytes are read only where the client lacks the answer.
template <typename Read>
Response answer(const Request& request, const std::string& etag, bool is_lasting,
                std::string_view type, std::uint32_t side, Read read) {
  std::string small;
  // Delivery makes a 304 of an answer whose tag the client has.
  if (request.headers.get("If-None-Match") != etag) {
    Result<std::string> bytes = read();
    if (!bytes) return http::error_response(bytes.error());
    Result<std::string> made = small_picture(*bytes, type, side);
    if (!made) return refusal(made.error());
    small = *std::move(made);
  }
  Response response = Response::owned_bytes(std::move(small), std::string(media::kThumbnailType));
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", media_caching(is_lasting));
  return response;
}

}  // namespace

Response thumbnail(api::Context& context, const Request& request) {
  api::ResponseOr<ask::Values> values = read_values(request, ask::Question::kThumbnail);
  if (!values) return std::move(values).refusal();
  const std::uint32_t side = side_of(*values);
  api::ResponseOr<RowMedium> medium = find_row_medium(context, request, ask::Question::kThumbnail);
  if (!medium) return std::move(medium).refusal();
  const std::string etag = '"' + medium->name + '-' + std::to_string(side) + '"';
  return answer(request, etag, medium->is_lasting, medium->type, side,
                [&]() -> Result<std::string> { return std::move(medium->bytes); });
}

Response file_thumbnail(api::Context& context, const Request& request) {
  api::ResponseOr<ask::Values> values = read_values(request, ask::Question::kFileThumbnail);
  if (!values) return std::move(values).refusal();
  const std::uint32_t side = side_of(*values);
  api::ResponseOr<NamedMedium> medium = find_named_medium(context, request);
  if (!medium) return std::move(medium).refusal();
  // Films are not read to be told apart from pictures.
  if (medium->type.kind != schema::MediaKind::kImage &&
      medium->type.kind != schema::MediaKind::kDocument)
    return refusal(media::no_picture());
  const store::Snapshot& snapshot = medium->dataset->snapshot();
  const std::string etag = '"' + medium->file->hash + '-' + std::to_string(side) + '"';
  const bool is_lasting = values->given("snapshot") == snapshot.manifest().snapshot_id;
  return answer(request, etag, is_lasting, medium->type.content_type, side,
                [&] { return read_file(snapshot.directory() / medium->file->path, kMostBytes); });
}

}  // namespace vitrine::v1

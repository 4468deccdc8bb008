#include "hub/large_files.h"

#include <charconv>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/push_target.h"
#include "hub/resolve.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kMostInBatch = 1000;

struct AskedObject {
  std::string sha256;
  std::uint64_t size_bytes = 0;
};

api::ResponseOr<std::vector<AskedObject>> asked_objects(const boost::json::value& body) {
  const auto malformed = [](const std::string& what) {
    return hub_refusal(422, "BadRequest", what);
  };
  if (string_member(body, "operation").value_or("") != "upload")
    return malformed("Only uploads are asked for here; files are had at their resolve/ addresses.");
  const std::string_view algorithm = string_member(body, "hash_algo").value_or("sha256");
  if (algorithm != "sha256" && algorithm != "sha_256")
    return malformed("Contents are named by SHA-256.");
  const boost::json::value* list = find_member(body, "objects");
  if (list == nullptr || !list->is_array() || list->get_array().size() > kMostInBatch)
    return malformed("Name 1 to 1,000 objects, each by oid and size.");
  std::vector<AskedObject> objects;
  for (const boost::json::value& entry : list->get_array()) {
    const std::string_view oid = string_member(entry, "oid").value_or("");
    const auto size = int_member(entry, "size");
    if (!pushed::is_sha256(oid) || !size || *size < 0)
      return malformed("An object has an oid of 64 hexadecimal digits and a size.");
    objects.push_back({std::string(oid), static_cast<std::uint64_t>(*size)});
  }
  return objects;
}

}  // namespace

Response large_file_batch(api::Context& context, const Request& request) {
  api::ResponseOr<api::WriteServices*> changes = write_services_of(context);
  if (!changes) return std::move(changes).refusal();
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  api::ResponseOr<boost::json::value> body = json_body(request);
  if (!body) return std::move(body).refusal();
  api::ResponseOr<std::vector<AskedObject>> objects = asked_objects(*body);
  if (!objects) return std::move(objects).refusal();
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("transfer", "basic").key("objects").begin_array();
  for (const auto& [sha256, size_bytes] : *objects) {
    json.begin_object().member("oid", sha256).member("size", size_bytes);
    json.member("authenticated", true);
    if (!repository->objects().has(sha256, size_bytes)) {
      const Result<std::string> transfer =
          (*changes)->transfers().begin({repository->dataset(), sha256, size_bytes});
      if (!transfer) return push_refusal(transfer.error());
      json.key("actions").begin_object().key("upload").begin_object();
      json.member("href", http::base_url_of(request) + "/api/large-files/" + *transfer);
      json.key("header").begin_object().end_object().end_object().end_object();
    }
    json.end_object();
  }
  json.end_array().end_object();
  return fresh_json(std::move(out));
}

std::optional<Response> refuse_large_file(api::Context& context, const Request& head) {
  const std::optional<pushed::Transfer> transfer = transfer_of(context, head);
  if (!transfer || transfer->sha256.empty())
    return hub_refusal(404, "EntryNotFound", "Nobody waits for this content; ask for an address.");
  const std::string_view length = head.headers.get("Content-Length");
  std::uint64_t bytes = 0;
  std::from_chars(length.data(), length.data() + length.size(), bytes);
  if (bytes <= transfer->size_bytes) return std::nullopt;
  return hub_refusal(413, "TooBigContentError", "The content is larger than was announced.");
}

Response put_large_file(api::Context& context, const Request& request) {
  const std::optional<pushed::Transfer> transfer = transfer_of(context, request);
  if (!transfer) return hub_refusal(404, "EntryNotFound", "Nobody waits for this content.");
  const auto repository =
      pushed::PushedRepository::open(context.engine.library().home(), transfer->dataset);
  if (!repository) return hub_refusal(404, "RepoNotFound", "The dataset was removed meanwhile.");
  const Status taken =
      repository->objects().take(request.body_file->path(), transfer->sha256, transfer->size_bytes);
  if (!taken) return push_refusal(taken.error());
  context.writes->transfers().end(request.path.get("transfer").value_or(""));
  Response response = fresh_json("{}");
  response.headers.set("ETag", '"' + transfer->sha256 + '"');
  response.about = transfer->dataset.id();
  return response;
}

}  // namespace vitrine::hub

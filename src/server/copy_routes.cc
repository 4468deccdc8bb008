#include "server/copy_routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "api/response_or.h"
#include "api/utc_time.h"
#include "api/write_services.h"
#include "base/json_writer.h"
#include "http/open_file.h"
#include "replica/library_origin.h"
#include "replica/replica.h"
#include "store/dataset_folder.h"

namespace vitrine::server {
namespace {

using http::Request;
using http::Response;

constexpr http::QueryParameter kManifestParameters[] = {
    {"snapshot", "Its id", http::QueryParameter::Type::kText, true}};

/// What the routes of one server share.
struct Shared {
  explicit Shared(api::Context& its_context)
      : context(its_context),
        library(context.engine.library()),
        number(replica::new_server_number()) {}

  api::Context& context;
  replica::LibraryOrigin library;
  std::string number;

  std::vector<std::string> servers() const {
    return context.replica != nullptr ? context.replica->servers()
                                      : std::vector<std::string>{number};
  }
};

/// The dataset of the path. Refusals: 404.
api::ResponseOr<store::DatasetName> dataset_of(const Shared& shared, const Request& request) {
  const std::string id = std::string(request.path.get("owner").value_or("")) + "/" +
                         std::string(request.path.get("name").value_or(""));
  Result<store::DatasetName> dataset = store::DatasetName::parse(id);
  if (dataset && shared.library.has(*dataset)) return *std::move(dataset);
  return http::error_response(404, "DatasetNotFoundError",
                              "The dataset does not exist on this server.");
}

bool is_note(std::string_view path) {
  return path == store::kReadingListFile || path == store::kLabelsFile;
}

/// Of what there is, what whoever asks may see.
void hide(replica::LibraryListing& listing, const engine::Caller& caller) {
  std::erase_if(listing.datasets, [&](const replica::ListedDataset& dataset) {
    return !caller.may_see(dataset.name.id());
  });
  if (caller.may_see_notes) return;
  for (replica::ListedDataset& dataset : listing.datasets)
    std::erase_if(dataset.side, [](const replica::ListedFile& file) { return is_note(file.path); });
}

Response answer_list(Shared& shared, const Request& request) {
  Result<replica::LibraryListing> listing = shared.library.listing();
  if (!listing) return http::error_response(listing.error());
  hide(*listing, api::caller_of(shared.context, request));
  listing->servers = shared.servers();
  const replica::Replica* replica = shared.context.replica;
  if (replica != nullptr && !replica->status().is_ready()) {
    listing->is_whole = false;
    listing->datasets.clear();
  }
  Response response = Response::json(replica::listing_json(*listing));
  response.headers.set("ETag", '"' + hash128(std::get<std::string>(response.body)).hex() + '"');
  response.headers.set("Cache-Control", "no-cache");
  return response;
}

Response answer_manifest(Shared& shared, const Request& request) {
  const auto snapshot = request.query.given("snapshot");
  if (!snapshot) return http::missing_parameters({"snapshot"});
  api::ResponseOr<store::DatasetName> dataset = dataset_of(shared, request);
  if (!dataset) return std::move(dataset).refusal();
  Result<std::string> manifest =
      shared.library.manifest(*dataset, std::string(*snapshot), request.stop);
  return manifest ? Response::json(*std::move(manifest)) : http::error_response(manifest.error());
}

Response answer_pushed(Shared& shared, const Request& request) {
  api::ResponseOr<store::DatasetName> dataset = dataset_of(shared, request);
  if (!dataset) return std::move(dataset).refusal();
  const auto files = shared.library.pushed_files(*dataset, request.stop);
  return files ? Response::json(replica::files_json(*files)) : http::error_response(files.error());
}

Response answer_file(Shared& shared, const Request& request) {
  api::ResponseOr<store::DatasetName> dataset = dataset_of(shared, request);
  if (!dataset) return std::move(dataset).refusal();
  const std::string_view path = request.path.get("path").value_or("");
  const bool is_hidden = is_note(path) && !api::caller_of(shared.context, request).may_see_notes;
  const Result<fs::path> file = shared.library.find(*dataset, path);
  if (!file || is_hidden)
    return http::error_response(404, "EntryNotFound", "The dataset has no such file any more.");
  Result<std::shared_ptr<const http::OpenFile>> open = http::OpenFile::open(*file);
  if (!open && open.error().code() == ErrorCode::kNotFound)
    return http::error_response(404, "EntryNotFound", "The dataset has no such file any more.");
  if (!open) return http::error_response(open.error());
  std::string etag = (*open)->etag();
  return Response::file(*std::move(open), "application/octet-stream", std::move(etag));
}

Response answer_status(const Shared& shared) {
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("copy", shared.context.replica != nullptr);
  if (shared.context.replica != nullptr) {
    const replica::CopyStatus status = shared.context.replica->status();
    const auto time = [&](std::string_view name, std::int64_t seconds) {
      json.key(name);
      if (seconds == 0) {
        json.null();
      } else {
        json.value(api::utc_time(seconds));
      }
    };
    json.member("origin", status.origin).member("whole", status.is_whole);
    time("agreed_at", status.agreed_at);
    json.member("trouble", status.trouble);
    time("trouble_since", status.trouble_since);
    json.member("datasets", status.num_datasets);
    json.member("datasets_behind", status.num_datasets_behind);
    json.member("bytes_missing", status.bytes_missing);
  }
  json.end_object();
  Response response = Response::json(std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_copy_routes(http::Router& router, api::Context& context) {
  const auto shared = std::make_shared<Shared>(context);
  const auto add = [&](std::string pattern, std::string name, std::string summary,
                       std::string_view schema, auto answer) -> http::Route {
    return {
        .pattern = "/api/v1/" + std::move(pattern),
        .name = std::move(name),
        .summary = std::move(summary),
        .handler = [shared, answer](const Request& request) { return answer(*shared, request); },
        .answer = schema,
        .need = http::Need::kRead};
  };
  router.add(add("copy", "v1-copy", "Whether this server is a copy, of what, and how far behind",
                 "Copy", [](Shared& all, const Request&) { return answer_status(all); }));
  http::Route list = add("copies", "v1-copies", "What a copy of this library has to have",
                         "CopyList", answer_list);
  list.pool = http::WorkerPool::kSlow;  // may hash files that are new
  router.add(std::move(list));
  http::Route manifest = add("copies/{owner}/{name}/manifest", "v1-copies-manifest",
                             "The manifest of a snapshot", "Object", answer_manifest);
  manifest.parameters = kManifestParameters;
  router.add(std::move(manifest));
  http::Route pushed = add("copies/{owner}/{name}/pushed", "v1-copies-pushed",
                           "The files of what was pushed", "CopyFiles", answer_pushed);
  pushed.pool = http::WorkerPool::kSlow;
  router.add(std::move(pushed));
  router.add(add("copies/{owner}/{name}/files/{path...}", "v1-copies-file",
                 "A file of the dataset's folder", "", answer_file));
}

std::string copy_metrics(const api::Context& context) {
  if (context.replica == nullptr) return {};
  const replica::CopyStatus status = context.replica->status();
  std::string out;
  const auto add = [&out](std::string_view name, std::string_view type, std::string_view help,
                          auto value) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help,
                   type, value);
  };
  add("vitrine_copy_whole", "gauge", "Whether all of the origin was here once.",
      status.is_whole ? 1 : 0);
  add("vitrine_copy_in_trouble", "gauge", "Whether the last look at the origin failed.",
      status.trouble.empty() ? 0 : 1);
  add("vitrine_copy_agreed_seconds", "gauge",
      "When this was last all that the origin has, since 1970; 0: never.", status.agreed_at);
  add("vitrine_copy_datasets_behind", "gauge", "Datasets that are not as the origin has them.",
      status.num_datasets_behind);
  add("vitrine_copy_missing_bytes", "gauge", "Of the dataset on its way.", status.bytes_missing);
  add("vitrine_copy_fetched_bytes_total", "counter", "Bytes of files that came from the origin.",
      status.bytes_fetched);
  add("vitrine_copy_failures_total", "counter", "Looks at the origin that failed.",
      status.num_failures);
  return out;
}

}  // namespace vitrine::server

#include "hub/parquet_files.h"

#include <charconv>

#include "api/open_dataset.h"
#include "api/parquet_url.h"
#include "base/json_writer.h"
#include "http/forwarding.h"
#include "store/revision.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

Response not_found_response() {
  return http::error_response(404, "ResponseNotFound", "Not found.");
}

std::string captured(const Request& request, std::string_view name) {
  return std::string(request.path.get(name).value_or(""));
}

api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> named_dataset(
    const api::Context& context, const Request& request) {
  return api::open_dataset(context, request,
                           captured(request, "owner") + "/" + captured(request, "name"));
}

/// "/api/datasets/local/papers/parquet/default/train/0.parquet"
std::string short_url(const store::DatasetName& dataset, const store::ConfigManifest& config,
                      const store::SplitManifest& split, std::size_t position) {
  return "/api/datasets/" + dataset.id() + "/parquet/" + config.name + "/" + split.name + "/" +
         std::to_string(position) + ".parquet";
}

class ShortFormWriter {
 public:
  ShortFormWriter(const Request& request, const store::Manifest& manifest)
      : origin_(http::base_url_of(request)), manifest_(manifest), json_(body_) {}

  void write(const store::ConfigManifest& config, const store::SplitManifest& split) {
    json_.begin_array();
    for (std::size_t i = 0; i < split.parquet_files.size(); ++i) {
      json_.value(origin_ + short_url(manifest_.dataset, config, split, i));
    }
    json_.end_array();
  }

  void write(const store::ConfigManifest& config) {
    json_.begin_object();
    for (const store::SplitManifest& split : config.splits) {
      json_.key(split.name);
      write(config, split);
    }
    json_.end_object();
  }

  void write_all() {
    json_.begin_object();
    for (const store::ConfigManifest& config : manifest_.configs) {
      json_.key(config.name);
      write(config);
    }
    json_.end_object();
  }

  Response response() && {
    Response response = Response::json(std::move(body_));
    response.headers.add("X-Revision", store::revision_of(manifest_));
    return response;
  }

 private:
  std::string origin_;
  const store::Manifest& manifest_;
  std::string body_;
  JsonWriter json_;
};

Response list_short(const api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> found =
      named_dataset(context, request);
  if (!found) return std::move(found).refusal();
  const store::Manifest& manifest = (*found)->manifest();
  ShortFormWriter writer(request, manifest);
  const auto config_name = request.path.get("config");
  if (!config_name) {
    writer.write_all();
    return std::move(writer).response();
  }
  const store::ConfigManifest* config = manifest.find_config(*config_name);
  if (config == nullptr) return not_found_response();
  const auto split_name = request.path.get("split");
  if (!split_name) {
    writer.write(*config);
    return std::move(writer).response();
  }
  const store::SplitManifest* split = manifest.find_split(*config_name, *split_name);
  if (split == nullptr) return not_found_response();
  writer.write(*config, *split);
  return std::move(writer).response();
}

/// The position in "7.parquet".
std::optional<std::size_t> position_of(std::string_view file) {
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(file.data(), file.data() + file.size(), position);
  const std::string_view rest = file.substr(static_cast<std::size_t>(end - file.data()));
  if (error != std::errc() || rest != ".parquet") return std::nullopt;
  return position;
}

Response redirect_short(const api::Context& context, const Request& request) {
  api::ResponseOr<std::shared_ptr<const engine::OpenDataset>> found =
      named_dataset(context, request);
  if (!found) return std::move(found).refusal();
  const store::Manifest& manifest = (*found)->manifest();
  const store::ConfigManifest* config = manifest.find_config(captured(request, "config"));
  const store::SplitManifest* split =
      manifest.find_split(captured(request, "config"), captured(request, "split"));
  const std::optional<std::size_t> position = position_of(captured(request, "file"));
  if (split == nullptr || !position || *position >= split->parquet_files.size()) {
    return not_found_response();
  }
  Response response;
  response.status = 302;
  response.headers.add("Location", std::string(http::base_path_of(request)) +
                                       api::parquet_url(manifest.dataset, *config, *split,
                                                        split->parquet_files[*position]));
  return response;
}

}  // namespace

void add_parquet_routes(http::Router& router, api::Context& context) {
  const auto add = [&](std::string pattern, std::string name, std::string summary,
                       std::string_view schema,
                       Response (*answer)(const api::Context&, const Request&)) {
    router.add(
        {.pattern = std::move(pattern),
         .name = std::move(name),
         .summary = std::move(summary),
         .handler = [&context, answer](const Request& request) { return answer(context, request); },
         .answer = schema,
         .need = http::Need::kRead});
  };
  const std::string listing = "/api/datasets/{owner}/{name}/parquet";
  add(listing, "parquet-of-dataset", "Addresses of Parquet files by config and split",
      "UrlsByConfig", list_short);
  add(listing + "/{config}", "parquet-of-config", "Addresses of Parquet files by split",
      "UrlsBySplit", list_short);
  add(listing + "/{config}/{split}", "parquet-of-split", "Addresses of Parquet files", "Urls",
      list_short);
  add(listing + "/{config}/{split}/{file}", "parquet-file", "Redirects to the file", "",
      redirect_short);
}

}  // namespace vitrine::hub

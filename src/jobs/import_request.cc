#include "jobs/import_request.h"

#include <utility>

#include "base/json_writer.h"
#include "ingest/preview.h"

namespace vitrine {

Result<Source> resolve_request(const ImportRequest& request, const fs::path& spool,
                               ProgressSink* progress, std::stop_token stop) {
  ResolveOptions options;
  options.dataset_name = request.dataset_name;
  options.spool_directory = spool;
  options.stop = std::move(stop);
  options.progress = progress;
  options.reading = request.reading;
  const std::string arguments[] = {request.source};
  return resolve_source(arguments, options);
}

Result<std::string> preview_request_json(const ImportRequest& request, const fs::path& spool,
                                         const std::stop_token& stop) {
  const auto hidden = [&](const Error& error) {
    return Error(error.code(), without_scratch(error.message(), request));
  };
  const Result<Source> source = resolve_request(request, spool, nullptr, stop);
  if (!source) return hidden(source.error());
  const Result<std::vector<ConfigPreview>> configs = preview_source(*source, {}, nullptr, stop);
  if (!configs) return hidden(configs.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("dataset", source->owner + "/" + source->name);
  json.key("configs").raw(preview_json(*configs)).end_object();
  return text;
}

std::string without_scratch(std::string message, const ImportRequest& request) {
  if (request.scratch.empty()) return message;
  const std::string prefix = request.scratch.string() + "/";
  for (std::size_t at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
    message.erase(at, prefix.size());
  return message;
}

}  // namespace vitrine

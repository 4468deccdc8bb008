#include "v1/target.h"

#include <charconv>

#include "api/open_dataset.h"

namespace vitrine::v1 {

using http::Request;
using http::Response;

Outcome<std::shared_ptr<const OpenDataset>> find_dataset(const Context& context,
                                                         const Request& request) {
  return open_dataset(context, std::string(request.path.get("owner").value_or("")) + "/" +
                                   std::string(request.path.get("name").value_or("")));
}

Outcome<SplitTarget> find_split(const Context& context, const Request& request) {
  Outcome<std::shared_ptr<const OpenDataset>> opened = find_dataset(context, request);
  if (!opened) return std::move(opened).refusal();
  const Manifest& manifest = (*opened)->manifest();
  const std::string_view config_name =
      request.query.given("config").value_or(manifest.configs.front().name);
  const ConfigManifest* config = manifest.find_config(config_name);
  // Without such a config any split does: it is the config that the sentence will name.
  std::string_view first_split = "train";
  if (config != nullptr) first_split = config->splits.front().name;
  const std::string_view split_name = request.query.given("split").value_or(first_split);
  Result<std::shared_ptr<const Split>> split = (*opened)->split(config_name, split_name);
  if (!split) return http::error_response(split.error());
  return SplitTarget{*std::move(opened), *std::move(split)};
}

Outcome<std::uint64_t> find_row(const Split& split, const Request& request) {
  const std::string_view text = request.path.get("row_idx").value_or("");
  std::uint64_t row = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return http::error_response(422, "InvalidParameter", "A row is named by its number, from 0.");
  }
  if (error != std::errc() || row >= split.num_rows()) {
    return http::error_response(404, "ResponseNotFound",
                                "There is no row " + std::string(text.substr(0, 40)) +
                                    ": the split has " + std::to_string(split.num_rows()) +
                                    " rows, counted from 0.");
  }
  return row;
}

Response reply(const OpenDataset& dataset, std::string body) {
  Response response = Response::json(std::move(body));
  response.headers.add("X-Revision", dataset.manifest().snapshot_id);
  return response;
}

}  // namespace vitrine::v1

#include "hub/statistics.h"

#include "base/json_writer.h"
#include "hub/target.h"
#include "profile/statistics_file.h"
#include "profile/statistics_json.h"

namespace vitrine::hub {

using http::Request;
using http::Response;

Response split_statistics(api::Context& context, const Request& request) {
  api::ResponseOr<Target> found = find_target(context, request, RouteScope::kSplitOnly);
  if (!found) return std::move(found).refusal();
  const Result<std::shared_ptr<const search::Split>> split = found->reader();
  if (!split) return refuse(*found, split.error());
  const Result<std::string> text = (*split)->statistics();
  if (!text) return refuse(*found, text.error());
  const Result<profile::SplitStatistics> statistics = profile::parse_statistics(*text);
  if (!statistics) return refuse(*found, statistics.error());
  std::string columns;
  profile::append_hub_statistics(columns, *statistics);
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("num_examples", statistics->num_rows);
  json.key("statistics").raw(columns).member("partial", false).end_object();
  return reply(*found, std::move(body));
}

}  // namespace vitrine::hub

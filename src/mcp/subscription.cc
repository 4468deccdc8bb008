#include "mcp/subscription.h"

#include <algorithm>

#include "base/json_writer.h"
#include "mcp/resources.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

constexpr std::string_view kIdKey = "io.modelcontextprotocol/subscriptionId";

std::string stamp_of(engine::Engine& engine, const store::DatasetName& dataset) {
  const Result<store::CurrentSnapshot> current = engine.library().current(dataset);
  return current ? current->id + "-" + std::to_string(current->stamp) : std::string();
}

std::vector<std::string> visible(engine::Engine& engine, const engine::Caller& caller) {
  std::vector<std::string> ids;
  const Result<std::vector<store::DatasetName>> names = engine.library().list();
  if (!names) return ids;
  for (const store::DatasetName& name : *names) {
    if (caller.may_see(name.id())) ids.push_back(name.id());
  }
  return ids;
}

std::string updated(std::string_view uri) {
  std::string out;
  JsonWriter(out).value(uri);
  return ",\"uri\":" + out;
}

}  // namespace

Result<Subscription> Subscription::read(engine::Engine& engine, const engine::Caller& caller,
                                        std::string id, const json::value& params) {
  const json::value* wanted = find_member(params, "notifications");
  if (wanted == nullptr || !wanted->is_object())
    return invalid_argument("params lack the object \"notifications\"");
  Subscription subscription;
  subscription.id_ = std::move(id);
  const json::value* list = find_member(*wanted, "resourcesListChanged");
  subscription.wants_list_ = list != nullptr && list->is_bool() && list->get_bool();
  if (subscription.wants_list_) subscription.list_ = visible(engine, caller);
  const json::value* uris = find_member(*wanted, "resourceSubscriptions");
  if (uris == nullptr) return subscription;
  if (!uris->is_array()) return invalid_argument("\"resourceSubscriptions\" must be an array");
  if (uris->get_array().size() > kMostResources)
    return invalid_argument("a subscription may name at most " + std::to_string(kMostResources) +
                            " resources");
  for (const json::value& uri : uris->get_array()) {
    if (!uri.is_string()) return invalid_argument("a resource is named by a string");
    const std::string text(std::string_view(uri.get_string()));
    const std::optional<store::DatasetName> dataset = dataset_of_resource(text);
    if (!dataset || !caller.may_see(dataset->id())) continue;
    const std::string stamp = stamp_of(engine, *dataset);
    if (stamp.empty()) continue;
    const auto found = std::ranges::find(subscription.watched_, *dataset, &Watched::dataset);
    if (found == subscription.watched_.end()) {
      subscription.watched_.push_back({*dataset, stamp, {text}});
    } else if (std::ranges::find(found->uris, text) == found->uris.end()) {
      found->uris.push_back(text);
    }
  }
  return subscription;
}

std::string Subscription::notification(std::string_view method, std::string_view params) const {
  return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":{"_meta":{")" +
         std::string(kIdKey) + "\":" + id_ + "}" + std::string(params) + "}}";
}

std::string Subscription::acknowledgement() const {
  std::string honoured;
  JsonWriter writer(honoured);
  writer.begin_object();
  if (wants_list_) writer.member("resourcesListChanged", true);
  if (!watched_.empty()) {
    writer.key("resourceSubscriptions").begin_array();
    for (const Watched& one : watched_) {
      for (const std::string& uri : one.uris) writer.value(uri);
    }
    writer.end_array();
  }
  writer.end_object();
  return notification("notifications/subscriptions/acknowledged", ",\"notifications\":" + honoured);
}

std::vector<std::string> Subscription::news(engine::Engine& engine, const engine::Caller& caller) {
  std::vector<std::string> messages;
  for (Watched& one : watched_) {
    std::string stamp = stamp_of(engine, one.dataset);
    if (stamp == one.stamp) continue;
    one.stamp = std::move(stamp);
    for (const std::string& uri : one.uris)
      messages.push_back(notification("notifications/resources/updated", updated(uri)));
  }
  if (!wants_list_) return messages;
  std::vector<std::string> list = visible(engine, caller);
  if (list == list_) return messages;
  list_ = std::move(list);
  messages.push_back(notification("notifications/resources/list_changed"));
  return messages;
}

std::string Subscription::closing() const {
  return R"({"jsonrpc":"2.0","id":)" + id_ + R"(,"result":{"resultType":"complete","_meta":{")" +
         std::string(kIdKey) + "\":" + id_ + "}}}";
}

}  // namespace vitrine::mcp

#include "hub/xet.h"

#include <chrono>

#include "base/json_writer.h"
#include "http/forwarding.h"
#include "hub/push_target.h"
#include "hub/resolve.h"
#include "jobs/uploads.h"
#include "pushed/xet_session.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::chrono::hours kTokenLife{1};

fs::path sessions_folder(const api::WriteServices& changes) {
  return changes.checkouts() / "xet";
}

/// Those that nobody used for an hour.
void forget_sessions(api::WriteServices& changes) {
  std::error_code ec;
  std::vector<fs::path> ended;
  for (const fs::directory_entry& entry : fs::directory_iterator(sessions_folder(changes), ec)) {
    if (!changes.transfers().is_open(entry.path().filename().string()))
      ended.push_back(entry.path());
  }
  for (const fs::path& folder : ended) fs::remove_all(folder, ec);
}

pushed::XetSession open_session(api::Context& context, const Request& request) {
  return pushed::XetSession(sessions_folder(*context.writes) /
                            std::string(request.path.get("transfer").value_or("")));
}

Response no_session() {
  return hub_refusal(404, "EntryNotFound", "This session has ended; ask for another one.");
}

}  // namespace

Response begin_xet_session(api::Context& context, const Request& request) {
  api::ResponseOr<api::WriteServices*> changes = write_services_of(context);
  if (!changes) return std::move(changes).refusal();
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  forget_sessions(**changes);
  const Result<std::string> session = (*changes)->transfers().begin({repository->dataset(), {}, 0});
  if (!session) return push_refusal(session.error());
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("casUrl", http::base_url_of(request) + "/api/xet/" + *session);
  json.member("exp", std::chrono::duration_cast<std::chrono::seconds>(now + kTokenLife).count());
  json.member("accessToken", *session).end_object();
  return fresh_json(std::move(out));
}

std::optional<Response> refuse_outside_session(api::Context& context, const Request& head) {
  const std::optional<pushed::Transfer> session = transfer_of(context, head);
  if (session && session->sha256.empty()) return std::nullopt;
  return no_session();
}

Response put_xorb(api::Context& context, const Request& request) {
  if (!transfer_of(context, request)) return no_session();
  const Result<bool> added =
      open_session(context, request)
          .add_xorb(request.path.get("xorb").value_or(""), request.body_file->path());
  if (!added && added.error().code() == ErrorCode::kCorrupt)
    return hub_refusal(400, "BadRequest", added.error().message());
  if (!added) return push_refusal(added.error());
  std::string out;
  JsonWriter(out).begin_object().member("was_inserted", *added).end_object();
  return fresh_json(std::move(out));
}

Response put_shard(api::Context& context, const Request& request) {
  const std::optional<pushed::Transfer> session = transfer_of(context, request);
  if (!session) return no_session();
  const auto repository =
      pushed::PushedRepository::open(context.engine.library().home(), session->dataset);
  if (!repository) return hub_refusal(404, "RepoNotFound", "The dataset was removed meanwhile.");
  const Result<MappedFile> shard = MappedFile::open(request.body_file->path());
  if (!shard) return push_refusal(shard.error());
  const Status made =
      open_session(context, request)
          .make_files(shard->text(), repository->objects(), jobs::Uploads::kMaxBytes);
  const bool is_theirs = !made && (made.error().code() == ErrorCode::kCorrupt ||
                                   made.error().code() == ErrorCode::kNotFound ||
                                   made.error().code() == ErrorCode::kUnsupported);
  if (is_theirs) return hub_refusal(400, "BadRequest", made.error().message());
  if (!made) return push_refusal(made.error());
  Response response = fresh_json(R"({"result":1})");
  response.about = session->dataset.id();
  return response;
}

Response refuse_other_way(api::Context& /*context*/, const Request& /*request*/) {
  return hub_refusal(404, "ResponseNotFound", "Chunks are taken at v1/xorbs and v1/shards alone.");
}

}  // namespace vitrine::hub

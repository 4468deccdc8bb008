#include "hub/push_routes.h"

#include "hub/large_files.h"
#include "hub/push_commit.h"
#include "hub/push_datasets.h"
#include "hub/xet.h"
#include "jobs/uploads.h"
#include "pushed/xorb.h"

namespace vitrine::hub {
namespace {

using http::Method;
using http::Need;
using http::Request;
using http::Response;

constexpr std::uint64_t kMaxBody = 64 << 10;
/// Names, sizes and first bytes of 256 files.
constexpr std::uint64_t kMaxPreupload = 4 << 20;
/// Anybody's: the Hub's clients show no token there.
constexpr std::uint64_t kMaxCard = 2 << 20;
constexpr std::uint64_t kMaxCommit = std::uint64_t{4} << 30U;

struct Entry {
  Method method = Method::kPost;
  const char* path = nullptr;  ///< After /api/datasets/{owner}/{name}; absolute if not below it.
  const char* name = nullptr;
  const char* summary = nullptr;
  Response (*answer)(api::Context&, const Request&) = nullptr;
  const char* schema = "Empty";
  std::uint64_t max_body = kMaxBody;
  Need need = Need::kChange;
  bool body_in_file = false;
  std::optional<Response> (*refuse_body)(api::Context&, const Request&) = nullptr;
};

constexpr Entry kEntries[] = {
    {Method::kGet, "/api/whoami-v2", "whoami", "Whose token a client shows", who_am_i, "WhoAmI",
     kMaxBody, Need::kNothing},
    {Method::kPost, "/api/repos/create", "push-create", "Create a dataset to push to",
     create_dataset, "Created"},
    {Method::kDelete, "/api/repos/delete", "push-delete", "Remove a dataset", delete_dataset},
    {Method::kPost, "/api/validate-yaml", "push-validate-card", "Whether a card can be read",
     validate_card, "CardCheck", kMaxCard, Need::kNothing},
    {Method::kPost, "/preupload/{rest...}", "push-preupload", "How files are to be sent", preupload,
     "Preupload", kMaxPreupload},
    {Method::kPost, "/commit/{rest...}", "push-commit", "Commit files to a branch", commit,
     "Committed", kMaxCommit, Need::kChange, true},
    {Method::kPost, "/branch/{rest...}", "push-branch", "Make a branch", create_branch},
    {Method::kDelete, "/branch/{rest...}", "push-branch-delete", "Remove a branch", delete_branch},
    {Method::kPost, "/tag/{rest...}", "push-tag", "Tag a revision", create_tag},
    {Method::kDelete, "/tag/{rest...}", "push-tag-delete", "Remove a tag", delete_tag},
    {Method::kPost, "/datasets/{owner}/{repository}/info/lfs/objects/batch", "push-large-files",
     "Addresses to send large files to", large_file_batch, "LargeFiles", kMaxPreupload},
    {Method::kPut, "/api/large-files/{transfer}", "push-large-file", "Send a large file",
     put_large_file, "Empty", jobs::Uploads::kMaxBytes, Need::kNothing, true, refuse_large_file},
    {Method::kGet, "/xet-write-token/{rest...}", "push-xet-session",
     "A session to send large files in chunks", begin_xet_session, "XetSession"},
    {Method::kPost, "/api/xet/{transfer}/v1/xorbs/{prefix}/{xorb}", "push-xorb",
     "Send chunks of large files", put_xorb, "Xorb", pushed::Xorb::kMaxBytes, Need::kNothing, true,
     refuse_outside_session},
    {Method::kPost, "/api/xet/{transfer}/v1/shards", "push-shard",
     "Say which files the chunks make", put_shard, "Shard", pushed::Xorb::kMaxBytes, Need::kNothing,
     true, refuse_outside_session},
    {Method::kPost, "/api/xet/{transfer}/{rest...}", "push-xet-other", "Not offered by this server",
     refuse_other_way, "", kMaxBody, Need::kNothing},
};

}  // namespace

void add_push_routes(http::Router& router, api::Context& context) {
  for (const Entry& entry : kEntries) {
    const std::string_view path = entry.path;
    const bool is_absolute = path.starts_with("/api/") || path.starts_with("/datasets/");
    http::Route route{
        .method = entry.method,
        .pattern = (is_absolute ? "" : "/api/datasets/{owner}/{name}") + std::string(path),
        .name = entry.name,
        .summary = entry.summary,
        .handler = [&context, answer = entry.answer](
                       const Request& request) { return answer(context, request); },
        .pool = entry.answer == who_am_i ? http::WorkerPool::kFast : http::WorkerPool::kSlow,
        .max_body = entry.max_body,
        .body_in_file = entry.body_in_file,
        .answer = entry.schema,
        .need = entry.need};
    if (entry.refuse_body != nullptr) {
      route.refuse_body = [&context, refuse = entry.refuse_body](const Request& head) {
        return refuse(context, head);
      };
    }
    router.add(std::move(route));
  }
}

}  // namespace vitrine::hub

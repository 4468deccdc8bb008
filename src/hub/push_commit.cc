#include "hub/push_commit.h"

#include <algorithm>

#include "base/base64.h"
#include "base/digest.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "http/forwarding.h"
#include "hub/push_target.h"
#include "hub/repository.h"
#include "hub/resolve.h"
#include "jobs/push_imports.h"
#include "pushed/ignored_files.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

/// What is larger, or no text, is sent by itself and not within the commit.
constexpr std::uint64_t kMostWithinCommit = 64 << 10;
constexpr std::size_t kMaxLine = 32 << 20;

std::string revision_of_path(const Request& request) {
  return Repository::split_address(request.path.get("rest").value_or("")).first;
}

bool asks_for_pull_request(const Request& request) {
  const auto value = request.query.given("create_pr");
  return value && *value != "0" && *value != "false";
}

Response no_pull_requests() {
  return hub_refusal(501, "NotSupportedError",
                     "There are no pull requests here: push to a branch of its own.");
}

bool goes_within_commit(std::string_view path, std::uint64_t size, std::string_view sample) {
  if (path == "README.md") return true;
  const bool is_text = is_valid_utf8(sample) && sample.find('\0') == std::string_view::npos;
  return size <= kMostWithinCommit && is_text && !path.ends_with(".parquet");
}

/// The content that a line of a commit brings along.
Result<pushed::PushedFile> content_within(const pushed::PushedRepository& repository,
                                          const boost::json::value& value) {
  const std::string_view path = string_member(value, "path").value_or("");
  const auto content = string_member(value, "content");
  if (!content) return invalid_argument("A file of a commit has a path and a content.");
  std::string bytes(*content);
  if (string_member(value, "encoding").value_or("utf-8") == "base64") {
    std::optional<std::string> decoded = decode_base64(bytes);
    if (!decoded) return invalid_argument("The content of a file is no base64.");
    bytes = *std::move(decoded);
  }
  Result<std::string> sha256 = repository.objects().add(bytes);
  if (!sha256) return std::move(sha256).error();
  return pushed::PushedFile{std::string(path), bytes.size(), *std::move(sha256), git_blob_id(bytes),
                            false};
}

/// A content that was sent before, by its name. Clients that copy a file leave its size out.
Result<pushed::PushedFile> large_content(const pushed::PushedRepository& repository,
                                         const boost::json::value& value) {
  const std::string_view path = string_member(value, "path").value_or("");
  const std::string_view oid = string_member(value, "oid").value_or("");
  if (!pushed::is_sha256(oid))
    return invalid_argument("A large file of a commit has a SHA-256 as oid.");
  std::error_code missing;
  const std::uint64_t size = fs::file_size(repository.objects().path_of(oid), missing);
  if (missing) {
    return invalid_argument("The content of \"" + std::string(path.substr(0, 200)) +
                            "\" was not sent; send it again.");
  }
  return pushed::PushedFile{std::string(path), size, std::string(oid),
                            git_blob_id(pushed::large_file_pointer(std::string(oid), size)), true};
}

class DraftReader {
 public:
  explicit DraftReader(const pushed::PushedRepository& repository) : repository_(repository) {}

  /// Takes one line. Errors: invalid_argument.
  Status read(std::string_view line) {
    const Result<boost::json::value> json = parse_json(line);
    const boost::json::value* value = json ? find_member(*json, "value") : nullptr;
    if (value == nullptr) return invalid_argument("A line of a commit is {\"key\", \"value\"}.");
    const std::string_view key = string_member(*json, "key").value_or("");
    if (key == "header") return read_header(*value);
    if (key == "file") return put(content_within(repository_, *value));
    if (key == "lfsFile") return put(large_content(repository_, *value));
    const bool is_folder = key == "deletedFolder";
    if (key != "deletedFile" && !is_folder)
      return invalid_argument("A commit has no lines \"" + std::string(key.substr(0, 60)) + "\".");
    pushed::FileChange change;
    change.kind =
        is_folder ? pushed::FileChange::Kind::kDeleteFolder : pushed::FileChange::Kind::kDeleteFile;
    change.file.path = string_member(*value, "path").value_or("");
    draft_.changes.push_back(std::move(change));
    return {};
  }

  pushed::CommitDraft take() { return std::move(draft_); }

 private:
  Status read_header(const boost::json::value& value) {
    draft_.title = string_member(value, "summary").value_or("");
    draft_.message = string_member(value, "description").value_or("");
    draft_.parent = string_member(value, "parentCommit").value_or("");
    if (draft_.title.empty()) return invalid_argument("A commit needs a summary.");
    return {};
  }

  Status put(Result<pushed::PushedFile> file) {
    if (!file) return std::move(file).error();
    draft_.changes.push_back({pushed::FileChange::Kind::kPut, *std::move(file)});
    return {};
  }

  const pushed::PushedRepository& repository_;
  pushed::CommitDraft draft_;
};

Result<pushed::CommitDraft> read_draft(const pushed::PushedRepository& repository,
                                       const fs::path& body) {
  const Result<MappedFile> file = MappedFile::open(body, MappedFile::Access::kSequential);
  if (!file) return file.error();
  std::string_view text = file->text();
  DraftReader reader(repository);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (line.size() > kMaxLine) {
      return too_large(
          "A file within a commit is larger than 24 MB: ask preupload/ how it is to be sent.");
    }
    if (Status read = reader.read(line); !read) return std::move(read).error();
  }
  pushed::CommitDraft draft = reader.take();
  if (draft.title.empty()) return invalid_argument("A commit begins with a line \"header\".");
  return draft;
}

}  // namespace

Response preupload(api::Context& context, const Request& request) {
  if (asks_for_pull_request(request)) return no_pull_requests();
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  api::ResponseOr<boost::json::value> body = json_body(request);
  if (!body) return std::move(body).refusal();
  const boost::json::value* files = find_member(*body, "files");
  if (files == nullptr || !files->is_array())
    return hub_refusal(400, "BadRequest", "Name files, each by path, size and sample.");
  const Result<pushed::Commit> head = repository->at(revision_of_path(request));
  if (!head) return push_refusal(head.error());
  const pushed::IgnoredFiles ignored(string_member(*body, "gitIgnore").value_or(""));
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("files").begin_array();
  for (const boost::json::value& entry : files->get_array()) {
    const std::string_view path = string_member(entry, "path").value_or("");
    const auto size = static_cast<std::uint64_t>(int_member(entry, "size").value_or(0));
    const std::optional<std::string> sample =
        decode_base64(string_member(entry, "sample").value_or(""));
    const bool is_regular = sample && goes_within_commit(path, size, *sample);
    json.begin_object().member("path", path);
    json.member("uploadMode", is_regular ? "regular" : "lfs");
    json.member("shouldIgnore", ignored.has(path));
    // What is there, under the name that the client would send it by.
    const pushed::PushedFile* there = head->find(path);
    if (there != nullptr && there->is_large != is_regular)
      json.member("oid", is_regular ? there->blob_id : there->sha256);
    json.end_object();
  }
  json.end_array().member("commitOid", head->id).end_object();
  return fresh_json(std::move(out));
}

Response commit(api::Context& context, const Request& request) {
  if (asks_for_pull_request(request)) return no_pull_requests();
  api::ResponseOr<api::WriteServices*> changes = write_services_of(context);
  if (!changes) return std::move(changes).refusal();
  api::ResponseOr<pushed::PushedRepository> repository = pushed_of(context, request);
  if (!repository) return std::move(repository).refusal();
  Result<pushed::CommitDraft> draft = read_draft(*repository, request.body_file->path());
  if (!draft) return push_refusal(draft.error());
  draft->author = request.rights.who;
  const std::string branch = revision_of_path(request);
  const Result<pushed::Commit> made = repository->commit(branch, *draft);
  if (!made && made.error().code() == ErrorCode::kNotFound) {
    const bool is_file = repository->at(branch).has_value();
    return hub_refusal(404, is_file ? "EntryNotFound" : "RevisionNotFound", made.error().message());
  }
  if (!made) return push_refusal(made.error(), 412);
  const std::string id = repository->dataset().id();
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("success", true).member("commitOid", made->id);
  json.member("commitUrl", http::base_url_of(request) + "/datasets/" + id + "/commit/" + made->id);
  json.member("hookOutput", "").end_object();
  Response response = fresh_json(std::move(out));
  response.about = id + " at " + made->short_id();
  const bool is_main = branch == "main" || branch == "refs/heads/main";
  if (is_main) {
    const Status queued = jobs::import_commit((*changes)->imports(), (*changes)->checkouts(),
                                              *repository, *made, draft->author);
    // The commit stands; the next one, or the server's next start, imports it.
    if (!queued) response.detail = queued.error().message();
  }
  return response;
}

}  // namespace vitrine::hub

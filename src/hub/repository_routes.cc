#include "hub/repository_routes.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "api/flag_parameter.h"
#include "api/number_parameter.h"
#include "api/open_dataset.h"
#include "api/parquet_url.h"
#include "api/write_services.h"
#include "base/json_parse.h"
#include "http/forwarding.h"
#include "http/target.h"
#include "hub/croissant.h"
#include "hub/repository.h"
#include "hub/repository_filter.h"
#include "hub/repository_json.h"
#include "hub/resolve.h"
#include "source/hub_address.h"
#include "store/revision.h"

namespace vitrine::hub {
namespace {

using http::Method;
using http::Request;
using http::Response;

/// The Hub's own page sizes.
constexpr std::uint64_t kMaxEntries = 1000;
constexpr std::int64_t kDaysOfDownloads = 30;

Response json_reply(const Repository& repository, std::string body) {
  Response response = Response::json(std::move(body));
  response.headers.add("X-Revision", repository.commit());
  return response;
}

/// "<address of the next page>; rel="next"", as clients of the Hub follow it: the same question,
/// from another place on.
std::string next_link(const Request& request, std::uint64_t cursor) {
  std::string link =
      "<" + http::base_url_of(request) + request.target.substr(0, request.target.find('?')) + "?";
  for (const auto& [name, value] : request.query.pairs()) {
    if (name != "cursor")
      link +=
          source::percent_encode(name, false) + "=" + source::percent_encode(value, false) + "&";
  }
  return link + "cursor=" + std::to_string(cursor) + ">; rel=\"next\"";
}

class RepositoryApi {
 public:
  explicit RepositoryApi(api::Context& context) : context_(context) {}

  Response list(const Request& request);
  Response info(const Request& request);
  Response tree(const Request& request);
  Response paths_info(const Request& request);
  Response refs(const Request& request);
  Response commits(const Request& request);
  Response auth_check(const Request& request);
  Response croissant(const Request& request);
  Response file(const Request& request) { return resolve_file(context_, digests_, request); }
  Response raw(const Request& request) { return raw_file(context_, digests_, request); }

 private:
  std::uint64_t downloads(const Repository& repository) const {
    return context_.engine.downloads().count(repository.name(), store::today(), kDaysOfDownloads);
  }

  api::Context& context_;
  ContentDigests digests_;
};

/// Of what was imported, and of what was pushed to and not imported yet.
Result<std::set<store::DatasetName>> repository_names(const store::Library& library) {
  Result<std::vector<store::DatasetName>> imported = library.list();
  if (!imported) return std::move(imported).error();
  const Result<std::vector<store::DatasetName>> pushed =
      pushed::PushedRepository::list(library.home());
  if (!pushed) return pushed.error();
  std::set<store::DatasetName> names(imported->begin(), imported->end());
  names.insert(pushed->begin(), pushed->end());
  return names;
}

Response RepositoryApi::list(const Request& request) {
  api::ResponseOr<RepositoryFilter> read = read_filter(request);
  if (!read) return std::move(read).refusal();
  const engine::Caller caller = api::caller_of(context_, request);
  const Result<std::set<store::DatasetName>> names = repository_names(context_.engine.library());
  if (!names) return http::error_response(names.error());
  std::vector<ListedRepository> found;
  for (const store::DatasetName& name : *names) {
    if (!caller.may_see(name.id()) || !read->has_name(name)) continue;
    api::ResponseOr<Repository> repository = open_repository(context_, request, name.id(), "main");
    if (!repository) continue;  // damaged: its own address says so
    if (!read->has_tags(tags_of(*repository))) continue;
    const std::uint64_t count = downloads(*repository);
    found.push_back({std::move(*repository), count});
  }
  read->sort(found);
  const std::size_t begin = std::min<std::uint64_t>(read->cursor, found.size());
  const std::size_t end = begin + std::min<std::uint64_t>(read->limit, found.size() - begin);
  std::string body;
  JsonWriter json(body);
  json.begin_array();
  for (const ListedRepository& one : std::span(found).subspan(begin, end - begin)) {
    if (Status written = write_info(json, one.repository, {false, nullptr, one.downloads});
        !written)
      return http::error_response(written.error());
  }
  json.end_array();
  Response response = Response::json(std::move(body));
  if (end < found.size()) response.headers.add("Link", next_link(request, end));
  return response;
}

Response RepositoryApi::croissant(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "");
  if (!repository) return std::move(repository).refusal();
  if (repository->manifest() == nullptr)
    return hub_refusal(404, "ResponseNotFound", "Nothing of it has been imported yet.");
  api::ResponseOr<bool> full = api::flag_parameter(request, "full", true);
  if (!full) return std::move(full).refusal();
  return json_reply(*repository, croissant_json(request, *repository->manifest(), *full));
}

/// For clients that ask whether their token may read: the gate has answered those that may not.
Response RepositoryApi::auth_check(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "");
  if (!repository) return std::move(repository).refusal();
  return json_reply(*repository, "{}");
}

Response RepositoryApi::info(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "revision");
  if (!repository) return std::move(repository).refusal();
  std::string body;
  JsonWriter json(body);
  api::ResponseOr<bool> with_blobs = api::flag_parameter(request, "blobs");
  if (!with_blobs) return std::move(with_blobs).refusal();
  api::ResponseOr<bool> with_metadata = api::flag_parameter(request, "files_metadata");
  if (!with_metadata) return std::move(with_metadata).refusal();
  const bool with_names = *with_blobs || *with_metadata;
  const Status written = write_info(
      json, *repository, {true, with_names ? &digests_ : nullptr, downloads(*repository)});
  if (!written) return http::error_response(written.error());
  return json_reply(*repository, std::move(body));
}

/// The names directly in `folder`, folders among them with a slash at the end, or all files below.
std::vector<std::string> names_in(const Repository& repository, std::string_view folder,
                                  bool recursive) {
  const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
  std::set<std::string> names;
  for (const RepositoryFile& file : repository.files()) {
    if (!file.path.starts_with(prefix)) continue;
    for (std::size_t slash = file.path.find('/', prefix.size()); slash != std::string::npos;
         slash = file.path.find('/', slash + 1)) {
      names.insert(file.path.substr(0, slash + 1));
      if (!recursive) break;
    }
    if (recursive || file.path.find('/', prefix.size()) == std::string::npos)
      names.insert(file.path);
  }
  return {names.begin(), names.end()};
}

Response RepositoryApi::tree(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "rest");
  if (!repository) return std::move(repository).refusal();
  api::ResponseOr<std::uint64_t> limit = api::number_parameter(request, "limit", kMaxEntries);
  if (!limit) return std::move(limit).refusal();
  api::ResponseOr<std::uint64_t> cursor = api::number_parameter(request, "cursor", 0);
  if (!cursor) return std::move(cursor).refusal();
  api::ResponseOr<bool> recursive = api::flag_parameter(request, "recursive");
  if (!recursive) return std::move(recursive).refusal();
  api::ResponseOr<bool> expand = api::flag_parameter(request, "expand");
  if (!expand) return std::move(expand).refusal();
  const std::string folder = Repository::split_address(*request.path.get("rest")).second;
  const std::vector<std::string> names = names_in(*repository, folder, *recursive);
  if (names.empty() && !folder.empty()) return refuse_entry(folder);

  const std::uint64_t begin = std::min<std::uint64_t>(*cursor, names.size());
  const std::uint64_t page = std::clamp<std::uint64_t>(*limit, 1, kMaxEntries);
  const std::uint64_t end = begin + std::min<std::uint64_t>(page, names.size() - begin);
  std::string body;
  JsonWriter json(body);
  json.begin_array();
  for (std::uint64_t i = begin; i < end; ++i) {
    if (names[i].ends_with('/')) {
      write_folder_entry(json, *repository, names[i].substr(0, names[i].size() - 1));
      continue;
    }
    const RepositoryFile& file = *repository->find(names[i]);
    const Result<FileIdentity> identity = digests_.identify(file);
    if (!identity) return http::error_response(identity.error());
    write_file_entry(json, file, *identity, *expand ? &*repository : nullptr);
  }
  json.end_array();
  Response response = json_reply(*repository, std::move(body));
  if (end < names.size()) response.headers.add("Link", next_link(request, end));
  return response;
}

/// The paths of a form (paths=a&paths=b) or of JSON ({"paths": ["a", "b"]}).
api::ResponseOr<std::vector<std::string>> asked_paths(const Request& request) {
  const auto malformed = [] {
    return http::error_response(400, "BadRequest", "Name files as paths=... or {\"paths\": [...]}");
  };
  std::vector<std::string> paths;
  if (request.headers.get("Content-Type").starts_with("application/json")) {
    const Result<boost::json::value> json = parse_json(request.body);
    const boost::json::value* list = json ? find_member(*json, "paths") : nullptr;
    if (list == nullptr || !list->is_array()) return malformed();
    for (const boost::json::value& path : list->get_array()) {
      if (!path.is_string()) return malformed();
      paths.emplace_back(path.get_string());
    }
    return paths;
  }
  const Result<http::Target> form = http::parse_target("/?" + request.body);
  if (!form) return malformed();
  for (const std::string_view path : form->query.all("paths")) paths.emplace_back(path);
  return paths;
}

Response RepositoryApi::paths_info(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "rest");
  if (!repository) return std::move(repository).refusal();
  api::ResponseOr<std::vector<std::string>> paths = asked_paths(request);
  if (!paths) return std::move(paths).refusal();
  std::string body;
  JsonWriter json(body);
  json.begin_array();
  // Paths that are not there are left out, which is how clients learn of it.
  for (const std::string& path : *paths) {
    if (const RepositoryFile* file = repository->find(path)) {
      const Result<FileIdentity> identity = digests_.identify(*file);
      if (!identity) return http::error_response(identity.error());
      write_file_entry(json, *file, *identity, &*repository);
    } else if (!path.empty() && !names_in(*repository, path, false).empty()) {
      write_folder_entry(json, *repository, path);
    }
  }
  json.end_array();
  return json_reply(*repository, std::move(body));
}

Response RepositoryApi::refs(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "");
  if (!repository) return std::move(repository).refusal();
  pushed::Refs refs;
  refs.branches.emplace("main", repository->commit());
  if (const auto& pushed = repository->pushed()) {
    Result<pushed::Refs> all = pushed->refs();
    if (!all) return http::error_response(all.error());
    refs = *std::move(all);
  }
  std::map<std::string, std::string> converts;
  if (const store::Manifest* manifest = repository->manifest())
    converts.emplace("parquet", store::snapshot_revision(manifest->snapshot_id));
  std::string body;
  JsonWriter json(body);
  const auto list = [&](std::string_view key, std::string_view prefix,
                        const std::map<std::string, std::string>& names) {
    json.key(key).begin_array();
    for (const auto& [name, commit] : names) {
      json.begin_object().member("name", name).member("ref", std::string(prefix) + name);
      json.member("targetCommit", commit).end_object();
    }
    json.end_array();
  };
  json.begin_object();
  list("branches", "refs/heads/", refs.branches);
  list("converts", "refs/convert/", converts);
  list("tags", "refs/tags/", refs.tags);
  json.key("pullRequests").begin_array().end_array().end_object();
  return json_reply(*repository, std::move(body));
}

Response RepositoryApi::commits(const Request& request) {
  api::ResponseOr<Repository> repository = find_repository(context_, request, "rest");
  if (!repository) return std::move(repository).refusal();
  std::vector<pushed::Commit> commits;
  if (const auto& pushed = repository->pushed()) {
    Result<std::vector<pushed::Commit>> history =
        pushed->history(repository->commit(), kMaxEntries);
    if (!history) return http::error_response(history.error());
    commits = *std::move(history);
  } else {
    commits.emplace_back();
    commits.back().id = repository->commit();
    commits.back().title = repository->title();
    commits.back().seconds = repository->changed_at();
  }
  std::string body;
  JsonWriter json(body);
  json.begin_array();
  for (const pushed::Commit& commit : commits) {
    json.begin_object().member("id", commit.id).member("title", commit.title);
    json.member("message", commit.message).key("authors").begin_array();
    if (!commit.author.empty()) json.begin_object().member("user", commit.author).end_object();
    json.end_array().member("date", api_time(commit.seconds)).end_object();
  }
  json.end_array();
  Response response = json_reply(*repository, std::move(body));
  response.headers.add("X-Total-Count", std::to_string(commits.size()));
  return response;
}

constexpr http::QueryParameter kOfList[] = {
    {"author", "Owner of the datasets"},
    {"search", "Part of their names"},
    {"filter", "A tag that they have, such as language:en; may be repeated"},
    {"tags", "The same"},
    {"language", "A language that they have"},
    {"sort", "downloads, likes, lastModified, createdAt or id"},
    {"direction", "1: the smallest first"},
    {"limit", "Datasets at most", http::QueryParameter::Type::kNumber},
    {"cursor", "As in the Link of the page before", http::QueryParameter::Type::kNumber}};
constexpr http::QueryParameter kOfInfo[] = {
    {"blobs", "With sizes and hashes of files", http::QueryParameter::Type::kFlag}};
constexpr http::QueryParameter kOfTree[] = {
    {"recursive", "Folders within folders too", http::QueryParameter::Type::kFlag},
    {"expand", "With the commit of each file", http::QueryParameter::Type::kFlag},
    {"limit", "Entries at most", http::QueryParameter::Type::kNumber},
    {"cursor", "As in the Link of the page before", http::QueryParameter::Type::kNumber}};

struct Entry {
  Method method = Method::kGet;
  const char* path = nullptr;  ///< After /api/datasets/{owner}/{name}; absolute if not below it.
  const char* name = nullptr;
  const char* summary = nullptr;
  Response (RepositoryApi::*answer)(const Request&) = nullptr;
  const char* schema = "";
  std::span<const http::QueryParameter> parameters = {};
};

constexpr Entry kEntries[] = {
    {Method::kGet, "/api/datasets", "repositories", "The library's datasets as repositories",
     &RepositoryApi::list, "Repositories", kOfList},
    {Method::kGet, "", "repository", "What a dataset is, with its files", &RepositoryApi::info,
     "Repository", kOfInfo},
    {Method::kGet, "/revision/{revision...}", "repository-revision", "The same at a revision",
     &RepositoryApi::info, "Repository", kOfInfo},
    {Method::kGet, "/tree/{rest...}", "repository-tree", "Files and folders at a revision",
     &RepositoryApi::tree, "RepositoryEntries", kOfTree},
    {Method::kPost, "/paths-info/{rest...}", "repository-paths",
     "Those of the files named that are there", &RepositoryApi::paths_info, "RepositoryEntries"},
    {Method::kGet, "/refs", "repository-refs", "Branches and tags", &RepositoryApi::refs, "Refs"},
    {Method::kGet, "/croissant", "repository-croissant",
     "Its files, splits and columns in Croissant 1.1", &RepositoryApi::croissant, "Croissant"},
    {Method::kGet, "/auth-check", "repository-auth-check", "Whether it may be read",
     &RepositoryApi::auth_check, "Empty"},
    {Method::kGet, "/commits/{rest...}", "repository-commits", "Its commits, the latest first",
     &RepositoryApi::commits, "Commits"},
    {Method::kGet, "/datasets/{owner}/{name}/resolve/{rest...}", "download",
     "A file of a dataset at a revision", &RepositoryApi::file},
    {Method::kGet, "/datasets/{owner}/{name}/raw/{rest...}", "download-raw",
     "The same as git holds it", &RepositoryApi::raw},
};

}  // namespace

void add_repository_routes(http::Router& router, api::Context& context) {
  const auto api = std::make_shared<RepositoryApi>(context);
  for (const Entry& entry : kEntries) {
    const std::string_view path = entry.path;
    const bool is_absolute = path.starts_with("/api/") || path.starts_with("/datasets/");
    router.add({.method = entry.method,
                .pattern = (is_absolute ? "" : "/api/datasets/{owner}/{name}") + std::string(path),
                .name = entry.name,
                .summary = entry.summary,
                .handler = [api, answer = entry.answer](
                               const Request& request) { return ((*api).*answer)(request); },
                .any_origin = true,
                .parameters = entry.parameters,
                .answer = entry.schema,
                .need = http::Need::kRead});
  }
}

}  // namespace vitrine::hub

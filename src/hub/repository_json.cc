#include "hub/repository_json.h"

#include <fmt/chrono.h>

#include <set>

#include "base/digest.h"
#include "hub/repository_card.h"
#include "schema/modalities.h"
#include "source/card.h"

namespace vitrine::hub {
namespace {

void write_large(JsonWriter& json, const FileIdentity& identity, std::uint64_t size_bytes,
                 std::string_view name_of_hash) {
  if (identity.sha256.empty()) return;
  json.key("lfs").begin_object().member(name_of_hash, identity.sha256);
  json.member("size", size_bytes).member("pointerSize", identity.pointer.size()).end_object();
}

void write_last_commit(JsonWriter& json, const Repository& repository) {
  json.key("lastCommit").begin_object().member("id", repository.commit());
  json.member("title", repository.title()).member("date", api_time(repository.changed_at()));
  json.end_object();
}

void write_all(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.key(key).begin_array();
  for (const std::string& value : values) json.value(value);
  json.end_array();
}

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) write_all(json, key, values);
}

source::Card card_of(const Repository& repository) {
  Result<source::Card> parsed = source::parse_card(repository.card());
  return parsed ? *std::move(parsed) : source::Card();
}

/// As the Hub tags a dataset: what its card says, and what was found out.
std::vector<std::string> tags_of(const Repository& repository, const source::Card& card) {
  std::vector<std::string> tags;
  const auto add = [&](std::string_view kind, const auto& values) {
    for (const auto& value : values) tags.push_back(std::string(kind) + std::string(value));
  };
  add("task_categories:", card.task_categories);
  add("language:", card.languages);
  if (!card.license.empty()) tags.push_back("license:" + card.license);
  add("size_categories:", card.size_categories);
  add("", card.tags);
  const store::Manifest* manifest = repository.manifest();
  if (manifest == nullptr) return tags;
  tags.emplace_back("format:parquet");
  add("modality:", hub_modalities(*manifest));
  // Whatever reads Parquet by this server's addresses: tests/api/clients.py runs each.
  add("library:",
      std::initializer_list<std::string_view>{"datasets", "pandas", "polars", "mlcroissant"});
  return tags;
}

void write_card_data(JsonWriter& json, const source::Card& card) {
  json.key("cardData").begin_object();
  if (!card.pretty_name.empty()) json.member("pretty_name", card.pretty_name);
  if (!card.license.empty()) json.member("license", card.license);
  write_texts(json, "language", card.languages);
  write_texts(json, "tags", card.tags);
  write_texts(json, "task_categories", card.task_categories);
  write_texts(json, "size_categories", card.size_categories);
  json.key("configs").begin_array();
  for (const source::CardConfig& config : card.configs) {
    json.begin_object().member("config_name", config.name).key("data_files").begin_array();
    for (const source::CardSplit& split : config.splits) {
      json.begin_object().member("split", split.name);
      json.member("path", split.patterns.front()).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

Status write_siblings(JsonWriter& json, const Repository& repository, ContentDigests* identities) {
  json.key("siblings").begin_array();
  for (const RepositoryFile& file : repository.files()) {
    json.begin_object().member("rfilename", file.path);
    if (identities != nullptr) {
      const Result<FileIdentity> identity = identities->identify(file);
      if (!identity) return identity.error();
      json.member("size", file.size_bytes).member("blobId", identity->blob_id);
      write_large(json, *identity, file.size_bytes, "sha256");
    }
    json.end_object();
  }
  json.end_array();
  return {};
}

}  // namespace

std::set<std::string_view> hub_modalities(const store::Manifest& manifest) {
  std::set<std::string_view> kinds;
  for (const store::ConfigManifest& config : manifest.configs) {
    for (const std::string_view kind : schema::modalities(config.features)) kinds.insert(kind);
  }
  kinds.erase("vectors");
  return kinds;
}

std::string api_time(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.000Z", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::vector<std::string> tags_of(const Repository& repository) {
  return tags_of(repository, card_of(repository));
}

void write_file_entry(JsonWriter& json, const RepositoryFile& file, const FileIdentity& identity,
                      const Repository* expanded) {
  json.begin_object().member("type", "file").member("oid", identity.blob_id);
  json.member("size", file.size_bytes);
  write_large(json, identity, file.size_bytes, "oid");
  json.member("path", file.path);
  if (expanded != nullptr) write_last_commit(json, *expanded);
  json.end_object();
}

void write_folder_entry(JsonWriter& json, const Repository& repository, std::string_view path) {
  Digester digester(Digester::Algorithm::kSha1);
  digester.update(repository.commit());
  digester.update(path);
  json.begin_object().member("type", "directory").member("oid", digester.hex());
  json.member("size", 0).member("path", path).end_object();
}

Status write_info(JsonWriter& json, const Repository& repository, const InfoOptions& options) {
  const store::DatasetName& name = repository.name();
  const source::Card card = card_of(repository);
  const std::string time = api_time(repository.changed_at());
  json.begin_object().member("_id", repository.commit().substr(0, 24));
  json.member("id", name.id()).member("author", name.owner);
  json.member("sha", repository.commit()).member("lastModified", time).member("createdAt", time);
  json.member("private", false).member("gated", false).member("disabled", false);
  json.member("downloads", options.downloads_last_month).member("likes", 0);
  write_all(json, "tags", tags_of(repository, card));
  write_card_data(json, card);
  if (options.files) {
    if (Status status = write_siblings(json, repository, options.identities); !status)
      return status;
  }
  json.end_object();
  return {};
}

}  // namespace vitrine::hub

#include "replica/listing.h"

#include <algorithm>
#include <random>

#include "base/hash.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/plain_path.h"
#include "store/dataset_folder.h"
#include "store/manifest.h"
#include "store/publication.h"

namespace vitrine::replica {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxPathBytes = 4096;
/// Of one file: more than any disk has.
constexpr std::int64_t kMaxFileBytes = std::int64_t{1} << 50U;
constexpr std::size_t kMostServers = 16;

void write_file(JsonWriter& out, const ListedFile& file) {
  out.begin_object().member("path", file.path).member("size_bytes", file.size_bytes);
  out.member("hash", file.hash).end_object();
}

void write_files(JsonWriter& out, std::span<const ListedFile> files) {
  out.begin_array();
  for (const ListedFile& file : files) write_file(out, file);
  out.end_array();
}

void write_dataset(JsonWriter& out, const ListedDataset& dataset) {
  out.begin_object().member("id", dataset.name.id()).member("snapshot", dataset.snapshot);
  out.member("manifest", dataset.manifest).member("trouble", dataset.trouble);
  out.key("derived");
  write_files(out, dataset.derived);
  out.key("side");
  write_files(out, dataset.side);
  if (dataset.pushed) {
    out.key("pushed");
    write_file(out, *dataset.pushed);
  }
  out.end_object();
}

Error no_listing(std::string_view what) {
  return corrupt("its list of datasets has no usable \"" + std::string(what) + "\"");
}

std::string text_of(const json::value& value, std::string_view key) {
  return std::string(string_member(value, key).value_or(""));
}

Result<ListedFile> read_file_entry(const json::value& value) {
  ListedFile file{text_of(value, "path"), 0, text_of(value, "hash")};
  const auto size = int_member(value, "size_bytes");
  if (!size || *size < 0 || *size > kMaxFileBytes) return no_listing("size_bytes");
  if (!is_hash(file.hash)) return no_listing("hash");
  file.size_bytes = static_cast<std::uint64_t>(*size);
  return file;
}

Result<std::vector<ListedFile>> read_file_list(const json::value* value, std::string_view what) {
  if (value == nullptr || !value->is_array()) return no_listing(what);
  std::vector<ListedFile> files;
  for (const json::value& item : value->get_array()) {
    Result<ListedFile> file = read_file_entry(item);
    if (!file) return std::move(file).error();
    files.push_back(*std::move(file));
  }
  std::vector<std::string_view> paths;
  for (const ListedFile& file : files) paths.push_back(file.path);
  std::ranges::sort(paths);
  if (std::ranges::adjacent_find(paths) != paths.end()) return no_listing(what);
  return files;
}

Status check_dataset(const ListedDataset& dataset) {
  const bool has_snapshot = !dataset.snapshot.empty();
  if (has_snapshot && (dataset.snapshot.size() != 32 || !is_hash(dataset.snapshot)))
    return no_listing("snapshot");
  if (has_snapshot != !dataset.manifest.empty() || (has_snapshot && !is_hash(dataset.manifest)))
    return no_listing("manifest");
  if (!has_snapshot && !dataset.derived.empty()) return no_listing("derived");
  for (const ListedFile& file : dataset.derived) {
    if (!is_below(file.path, "derived")) return no_listing("derived");
  }
  for (const ListedFile& file : dataset.side) {
    if (std::ranges::find(store::kSideFiles, file.path) == store::kSideFiles.end())
      return no_listing("side");
    if (file.size_bytes > store::kMaxSideFileBytes) return no_listing("side");
  }
  if (dataset.pushed && dataset.pushed->path != store::kPushedRefs) return no_listing("pushed");
  return {};
}

Result<ListedDataset> read_dataset(const json::value& value) {
  Result<store::DatasetName> name = store::DatasetName::parse(text_of(value, "id"));
  if (!name) return no_listing("id");
  ListedDataset dataset{*std::move(name),
                        text_of(value, "snapshot"),
                        text_of(value, "manifest"),
                        text_of(value, "trouble"),
                        {},
                        {}};
  Result<std::vector<ListedFile>> derived =
      read_file_list(find_member(value, "derived"), "derived");
  if (!derived) return std::move(derived).error();
  dataset.derived = *std::move(derived);
  Result<std::vector<ListedFile>> side = read_file_list(find_member(value, "side"), "side");
  if (!side) return std::move(side).error();
  dataset.side = *std::move(side);
  if (const json::value* pushed = find_member(value, "pushed")) {
    Result<ListedFile> refs = read_file_entry(*pushed);
    if (!refs) return std::move(refs).error();
    dataset.pushed = *std::move(refs);
  }
  if (Status status = check_dataset(dataset); !status) return std::move(status).error();
  return dataset;
}

/// A server of another version is told by name, before anything else of its list is read.
Status check_versions(const json::value& value, const LibraryListing& listing) {
  const auto version = int_member(value, "copies");
  if (!version) return no_listing("copies");
  const std::string who = "it is Vitrine " + listing.version;
  if (*version != kListingVersion)
    return unsupported(who + ", which lists its datasets in version " + std::to_string(*version) +
                       ", and this one reads version " + std::to_string(kListingVersion) +
                       ": run the same version on both");
  if (listing.snapshot_format != store::kSnapshotFormatVersion)
    return unsupported(who + ", which keeps snapshots in format " +
                       std::to_string(listing.snapshot_format) + ", and this one reads format " +
                       std::to_string(store::kSnapshotFormatVersion) +
                       ": run the same version on both");
  return {};
}

Status read_servers(const json::value& value, LibraryListing& listing) {
  const json::value* servers = find_member(value, "servers");
  if (servers == nullptr || !servers->is_array() || servers->get_array().size() > kMostServers)
    return no_listing("servers");
  for (const json::value& server : servers->get_array()) {
    if (!server.is_string() || !is_hash(server.get_string())) return no_listing("servers");
    listing.servers.emplace_back(server.get_string());
  }
  return {};
}

}  // namespace

std::string new_server_number() {
  std::random_device device;
  std::string seed;
  for (int i = 0; i < 8; ++i) seed += std::to_string(device()) + ",";
  return hash128(seed).hex();
}

bool is_hash(std::string_view text) {
  return (text.size() == 32 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_inside(std::string_view path) {
  return path.size() <= kMaxPathBytes && is_plain_path(path);
}

bool is_below(std::string_view path, std::string_view folder) {
  return is_inside(path) && path.starts_with(folder) && path.size() > folder.size() &&
         path[folder.size()] == '/';
}

bool is_snapshot_path(std::string_view path) {
  return is_inside(path) && path != store::kManifestFile;
}

std::string listing_json(const LibraryListing& listing) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("copies", kListingVersion).member("version", listing.version);
  json.member("snapshot_format", listing.snapshot_format).key("servers").begin_array();
  for (const std::string& server : listing.servers) json.value(server);
  json.end_array().member("whole", listing.is_whole).key("datasets").begin_array();
  for (const ListedDataset& dataset : listing.datasets) write_dataset(json, dataset);
  json.end_array().end_object();
  return out;
}

Result<LibraryListing> parse_listing(std::string_view text) {
  const Result<json::value> value = parse_json(text);
  if (!value) return corrupt("its list of datasets is " + value.error().message());
  LibraryListing listing{.version = text_of(*value, "version")};
  listing.snapshot_format = static_cast<int>(int_member(*value, "snapshot_format").value_or(0));
  if (Status status = check_versions(*value, listing); !status) return std::move(status).error();
  if (Status status = read_servers(*value, listing); !status) return std::move(status).error();
  const auto is_whole = bool_member(*value, "whole");
  if (!is_whole) return no_listing("whole");
  listing.is_whole = *is_whole;
  const json::value* datasets = find_member(*value, "datasets");
  if (datasets == nullptr || !datasets->is_array()) return no_listing("datasets");
  for (const json::value& item : datasets->get_array()) {
    Result<ListedDataset> dataset = read_dataset(item);
    if (!dataset) return std::move(dataset).error();
    listing.datasets.push_back(*std::move(dataset));
  }
  std::ranges::sort(listing.datasets, {}, &ListedDataset::name);
  if (std::ranges::adjacent_find(listing.datasets, {}, &ListedDataset::name) !=
      listing.datasets.end())
    return no_listing("datasets");
  return listing;
}

std::string files_json(std::span<const ListedFile> files) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("files");
  write_files(json, files);
  json.end_object();
  return out;
}

Result<std::vector<ListedFile>> parse_files(std::string_view text) {
  const Result<json::value> value = parse_json(text);
  if (!value) return corrupt("its list of files is " + value.error().message());
  return read_file_list(find_member(*value, "files"), "files");
}

}  // namespace vitrine::replica

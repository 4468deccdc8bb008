#include "source/hub_answers.h"

#include <optional>

#include "base/file.h"
#include "base/json_parse.h"

namespace vitrine::source {
namespace {

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_harmless_path(std::string_view path) {
  if (path.empty() || path.size() > 1024 || path.find('\\') != std::string_view::npos) return false;
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < ' ') return false;
  }
  const fs::path parts(path);
  return parts.is_relative() && parts == parts.lexically_normal() && *parts.begin() != "..";
}

Result<HubFile> read_file(const boost::json::value& entry) {
  HubFile file;
  file.path = string_member(entry, "path").value_or("");
  file.blob_id = string_member(entry, "oid").value_or("");
  const std::optional<std::int64_t> size = int_member(entry, "size");
  if (const boost::json::value* large = find_member(entry, "lfs"); large && large->is_object())
    file.sha256 = string_member(*large, "oid").value_or("?");
  if (!is_harmless_path(file.path))
    return corrupt("the Hub lists a file whose name leads elsewhere");
  if (!size || *size < 0 || !is_hex(file.blob_id, 40) ||
      (!file.sha256.empty() && !is_hex(file.sha256, 64)))
    return corrupt("the Hub lists " + file.path + " without a size and hashes that make sense");
  file.size_bytes = static_cast<std::uint64_t>(*size);
  return file;
}

Result<boost::json::value> read_json(std::string_view body, const std::string& endpoint) {
  Result<boost::json::value> json = parse_json(body);
  if (!json) return corrupt(endpoint + " does not answer in JSON; is it a Hub?");
  return json;
}

}  // namespace

Result<HubCommit> read_hub_commit(std::string_view body, const std::string& endpoint) {
  const Result<boost::json::value> json = read_json(body, endpoint);
  if (!json) return json.error();
  HubCommit commit{std::string(string_member(*json, "id").value_or("")),
                   std::string(string_member(*json, "sha").value_or(""))};
  if (!is_hex(commit.commit, 40)) return corrupt(endpoint + " names no commit; is it a Hub?");
  return commit;
}

Result<HubListing> read_hub_listing(std::string_view body, const std::string& endpoint) {
  const Result<boost::json::value> json = read_json(body, endpoint);
  if (!json) return json.error();
  if (!json->is_array()) return corrupt(endpoint + " lists no files");
  HubListing listing;
  listing.num_entries = json->get_array().size();
  for (const boost::json::value& entry : json->get_array()) {
    if (string_member(entry, "type") != "file") continue;
    Result<HubFile> file = read_file(entry);
    if (!file) return std::move(file).error();
    listing.files.push_back(*std::move(file));
  }
  return listing;
}

std::string next_hub_page(std::string_view link, std::string_view base) {
  const std::size_t end = link.find('>');
  if (!link.starts_with('<') || end == std::string_view::npos ||
      link.find("rel=\"next\"", end) == std::string_view::npos)
    return {};
  const std::string_view address = link.substr(1, end - 1);
  return address.starts_with(base) ? std::string(address) : std::string();
}

}  // namespace vitrine::source

#include "replica/http_origin.h"

#include <charconv>

#include "base/json_parse.h"
#include "source/hub_address.h"

namespace vitrine::replica {
namespace {

constexpr std::string_view kRoute = "/api/v1/copies";
constexpr std::size_t kMaxJsonBytes = std::size_t{256} << 20U;
constexpr std::size_t kMaxRefusalBytes = 4096;

std::string route_of(const store::DatasetName& dataset, std::string_view rest) {
  return std::string(kRoute) + "/" + dataset.id() + std::string(rest);
}

/// Where a part of a file begins: "bytes 100-199/200".
std::optional<std::uint64_t> first_byte(std::string_view content_range) {
  constexpr std::string_view kUnit = "bytes ";
  if (!content_range.starts_with(kUnit)) return std::nullopt;
  content_range.remove_prefix(kUnit.size());
  std::uint64_t first = 0;
  const auto [end, error] =
      std::from_chars(content_range.data(), content_range.data() + content_range.size(), first);
  const bool is_number = error == std::errc() && end != content_range.data() + content_range.size();
  return is_number && *end == '-' ? std::optional(first) : std::nullopt;
}

Error no_server(std::string_view content_type) {
  return corrupt("answers with " +
                 (content_type.empty() ? std::string("something") : std::string(content_type)) +
                 " where a server of Vitrine answers with JSON: is this its address?");
}

bool is_json(const source::HttpHead& head) {
  return head.header("content-type").starts_with("application/json");
}

}  // namespace

Result<std::unique_ptr<HttpOrigin>> HttpOrigin::make(std::string_view address, Options options) {
  const bool is_http = address.starts_with("http://") || address.starts_with("https://");
  const std::size_t host = address.find("://") + 3;
  if (!is_http || host >= address.size() || address[host] == '/')
    return invalid_argument("\"" + std::string(address) +
                            "\" is no address of a server: write http://HOST:PORT or a folder");
  if (address.find_first_of("?#") != std::string_view::npos)
    return invalid_argument(
        "the address of an origin ends with its path: take away what begins "
        "with ? or #");
  const std::string_view authority = address.substr(host, address.find('/', host) - host);
  if (authority.find('@') != std::string_view::npos)
    return invalid_argument("an origin's address holds no password: put a token into " +
                            std::string(kOriginTokenVariable));
  while (address.ends_with('/')) address.remove_suffix(1);
  return std::unique_ptr<HttpOrigin>(new HttpOrigin(std::string(address), std::move(options)));
}

Error HttpOrigin::told(Error error) const {
  // The client of http:// names the host already; the address says more.
  return std::move(error).in("the origin " + address_);
}

source::HttpGet HttpOrigin::request(const std::string& route, std::stop_token stop) const {
  source::HttpGet get{.url = address_ + route, .token = options_.token};
  get.stall = options_.stall;
  get.stop = std::move(stop);
  return get;
}

Error HttpOrigin::refusal(int status, std::string_view body) const {
  const Result<boost::json::value> json = parse_json(body);
  const std::string said(json ? string_member(*json, "error").value_or("") : "");
  const std::string with = said.empty() ? std::string() : ": " + said;
  const std::string token(kOriginTokenVariable);
  if (status == 401 || status == 403)
    return invalid_argument(options_.token.empty()
                                ? "lets nobody read without a token: put one into " + token
                                : "does not take the token of " + token + with);
  if (status == 421)
    return invalid_argument("does not know itself by this name: start it with --allow-host");
  if (status == 404) return not_found("answers 404" + with);
  if (status == 408 || status == 429 || status >= 500)
    return unavailable("answers " + std::to_string(status) + with);
  return corrupt("answers " + std::to_string(status) + with);
}

Result<HttpOrigin::Answer> HttpOrigin::ask_json(const std::string& route,
                                                const std::string& known_tag,
                                                std::stop_token stop) {
  source::HttpGet get = request(route, std::move(stop));
  get.if_none_match = known_tag;
  std::string body;
  Result<source::HttpHead> head =
      http_.get(get, [&](const source::HttpHead& came, std::string_view bytes) {
        if (came.status == 200 && !is_json(came))
          return Status(no_server(came.header("content-type")));
        const std::size_t most = came.status == 200 ? kMaxJsonBytes : kMaxRefusalBytes;
        if (body.size() + bytes.size() <= most)
          body += bytes;
        else if (came.status == 200)
          return Status(corrupt("answers with more than any list has"));
        return Status();
      });
  if (!head) return told(std::move(head).error());
  if (head->status == 304 && !known_tag.empty()) return Answer{*std::move(head), {}};
  if (head->status != 200) return told(refusal(head->status, body));
  if (!is_json(*head)) return told(no_server(head->header("content-type")));
  return Answer{*std::move(head), std::move(body)};
}

Result<std::optional<Origin::List>> HttpOrigin::list(const std::string& known_tag,
                                                     std::stop_token stop) {
  Result<Answer> answer = ask_json(std::string(kRoute), known_tag, std::move(stop));
  if (!answer && answer.error().code() == ErrorCode::kNotFound)
    return told(corrupt("has no " + std::string(kRoute) +
                        ": it is no server of Vitrine, or one that is too old to be copied"));
  if (!answer) return std::move(answer).error();
  if (answer->head.status == 304) return std::optional<List>();
  Result<LibraryListing> listing = parse_listing(answer->body);
  if (!listing) return told(std::move(listing).error());
  return std::optional(List{*std::move(listing), std::string(answer->head.header("etag"))});
}

Result<std::string> HttpOrigin::manifest(const store::DatasetName& dataset,
                                         const std::string& snapshot, std::stop_token stop) {
  Result<Answer> answer =
      ask_json(route_of(dataset, "/manifest?snapshot=" + snapshot), {}, std::move(stop));
  if (!answer) return std::move(answer).error();
  return std::move(answer->body);
}

Result<std::vector<ListedFile>> HttpOrigin::pushed_files(const store::DatasetName& dataset,
                                                         std::stop_token stop) {
  const Result<Answer> answer = ask_json(route_of(dataset, "/pushed"), {}, std::move(stop));
  if (!answer) return answer.error();
  Result<std::vector<ListedFile>> files = parse_files(answer->body);
  if (!files) return told(std::move(files).error());
  return files;
}

Status HttpOrigin::read(const store::DatasetName& dataset, const std::string& path,
                        std::uint64_t offset, const Sink& sink, std::stop_token stop) {
  source::HttpGet get =
      request(route_of(dataset, "/files/" + source::percent_encode(path, true)), std::move(stop));
  get.offset = offset;
  std::uint64_t at = 0;
  bool has_begun = false;
  std::string refused;
  Status kept;  // what the sink said, which is no fault of the origin
  const Result<source::HttpHead> head =
      http_.get(get, [&](const source::HttpHead& came, std::string_view bytes) -> Status {
        if (came.status != 200 && came.status != 206) {
          if (refused.size() + bytes.size() <= kMaxRefusalBytes) refused += bytes;
          return {};
        }
        if (!has_begun) {
          const auto first = came.status == 206 ? first_byte(came.header("content-range")) : 0;
          if (!first || (came.status == 206 && *first != offset))
            return corrupt("answers with another part of a file than was asked for");
          at = *first;
          has_begun = true;
        }
        kept = sink(at, bytes);
        at += bytes.size();
        return kept;
      });
  if (!kept) return kept;
  if (!head) return told(head.error());
  if (head->status == 200 || head->status == 206) return {};
  return told(refusal(head->status, refused));
}

}  // namespace vitrine::replica

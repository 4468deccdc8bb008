#include "hub/page_addresses.h"

#include "http/forwarding.h"
#include "hub/repository.h"
#include "source/hub_address.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

std::string page_of(const Request& request) {
  return std::string(http::base_path_of(request)) + "/datasets/" +
         source::percent_encode(request.path.get("owner").value_or(""), false) + "/" +
         source::percent_encode(request.path.get("name").value_or(""), false);
}

Response lead_to(std::string address) {
  Response response;
  response.status = 302;
  response.headers.add("Location", std::move(address));
  return response;
}

/// "/viewer", "/viewer/{config}", "/viewer/{config}/{split}".
Response viewer(const Request& request) {
  const std::string_view rest = request.path.get("rest").value_or("");
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string address = page_of(request);
  if (slash > 0) address += "?config=" + source::percent_encode(rest.substr(0, slash), false);
  if (slash + 1 < rest.size())
    address += "&split=" + source::percent_encode(rest.substr(slash + 1), false);
  return lead_to(std::move(address));
}

Response card(const Request& request) {
  return lead_to(page_of(request) + "?tab=card");
}

/// The card is shown, any other file is sent.
Response blob(const Request& request) {
  const std::string_view rest = request.path.get("rest").value_or("");
  if (Repository::split_address(rest).second == "README.md") return card(request);
  return lead_to(page_of(request) + "/resolve/" + source::percent_encode(rest, true));
}

struct Entry {
  const char* path = nullptr;
  const char* name = nullptr;
  Response (*answer)(const Request&) = nullptr;
};

constexpr Entry kEntries[] = {
    {"/viewer", "page-viewer", viewer},     {"/viewer/{rest...}", "page-viewer-split", viewer},
    {"/tree/{rest...}", "page-tree", card}, {"/commit/{rest...}", "page-commit", card},
    {"/blob/{rest...}", "page-blob", blob},
};

}  // namespace

void add_page_addresses(http::Router& router) {
  for (const Entry& entry : kEntries) {
    router.add({.pattern = std::string("/datasets/{owner}/{name}") + entry.path,
                .name = entry.name,
                .summary = "The Hub's address of what the page shows",
                .handler = entry.answer,
                .need = http::Need::kRead});
  }
}

}  // namespace vitrine::hub

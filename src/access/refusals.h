#pragma once
// What somebody is told who may not have what they ask for. Under the addresses of the Hub it is
// what the Hub tells of a private dataset, which its clients know how to read.

#include <optional>
#include <string_view>

#include "http/message.h"
#include "http/rights.h"

namespace vitrine::access {

/// For a stranger: 401 with what to show.
http::Response ask_for_token(const http::Request& request, http::Need need);
/// For somebody known: 403 with what their token is not for.
http::Response refuse_need(const http::Rights& rights, http::Need need);
/// For somebody known, about a dataset that they may not see: as if it were not there.
http::Response hide_dataset(const http::Request& request, std::string_view dataset);
/// About a dataset that the server's operator has closed: 403, and 501 where the Hub's viewer would
/// answer from its own list of them.
http::Response refuse_blocked(const http::Request& request, std::string_view dataset);
/// 403 where nobody may change anything.
http::Response refuse_all_changes();
/// 405 where changes are made at another server: docs/decisions/copies.md says why no redirect.
http::Response refuse_change_of_copy(std::string_view origin);

}  // namespace vitrine::access

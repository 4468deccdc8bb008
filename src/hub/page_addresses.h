#pragma once
// The addresses at which the Hub shows a dataset to people, led to the page: /viewer, /tree and
// /blob below /datasets/{owner}/{name}.

#include "http/router.h"

namespace vitrine::hub {

void add_page_addresses(http::Router& router);

}  // namespace vitrine::hub

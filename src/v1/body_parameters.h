#pragma once
// Parameters that come in the body of a POST: the members of a JSON object say what a query string
// says, names and numbers in arrays where it has commas.

#include "api/response_or.h"
#include "ask/parameters.h"

namespace vitrine::v1 {

/// The request's parameters, those of its body among them. Refusals: 422 for a body that is no JSON
/// object.
api::ResponseOr<ask::Pairs> all_parameters(const http::Request& request);

}  // namespace vitrine::v1

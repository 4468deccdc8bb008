#pragma once
// How a route finds the dataset that a request names, and what it answers if there is none.

#include <memory>
#include <string_view>

#include "api/context.h"
#include "api/response_or.h"

namespace vitrine::api {

/// `id` is "owner/name"; `request` says who asks. Refusals: 404 DatasetNotFoundError, also if `id`
/// is malformed; 500 with the damage in one sentence.
ResponseOr<std::shared_ptr<const engine::OpenDataset>> open_dataset(const Context& context,
                                                                    const http::Request& request,
                                                                    std::string_view id);

}  // namespace vitrine::api

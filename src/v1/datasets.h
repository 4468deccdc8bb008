#pragma once
// /api/v1/datasets: what there is, and one dataset with its card, configs and files.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

/// A dataset that is damaged is listed with `error` and zeros, so that it hides no other.
http::Response list_datasets(api::Context& context, const http::Request& request);
http::Response dataset(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

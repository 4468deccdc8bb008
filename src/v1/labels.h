#pragma once
// /api/v1/datasets/{owner}/{name}/labels: columns that people add, and the values that they give to
// rows. The table of routes keeps out who may not change them.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

http::Response labels(api::Context& context, const http::Request& request);
/// Adds a column, or changes its choices: {"kind": "choice", "choices": ["good", "bad"]}.
http::Response define_label(api::Context& context, const http::Request& request);
http::Response remove_label(api::Context& context, const http::Request& request);
/// {"value": "good", "was": null}; 409 LabelChanged with the present value where it is another.
http::Response set_label(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

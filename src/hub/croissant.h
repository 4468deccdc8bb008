#pragma once
// /croissant-crumbs: a dataset's files, splits and columns in Croissant 1.1, as the Hub writes
// them.
//
// Source: the MLCommons Croissant format specification, 1.1 (2025).

#include "api/context.h"
#include "http/message.h"

namespace vitrine::hub {

/// `full=false` caps the fields of a record set at 1,000, as on the Hub.
http::Response croissant_crumbs(api::Context& context, const http::Request& request);

/// The same description of one dataset, for whoever has it.
std::string croissant_json(const http::Request& request, const store::Manifest& manifest,
                           bool full);

}  // namespace vitrine::hub

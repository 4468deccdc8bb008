#pragma once
// /api/v1/imports, /api/v1/uploads and DELETE of a dataset: what changes the library. The
// table of routes keeps out who may not; the list is for everyone, and empty for those who may not.

#include "api/context.h"
#include "http/message.h"

namespace vitrine::v1 {

inline constexpr std::uint64_t kMaxPieceBytes = std::uint64_t{16} << 20U;

http::Response list_imports(api::Context& context, const http::Request& request);
http::Response start_import(api::Context& context, const http::Request& request);
/// What an import would make: see preview_request_json.
http::Response preview_import(api::Context& context, const http::Request& request);
http::Response cancel_import(api::Context& context, const http::Request& request);
http::Response begin_upload(api::Context& context, const http::Request& request);
http::Response append_upload(api::Context& context, const http::Request& request);
http::Response discard_upload(api::Context& context, const http::Request& request);
http::Response remove_dataset(api::Context& context, const http::Request& request);

}  // namespace vitrine::v1

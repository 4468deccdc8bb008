#include "api/open_dataset.h"

#include "api/write_services.h"

namespace vitrine::api {

ResponseOr<std::shared_ptr<const engine::OpenDataset>> open_dataset(const Context& context,
                                                                    const http::Request& request,
                                                                    std::string_view id) {
  const auto absent = [&] {
    // An id of any length may have been sent.
    const std::string shown = id.size() <= 200 ? " '" + std::string(id) + "'" : std::string();
    return http::error_response(404, "DatasetNotFoundError",
                                "The dataset" + shown + " does not exist on this server.");
  };
  const Result<store::DatasetName> name = store::DatasetName::parse(id);
  if (!name) return absent();
  Result<std::shared_ptr<const engine::OpenDataset>> opened =
      context.engine.open(caller_of(context, request), *name);
  if (opened) return *std::move(opened);
  if (opened.error().code() == ErrorCode::kNotFound) return absent();
  return http::error_response(opened.error());
}

}  // namespace vitrine::api

#include "replica/open_origin.h"

#include "replica/http_origin.h"
#include "replica/library_origin.h"

namespace vitrine::replica {
namespace {

template <typename Kind>
Result<std::unique_ptr<Origin>> as_origin(Result<std::unique_ptr<Kind>> made) {
  if (!made) return std::move(made).error();
  return std::unique_ptr<Origin>(*std::move(made));
}

}  // namespace

Result<std::unique_ptr<Origin>> open_origin(const std::string& address,
                                            const store::Library& library, std::string token) {
  if (address.find("://") != std::string::npos)
    return as_origin(HttpOrigin::make(address, {.token = std::move(token)}));
  std::error_code ec;
  if (fs::equivalent(address, library.home(), ec))
    return invalid_argument(address +
                            " is this very library: a copy needs a folder of its own, "
                            "named by --home");
  return as_origin(LibraryOrigin::open(address));
}

}  // namespace vitrine::replica

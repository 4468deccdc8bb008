#pragma once
// An origin by what a person writes: the address of a server, or the folder of a library.

#include <memory>
#include <string>

#include "replica/origin.h"
#include "store/library.h"

namespace vitrine::replica {

/// `token`: shown to a server. Errors: invalid_argument for no address, and for the folder of
/// `library` itself; not_found for a folder that is no library; io.
Result<std::unique_ptr<Origin>> open_origin(const std::string& address,
                                            const store::Library& library, std::string token);

}  // namespace vitrine::replica

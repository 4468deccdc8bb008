#pragma once
// The owner's token: a secret file in the library, made with the first server on it. Whoever can
// read the file is the owner, and nobody else can: its mode is 0600 in a folder of mode 0700. It
// stays the same until it is deleted, so that a browser that was let in once stays in.

#include <string>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::access {

/// HOME/owner-token
fs::path owner_token_path(const fs::path& home);

/// The token of the library, made if there is none; two processes that begin at once get the same
/// one. Errors: io where it can neither be read nor made; invalid_argument where others may read it
/// or it holds something else.
Result<std::string> owner_token(const fs::path& home);

}  // namespace vitrine::access

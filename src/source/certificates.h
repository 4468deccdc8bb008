#pragma once
// Certificates: where this machine keeps those of the authorities by which https:// is checked.
// Each family of systems has a place of its own, and a libcurl knows that of the system it was
// built on.

#include <filesystem>
#include <string>

#include "base/result.h"

namespace vitrine::source {

/// As libcurl takes them; one of the two may be empty.
struct Certificates {
  std::string file;    ///< Of many certificates, in PEM.
  std::string folder;  ///< Of files named by OpenSSL's hashes.
};

/// SSL_CERT_FILE and SSL_CERT_DIR of the environment, else the first of the usual places below
/// `root`. Errors: not_found where what they name is not there; unsupported where there is none at
/// all.
Result<Certificates> find_certificates(const std::filesystem::path& root = "/");

}  // namespace vitrine::source

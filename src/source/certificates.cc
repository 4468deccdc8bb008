#include "source/certificates.h"

#include <cstdlib>

namespace vitrine::source {
namespace {

namespace fs = std::filesystem;

// Source: the list of Go's crypto/x509 (root_linux.go), with Alpine's and the BSDs' last.
constexpr const char* kFiles[] = {
    "etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Arch, Gentoo
    "etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL 6
    "etc/ssl/ca-bundle.pem",                             // openSUSE
    "etc/pki/tls/cacert.pem",                            // OpenELEC
    "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL 7 and later
    "etc/ssl/cert.pem",                                  // Alpine
};
constexpr const char* kFolders[] = {"etc/ssl/certs", "etc/pki/tls/certs"};

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody writes it
  return value == nullptr ? std::string() : std::string(value);
}

Error missing(const char* name, const std::string& value) {
  return not_found(std::string(name) + " names " + value +
                   ", which is not there: certificates that https:// is checked by");
}

}  // namespace

Result<Certificates> find_certificates(const fs::path& root) {
  std::error_code none;
  Certificates found{environment("SSL_CERT_FILE"), environment("SSL_CERT_DIR")};
  if (!found.file.empty() && !fs::exists(found.file, none))
    return missing("SSL_CERT_FILE", found.file);
  if (!found.folder.empty() && !fs::is_directory(found.folder, none))
    return missing("SSL_CERT_DIR", found.folder);
  if (!found.file.empty() || !found.folder.empty()) return found;
  for (const char* file : kFiles) {
    if (found.file.empty() && fs::exists(root / file, none)) found.file = root / file;
  }
  for (const char* folder : kFolders) {
    // An empty folder is no place of certificates.
    if (found.folder.empty() && fs::is_directory(root / folder, none) &&
        !fs::is_empty(root / folder, none))
      found.folder = root / folder;
  }
  if (!found.file.empty() || !found.folder.empty()) return found;
  return unsupported(
      "this machine has no certificates that https:// can be checked by: install its package "
      "ca-certificates, or name a file of them in SSL_CERT_FILE");
}

}  // namespace vitrine::source

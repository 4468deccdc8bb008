#include "access/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/base64.h"
#include "base/digest.h"

namespace vitrine::access {
namespace {

/// RFC 4648, section 5, without padding: it needs no escaping in an address or a cookie.
std::string base64url(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

}  // namespace

std::string new_token() {
  std::array<char, 32> bytes{};
  ssize_t size = 0;
  // Not more than 256 bytes are given whole; only a signal can come between.
  do size = ::getrandom(bytes.data(), bytes.size(), 0);
  while (size < 0 && errno == EINTR);
  // A kernel without random numbers: nothing that could be answered would be safe.
  if (size != static_cast<ssize_t>(bytes.size())) std::abort();
  return "vit_" + base64url({bytes.data(), bytes.size()});
}

std::string token_hash(std::string_view token) {
  Digester digester(Digester::Algorithm::kSha256);
  digester.update(token);
  return digester.hex();
}

bool are_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string seal(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  return base64url({reinterpret_cast<const char*>(mac.data()), size});
}

}  // namespace vitrine::access

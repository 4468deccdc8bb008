#include "base/digest.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <vector>

namespace vitrine {

struct Digester::State {
  struct Free {
    void operator()(EVP_MD_CTX* owned) const { EVP_MD_CTX_free(owned); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Digester::Digester(Algorithm algorithm) : state_(std::make_unique<State>()) {
  const EVP_MD* kind = algorithm == Algorithm::kSha1 ? EVP_sha1() : EVP_sha256();
  [[maybe_unused]] const int started = EVP_DigestInit_ex(state_->context.get(), kind, nullptr);
  assert(started == 1);
}

Digester::~Digester() = default;
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;

void Digester::update(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string Digester::hex() {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    text += kDigits[digest.at(i) >> 4U];
    text += kDigits[digest.at(i) & 15U];
  }
  return text;
}

std::string git_blob_id(std::string_view content) {
  Digester digester(Digester::Algorithm::kSha1);
  digester.update("blob " + std::to_string(content.size()));
  digester.update(std::string_view("\0", 1));
  digester.update(content);
  return digester.hex();
}

Result<std::string> sha256_file(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno_error("cannot open " + path.string(), errno);
  Digester digester(Digester::Algorithm::kSha256);
  std::vector<char> buffer(1U << 20U);
  ssize_t n = 0;
  while (true) {
    n = ::read(descriptor, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    digester.update({buffer.data(), static_cast<std::size_t>(n)});
  }
  const int error_number = errno;
  ::close(descriptor);
  if (n < 0) return errno_error("cannot read " + path.string(), error_number);
  return digester.hex();
}

}  // namespace vitrine

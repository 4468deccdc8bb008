#pragma once
// Checksums and content addresses: XXH3 (xxHash 0.8), 64 and 128 bits. Fast, not cryptographic:
// it detects damage and names content, it does not defend against a forger.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace vitrine {

struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  /// 32 lower-case hexadecimal digits.
  std::string hex() const;
  bool operator==(const Hash128&) const = default;
};

/// XXH3-64 of the bytes. Cost: about 20 GB/s.
std::uint64_t checksum64(std::span<const std::byte> bytes);
std::uint64_t checksum64(std::string_view bytes);

/// XXH3-128 of the bytes.
Hash128 hash128(std::string_view bytes);

/// XXH3-128 of bytes that arrive in pieces. The value does not depend on where the pieces end.
class Hasher128 {
 public:
  Hasher128();
  ~Hasher128();
  Hasher128(Hasher128&&) noexcept;
  Hasher128& operator=(Hasher128&&) noexcept;

  void update(std::string_view bytes);
  /// Adds a length-prefixed string, so that ("ab","c") and ("a","bc") differ.
  void update_field(std::string_view field);
  Hash128 digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// `value` as 16 lower-case hexadecimal digits.
std::string hex64(std::uint64_t value);

}  // namespace vitrine

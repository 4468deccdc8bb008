#pragma once
// Tokens: secrets of 256 random bits that programs and browsers show. What is kept of one is its
// SHA-256. A password would need a slow hash with a salt, because passwords can be guessed; of
// 2^256 tokens none can be, so a fast hash gives nothing away, and equal tokens do not occur.
//
// Source: NIST SP 800-63B, section 5.1.2.2 (look-up secrets of 112 bits and more need no slow
// hash).

#include <string>
#include <string_view>

namespace vitrine::access {

/// A new token: "vit_" and 43 characters of base64url. Cost: one call of the kernel.
std::string new_token();

/// What is kept of a token: 64 hexadecimal digits.
std::string token_hash(std::string_view token);

/// Whether two texts are equal, in a time that depends on their lengths alone.
bool are_same(std::string_view a, std::string_view b);

/// HMAC-SHA256 as base64url, 43 characters.
std::string seal(std::string_view key, std::string_view text);

}  // namespace vitrine::access

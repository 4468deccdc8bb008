#pragma once
// Static encoders whose every level is known, for tests: a small one, and any vocabulary.

#include <cstdint>
#include <string>

#include "base/file.h"

namespace vitrine::encoder {

/// 156 tokens, a line each; number 1 is the unknown token.
std::string small_vocabulary();

/// The level, -8 to 7, of a dimension of a row, counted over all parts; and the scale of a row's
/// part.
int test_level(std::uint32_t row, std::size_t dimension);
float test_scale(std::uint32_t row, std::size_t part);

inline constexpr std::uint32_t kTestParts = 2;
inline constexpr float kTestPartWeights[kTestParts] = {1.0F, 0.5F};
inline constexpr std::uint32_t kSmallPartDimension = 64;

/// Writes an encoder of these lines, of which number 1 is the unknown token: every token but those
/// in brackets has a row, in order. Requires: `path` can be written.
void write_test_encoder(const fs::path& path, const std::string& vocabulary,
                        std::uint32_t part_dimension);
/// That of small_vocabulary().
inline void write_small_encoder(const fs::path& path) {
  write_test_encoder(path, small_vocabulary(), kSmallPartDimension);
}

}  // namespace vitrine::encoder

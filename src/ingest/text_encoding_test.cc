#include "ingest/text_encoding.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

TEST(TextEncoding, TheyAreNotGuessedAgainstTheEvidence) {
  EXPECT_EQ(guess_encoding("nom,ville\nH\xE9l\xE8ne,Orl\xE9"
                           "ans\n"),
            "windows-1252");
  EXPECT_EQ(guess_encoding("imi\xEA,miasto\nWa\xB3\xEAsa,Gda\xF1sk\n"), "windows-1250");
  const std::string russian =
      "\xC8\xE2\xE0\xED,\xCC\xEE\xF1\xEA\xE2\xE0\n\xCF\xB8\xF2\xF0,\xCE\xEC\xF1\xEA\n";
  EXPECT_NE(guess_encoding(russian), "windows-1252") << "words of another script";
}

}  // namespace
}  // namespace vitrine

#include "base/digest.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

using Algorithm = Digester::Algorithm;

std::string digest_of(Algorithm algorithm, std::string_view text) {
  Digester digester(algorithm);
  digester.update(text);
  return digester.hex();
}

// Source: FIPS 180-4's examples.
TEST(Digest, StandardExamplesHoldTrue) {
  EXPECT_EQ(digest_of(Algorithm::kSha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(digest_of(Algorithm::kSha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest_of(Algorithm::kSha256, ""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, PiecesGiveTheDigestOfTheWhole) {
  Digester digester(Algorithm::kSha256);
  digester.update("a");
  digester.update("");
  digester.update("bc");
  EXPECT_EQ(digester.hex(), digest_of(Algorithm::kSha256, "abc"));
}

// `printf 'hello\n' | git hash-object --stdin`
TEST(Digest, BlobsAreNamedAsGitNamesThem) {
  EXPECT_EQ(git_blob_id("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
  EXPECT_EQ(git_blob_id(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

TEST(Digest, AFileLargerThanTheBufferIsReadWhole) {
  const fs::path path = fs::path(::testing::TempDir()) / "vitrine_digest_test";
  const std::string content((3U << 20U) + 7, 'x');
  ASSERT_TRUE(write_file_atomic(path, content));
  EXPECT_EQ(sha256_file(path).value_or(""), digest_of(Algorithm::kSha256, content));
  fs::remove(path);
  EXPECT_EQ(sha256_file(path).error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace vitrine

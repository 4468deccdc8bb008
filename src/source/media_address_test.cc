#include "source/media_address.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

TEST(MediaAddress, IsTheFileThatItMeans) {
  EXPECT_EQ(media_path_of("/api/v1/datasets/a/media/media/default/train/x/a%20b%25.png"),
            "media/default/train/x/a b%.png");
}

TEST(MediaAddress, LeadsNowhereElse) {
  for (const char* address :
       {"", "a.png", "https://a.org/api/v1/datasets/a/b/media/c/d/e.png", "/api/v1/datasets/a",
        "/api/v1/datasets/a/b/rows/1/media?field=x", "/api/v1/datasets/a/b/media/../../etc/passwd",
        "/api/v1/datasets/a/b/media/c/%2E%2E/%2e%2e/x", "/api/v1/datasets/a/b/media//etc/passwd",
        "/api/v1/datasets/a/b/media/c/%2Fetc", "/api/v1/datasets/a/b/media/./x",
        "/api/v1/datasets/a/b/media/c/"}) {
    EXPECT_EQ(media_path_of(address), "") << address;
  }
}

}  // namespace
}  // namespace vitrine::source

#include "http/compression.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <random>

namespace vitrine::http {
namespace {

TEST(Compression, NegotiatesAsTheStandardSays) {
  for (const char* header : {"gzip", "br, gzip", "GZIP;q=0.5", "*", "deflate, gzip;q=1.0, *;q=0",
                             "gzip ; q=0.001", "x-gzip", "*;q=0, gzip"}) {
    EXPECT_TRUE(accepts_gzip(header)) << header;
  }
  for (const char* header : {"", "identity", "br", "gzip;q=0", "gzip; q=0.000", "*;q=0",
                             "*, gzip;q=0", "gzipped", "a,,b"}) {
    EXPECT_FALSE(accepts_gzip(header)) << header;
  }
}

TEST(Compression, ZstdIsForThoseWhoWouldRatherHaveIt) {
  for (const char* header : {"zstd", "zstd, *;q=0", "gzip;q=0.5, zstd", "br, zstd;q=0.8, gzip;q=0",
                             "ZSTD;q=0.001", "gzip;q=0.8,zstd;q=0.9"})
    EXPECT_EQ(choose_coding(header), Coding::kZstd) << header;
  for (const char* header : {"gzip, deflate, br, zstd", "zstd;q=0.5, gzip", "gzip", "*",
                             "zstd;q=0, gzip;q=0.1", "x-gzip"})
    EXPECT_EQ(choose_coding(header), Coding::kGzip) << header;
  for (const char* header : {"", "br", "zstd;q=0", "identity", "zstd;q=0.0, gzip;q=0"})
    EXPECT_EQ(choose_coding(header), Coding::kIdentity) << header;
  EXPECT_EQ(choose_coding("zstd;q=nonsense, gzip;q=0.5"), Coding::kZstd);
}

TEST(Compression, AZstdFrameComesBack) {
  std::mt19937 random(7);
  for (const std::size_t size : {0U, 1U, 1000U, 3'000'000U}) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>('a' + random() % 4);
    const std::string packed = zstd(text);
    std::string back(size, '\0');
    EXPECT_EQ(ZSTD_decompress(back.data(), back.size(), packed.data(), packed.size()), size);
    EXPECT_EQ(back, text);
  }
}

TEST(Compression, TextIsWorthItAndPicturesAreNot) {
  EXPECT_TRUE(is_compressible("application/json"));
  EXPECT_TRUE(is_compressible("text/csv; charset=utf-8"));
  EXPECT_TRUE(is_compressible("application/ld+json"));
  EXPECT_FALSE(is_compressible("image/png"));
  EXPECT_FALSE(is_compressible("application/vnd.apache.parquet"));
}

TEST(Compression, EveryLengthComesBack) {
  std::mt19937 random(7);
  std::string text;
  for (const std::size_t size : {0U, 1U, 2U, 100U, 1023U, 1024U, 70'000U, 2'000'000U}) {
    while (text.size() < size) text += static_cast<char>('a' + random() % 4);
    const auto back = gunzip(gzip(text), size);
    ASSERT_TRUE(back) << size;
    EXPECT_EQ(*back, text) << size;
  }
}

TEST(Compression, BytesThatDoNotCompressComeBackToo) {
  std::mt19937 random(7);
  std::string noise(3'000'000, '\0');
  for (char& c : noise) c = static_cast<char>(random());
  EXPECT_EQ(gunzip(gzip(noise), noise.size()).value(), noise);
}

TEST(Compression, DamageAndBombsAreErrors) {
  const std::string packed = gzip(std::string(100'000, 'x'));
  EXPECT_EQ(gunzip(packed, 1000).error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(gunzip("", 1000).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(gunzip("no gzip at all", 1000).error().code(), ErrorCode::kCorrupt);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(gunzip(std::string_view(packed).substr(0, size), 200'000)) << size;
  }
  std::string damaged = packed;
  damaged[damaged.size() - 6] ^= 1;  // of the checksum
  EXPECT_EQ(gunzip(damaged, 200'000).error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vitrine::http

#include "http/compression.h"

#include <gtest/gtest.h>
#include <zlib.h>
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

/// What a client has of a stream so far.
std::string read_so_far(Coding coding, std::string sent) {
  std::string out(4'000'000, '\0');
  if (coding == Coding::kZstd) {
    ZSTD_DCtx* context = ZSTD_createDCtx();
    ZSTD_inBuffer input{sent.data(), sent.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    while (input.pos < input.size &&
           ZSTD_isError(ZSTD_decompressStream(context, &output, &input)) == 0) {
    }
    ZSTD_freeDCtx(context);
    return out.substr(0, output.pos);
  }
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(sent.data());
  stream.avail_in = static_cast<uInt>(sent.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_SYNC_FLUSH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Compression, AStreamCanBeReadAsFarAsItWasSent) {
  std::mt19937 random(7);
  for (const Coding coding : {Coding::kGzip, Coding::kZstd}) {
    const auto coder = make_stream_coder(coding);
    std::string plain;
    std::string sent;
    for (const std::size_t size : {1UL, 0UL, 70'000UL, 3UL, 1'000'000UL}) {
      for (std::size_t i = 0; i < size; ++i) plain += static_cast<char>('a' + random() % 20);
      coder->code(std::string_view(plain).substr(plain.size() - size), false, sent);
      ASSERT_EQ(read_so_far(coding, sent), plain);
    }
    if (coding == Coding::kGzip) {
      EXPECT_FALSE(gunzip(sent, 2'000'000)) << "it has no end yet";
    }
    coder->code("!", true, sent);
    EXPECT_EQ(read_so_far(coding, sent), plain + "!");
    if (coding == Coding::kGzip) {
      EXPECT_EQ(gunzip(sent, 2'000'000).value(), plain + "!");
    }
    EXPECT_LT(sent.size(), plain.size());
  }
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

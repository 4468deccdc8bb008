#include "pushed/xet_session.h"

#include <gtest/gtest.h>
#include <lz4frame.h>
#include <unistd.h>

#include "base/digest.h"
#include "pushed/xorb.h"

namespace vitrine::pushed {
namespace {

std::string little_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

std::string chunk(std::string_view packed, std::size_t size, int scheme) {
  return std::string(1, '\0') + little_endian(packed.size(), 3) + static_cast<char>(scheme) +
         little_endian(size, 3) + std::string(packed);
}

std::string plain_chunk(std::string_view content) {
  return chunk(content, content.size(), 0);
}

std::string lz4(std::string_view content) {
  std::string out(LZ4F_compressFrameBound(content.size(), nullptr), '\0');
  out.resize(LZ4F_compressFrame(out.data(), out.size(), content.data(), content.size(), nullptr));
  return out;
}

/// Bytes 0, 4, 8, ..., then 1, 5, 9, ...
std::string grouped(std::string_view content) {
  std::string out;
  for (std::size_t group = 0; group < 4; ++group) {
    for (std::size_t i = group; i < content.size(); i += 4) out += content[i];
  }
  return out;
}

std::string unpacked(const Xorb& xorb) {
  std::string all;
  for (std::size_t i = 0; i < xorb.num_chunks(); ++i) {
    const Status status = xorb.append_chunk(i, all);
    if (!status) return status.error().message();
  }
  return all;
}

TEST(Xorb, UnpacksEveryScheme) {
  const std::string text = "0123456789 0123456789 0123456789 x";
  for (std::size_t cut = 0; cut < 4; ++cut) {
    const std::string content = text.substr(cut);
    const std::string bytes = plain_chunk(content) + chunk(lz4(content), content.size(), 1) +
                              chunk(lz4(grouped(content)), content.size(), 2) + "XETBLOB\1 table";
    const Result<Xorb> xorb = Xorb::parse(bytes);
    ASSERT_TRUE(xorb) << xorb.error().message();
    EXPECT_EQ(xorb->num_chunks(), 3U);
    EXPECT_EQ(unpacked(*xorb), content + content + content);
  }
}

TEST(Xorb, WhatIsCutOrUnknownIsCorrupt) {
  const std::string whole = plain_chunk("abc");
  for (std::size_t size = 1; size < whole.size(); ++size)
    EXPECT_FALSE(Xorb::parse(std::string_view(whole).substr(0, size))) << size;
  EXPECT_FALSE(Xorb::parse(chunk("abc", 3, 7)));
  EXPECT_FALSE(Xorb::parse(chunk("abc", 3 << 20, 1))) << "a chunk of 3 MiB";
  EXPECT_EQ(Xorb::parse("")->num_chunks(), 0U);
  // A content of another size than was said, either way.
  for (const std::size_t said : {std::size_t{4}, std::size_t{6}, std::size_t{0}}) {
    const std::string bytes = chunk(lz4("hello"), said, 1);
    std::string out;
    EXPECT_EQ(Xorb::parse(bytes)->append_chunk(0, out).error().code(), ErrorCode::kCorrupt);
  }
}

class XetSessionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("xet-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// As its name stands in a shard: each eight bytes of it backwards.
  static std::string raw(std::string_view hex) {
    std::string out;
    for (std::size_t word = 0; word < 4; ++word)
      out += little_endian(std::stoull(std::string(hex.substr(word * 16, 16)), nullptr, 16), 8);
    return out;
  }

  static std::string shard(const std::vector<XetFile>& files, bool verified = true) {
    std::string out("HFRepoMetaData\0UigEj{\x81W\x83\xa5\xbd\xd9\x5c\xcd\xd1J\xa9", 32);
    out += little_endian(2, 8) + little_endian(0, 8);
    for (const XetFile& file : files) {
      const std::uint32_t flags = (verified ? 1U << 31U : 0U) | (1U << 30U);
      out += std::string(32, 'f') + little_endian(flags, 4) +
             little_endian(file.segments.size(), 4) + std::string(8, '\0');
      for (const XetSegment& segment : file.segments)
        out += raw(segment.xorb) + little_endian(0, 4) + little_endian(segment.size_bytes, 4) +
               little_endian(segment.begin, 4) + little_endian(segment.end, 4);
      if (verified) out += std::string(48 * file.segments.size(), 'v');
      out += raw(file.sha256) + std::string(16, '\0');
    }
    return out + std::string(32, '\xff') + std::string(16, '\0');
  }

  static std::string sha256(std::string_view content) {
    Digester digester(Digester::Algorithm::kSha256);
    digester.update(content);
    return digester.hex();
  }

  Result<bool> send(std::string_view name, std::string_view xorb) {
    EXPECT_TRUE(write_file_atomic(folder_ / "body", xorb));
    return session_.add_xorb(name, folder_ / "body");
  }

  fs::path folder_;
  const std::string first_ = std::string(63, '1') + "a";
  const std::string second_ = std::string(63, '2') + "b";
  XetSession session_{fs::temp_directory_path() / ("xet-" + std::to_string(::getpid())) /
                      "session"};
  ObjectStore objects_{fs::temp_directory_path() / ("xet-" + std::to_string(::getpid())) /
                       "objects"};
};

TEST_F(XetSessionTest, MakesFilesOfChunksOfSeveralXorbs) {
  ASSERT_TRUE(*send(first_, plain_chunk("Hello") + plain_chunk(", ") + plain_chunk("world")));
  ASSERT_TRUE(*send(second_, chunk(lz4("!"), 1, 1)));
  EXPECT_FALSE(*send(second_, chunk(lz4("!"), 1, 1))) << "it was there";
  for (const bool verified : {true, false}) {
    const std::string text =
        shard({{sha256("Hello, world!"), 13, {{first_, 0, 3, 12}, {second_, 0, 1, 1}}},
               {sha256(", !, "), 5, {{first_, 1, 2, 2}, {second_, 0, 1, 1}, {first_, 1, 2, 2}}}},
              verified);
    const Status made = session_.make_files(text, objects_, 100);
    ASSERT_TRUE(made) << made.error().message();
  }
  EXPECT_EQ(*read_file(objects_.path_of(sha256("Hello, world!"))), "Hello, world!");
  EXPECT_EQ(*read_file(objects_.path_of(sha256(", !, "))), ", !, ");
}

TEST_F(XetSessionTest, BelievesNothingThatDoesNotMakeTheContent) {
  ASSERT_TRUE(send(first_, plain_chunk("abc")));
  const auto code = [&](const XetFile& file) {
    const Status made = session_.make_files(shard({file}), objects_, 100);
    return made ? ErrorCode::kInternal : made.error().code();
  };
  EXPECT_EQ(code({sha256("abd"), 3, {{first_, 0, 1, 3}}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({sha256("abc"), 3, {{second_, 0, 1, 3}}}), ErrorCode::kNotFound);
  EXPECT_EQ(code({sha256("abc"), 3, {{first_, 0, 2, 3}}}), ErrorCode::kNotFound);
  EXPECT_EQ(code({sha256("abc"), 3, {{first_, 1, 0, 3}}}), ErrorCode::kCorrupt);
  EXPECT_EQ(code({sha256("abc"), 2, {{first_, 0, 1, 2}}}), ErrorCode::kCorrupt);
  EXPECT_EQ(code({sha256("abc"), 101, {{first_, 0, 1, 101}}}), ErrorCode::kTooLarge);
  EXPECT_EQ(send("../../etc/passwd", plain_chunk("x")).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(send(second_, "no xorb").error().code(), ErrorCode::kCorrupt);
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_ / "session", ignored))
    EXPECT_EQ(entry.path().filename(), first_) << "something was left behind";
}

TEST_F(XetSessionTest, AShardThatIsCutIsRefused) {
  const std::string whole = shard({{sha256("abc"), 3, {{first_, 0, 1, 3}}}});
  for (std::size_t size = 0; size < whole.size() - 15; size += 7)
    EXPECT_FALSE(parse_xet_shard(std::string_view(whole).substr(0, size))) << size;
  EXPECT_TRUE(parse_xet_shard(whole));
  std::string later = whole;
  later[32] = 3;
  EXPECT_EQ(parse_xet_shard(later).error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace vitrine::pushed

#include "ingest/byte_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <random>
#include <string>
#include <vector>

#include "base/file.h"

namespace vitrine::ingest {
namespace {

std::string gzip(const std::string& content) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(content.size() + 200, '\0');
  std::string in = content;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& content) {
  std::string out(ZSTD_compressBound(content.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), content.data(), content.size(), 3));
  return out;
}

class ByteReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("byte_reader_" + std::to_string(::getpid()));
  }
  void TearDown() override { fs::remove(path_); }

  /// All that is read, `step` bytes at a time at most; or the error.
  std::string read(const std::string& bytes, source::Compression compression,
                   std::size_t step = 1000) {
    EXPECT_TRUE(write_file_atomic(path_, bytes));
    const source::SourceFile file{.path = path_, .compression = compression};
    Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
    if (!reader) return "error: " + reader.error().message();
    std::string out;
    std::vector<char> buffer(step);
    std::uint64_t consumed = 0;
    while (true) {
      const Result<std::size_t> n = (*reader)->read(buffer);
      if (!n) {
        EXPECT_EQ(n.error().code(), ErrorCode::kCorrupt);
        return "error: " + n.error().message();
      }
      EXPECT_GE((*reader)->consumed(), consumed);
      consumed = (*reader)->consumed();
      if (*n == 0) break;
      out.append(buffer.data(), *n);
    }
    EXPECT_EQ(consumed, bytes.size()) << "all of the file";
    EXPECT_EQ((*reader)->read(buffer).value_or(1), 0U) << "the end stays the end";
    return out;
  }

  fs::path path_;
};

std::string random_text(unsigned seed, std::size_t size) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < size) out += "row " + std::to_string(random() % 50) + "\n";
  return out;
}

TEST_F(ByteReaderTest, ContentIsTheSameWhateverTheStep) {
  const std::string content = random_text(1, 500'000);
  for (const std::size_t step : {1'000'000U, 65'536U, 777U}) {
    EXPECT_EQ(read(content, source::Compression::kNone, step), content);
    EXPECT_EQ(read(gzip(content), source::Compression::kGzip, step), content);
    EXPECT_EQ(read(zstd(content), source::Compression::kZstd, step), content);
  }
  const std::string little = random_text(2, 100);
  EXPECT_EQ(read(little, source::Compression::kNone, 1), little);
  EXPECT_EQ(read(gzip(little), source::Compression::kGzip, 1), little);
  EXPECT_EQ(read(zstd(little), source::Compression::kZstd, 1), little);
}

TEST_F(ByteReaderTest, NothingIsNothing) {
  EXPECT_EQ(read("", source::Compression::kNone), "");
  EXPECT_EQ(read(gzip(""), source::Compression::kGzip), "");
  EXPECT_EQ(read(zstd(""), source::Compression::kZstd), "");
}

TEST_F(ByteReaderTest, MembersAndFramesInARowAreOneContent) {
  EXPECT_EQ(read(gzip("a") + gzip("") + gzip("bc"), source::Compression::kGzip), "abc");
  EXPECT_EQ(read(zstd("a") + zstd("") + zstd("bc"), source::Compression::kZstd), "abc");
  EXPECT_EQ(read(gzip("a") + gzip("bc"), source::Compression::kGzip, 1), "abc");
  EXPECT_EQ(read(zstd("a") + zstd("bc"), source::Compression::kZstd, 1), "abc");
}

TEST_F(ByteReaderTest, ZerosBehindGzipFillABlock) {
  EXPECT_EQ(read(gzip("abc") + std::string(500, '\0'), source::Compression::kGzip), "abc");
  EXPECT_EQ(read(gzip("abc") + std::string(300'000, '\0'), source::Compression::kGzip), "abc");
  EXPECT_EQ(read(gzip("a") + std::string(7, '\0') + gzip("b"), source::Compression::kGzip), "ab");
}

TEST_F(ByteReaderTest, EveryCutIsDamage) {
  const std::string content = random_text(3, 400);
  const std::string gzipped = gzip(content);
  for (std::size_t size = 0; size < gzipped.size(); ++size) {
    ASSERT_EQ(read(gzipped.substr(0, size), source::Compression::kGzip),
              "error: the file is damaged or cut short: its gzip data ends in an error: copy or "
              "download it again")
        << size;
  }
  const std::string packed = zstd(content);
  for (std::size_t size = 1; size < packed.size(); ++size) {
    ASSERT_EQ(read(packed.substr(0, size), source::Compression::kZstd),
              "error: the file is damaged or cut short: its zstd data ends in an error: copy or "
              "download it again")
        << size;
  }
}

TEST_F(ByteReaderTest, ContentThatIsNotWhatItShouldBeIsDamage) {
  EXPECT_NE(read("plain text", source::Compression::kGzip), "plain text");
  EXPECT_NE(read("plain text", source::Compression::kZstd), "plain text");
  EXPECT_NE(read(gzip("abc") + "plain", source::Compression::kGzip), "abc");
  EXPECT_NE(read(zstd("abc") + "plain", source::Compression::kZstd), "abc");
  std::string changed = gzip(random_text(4, 200));
  changed[changed.size() - 6] = static_cast<char>(changed[changed.size() - 6] ^ 1);
  EXPECT_TRUE(read(changed, source::Compression::kGzip).starts_with("error: "))
      << "its checksum tells";
}

TEST_F(ByteReaderTest, AFileThatIsNotThereIsNotFound) {
  const Result<std::unique_ptr<ByteReader>> reader = ByteReader::open({.path = path_});
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code(), ErrorCode::kNotFound);
}

TEST(InFile, AnErrorTellsItsFileAndAStopDoesNot) {
  const source::SourceFile file{.path = "/somewhere/x.csv"};
  EXPECT_EQ(in_file(file, corrupt("line 3 has no end")).message(), "x.csv line 3 has no end");
  EXPECT_EQ(in_file(file, corrupt("has no rows")).message(), "x.csv has no rows");
  EXPECT_EQ(in_file(file, corrupt("is empty")).message(), "x.csv is empty");
  EXPECT_EQ(in_file(file, corrupt("hash differs")).message(), "x.csv: hash differs");
  EXPECT_EQ(in_file(file, corrupt("the data is damaged")).code(), ErrorCode::kCorrupt);
  EXPECT_EQ(in_file(file, cancelled("stopped")).message(), "stopped");
}

}  // namespace
}  // namespace vitrine::ingest

#include "formats/numpy_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include "formats/numpy_header.h"
#include "formats/rows_for_tests.h"

namespace vitrine::formats {
namespace {

using ::testing::HasSubstr;

/// An array with the header and data given.
std::string npy(std::string header, const std::string& data) {
  header.resize((header.size() + 10 + 64) / 64 * 64 - 11, ' ');
  header += '\n';
  std::string out = std::string("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(header.size() % 256);
  out += static_cast<char>(header.size() / 256);
  return out + header + data;
}

std::string described(const std::string& descr, const std::string& shape, const std::string& data,
                      const std::string& order = "False") {
  return npy("{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }",
             data);
}

template <typename T>
std::string bytes(std::initializer_list<T> values) {
  return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

class NumpyFile : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / ("numpy_" + std::to_string(::getpid()));
  }
  void TearDown() override { fs::remove(path_); }

  std::string read(const std::string& content) const {
    EXPECT_TRUE(write_file_atomic(path_, content));
    return shown(open_numpy(path_));
  }
  std::string read_npz(const std::vector<std::pair<std::string, std::string>>& members) const {
    return shown(open_npz(members));
  }
  Result<RowFile> open_npz(const std::vector<std::pair<std::string, std::string>>& members) const {
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    archive_write_open_filename(out, path_.c_str());
    for (const auto& [name, content] : members) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, name.c_str());
      archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_write_header(out, entry);
      archive_write_data(out, content.data(), content.size());
      archive_entry_free(entry);
    }
    archive_write_free(out);
    return open_numpy_archive(path_);
  }

  fs::path path_;
};

TEST_F(NumpyFile, NamesOfFieldsAreLatin1InHeadersBeforeVersion3) {
  const std::string array = described(
      "[('Gr\xF6\xDF"
      "e', '<i8')]",
      "(1,)", bytes<std::int64_t>({7}));
  EXPECT_EQ(read(array),
            "Gr\xC3\xB6\xC3\x9F"
            "e:int64 [(7)]");
}

TEST_F(NumpyFile, AnAxisIsAColumnAndTwoAreLists) {
  EXPECT_EQ(read(described("'<i8'", "(3,)", bytes<std::int64_t>({1, -2, 3}))),
            "value:int64 [(1), (-2), (3)]");
  EXPECT_EQ(read(described("'<f4'", "(2, 2)", bytes<float>({0.5, 1, 2, 0.1F}))),
            "value:list of float32 [([0.5, 1.0]), ([2.0, 0.1])]");
  EXPECT_EQ(read(described("'|u1'", "(2, 2, 2)", bytes<std::uint8_t>({1, 2, 3, 4, 5, 6, 7, 255}))),
            "value:list of list of uint8 [([[1, 2], [3, 4]]), ([[5, 6], [7, 255]])]");
}

TEST_F(NumpyFile, TextsBoolsTimesAndHalvesKeepTheirMeaning) {
  EXPECT_EQ(read(described("'<U2'", "(2,)", bytes<std::uint32_t>({0x41, 0x1F600, 0xE9, 0}))),
            "value:string [(A\xF0\x9F\x98\x80), (\xC3\xA9)]");
  EXPECT_EQ(read(described("'|b1'", "(2,)", bytes<char>({1, 0}))), "value:bool [(true), (false)]");
  EXPECT_EQ(read(described("'<f2'", "(2,)", bytes<std::uint16_t>({0x3C00, 0x0001}))),
            "value:float32 [(1.0), (5.9604645e-08)]");
  EXPECT_EQ(
      read(described("'<M8[D]'", "(2,)",
                     bytes<std::int64_t>({19'000, std::numeric_limits<std::int64_t>::min()}))),
      "value:date32 [(2022-01-08), (NULL)]");
  EXPECT_EQ(read(described("'<m8[ms]'", "(1,)", bytes<std::int64_t>({1500}))),
            "value:duration[ms] [(1500)]");
}

TEST_F(NumpyFile, BigEndianNumbersAndFortranOrderAreReadAsTheyAreMeant) {
  EXPECT_EQ(read(described("'>i2'", "(2,)", std::string("\0\1\1\0", 4))),
            "value:int16 [(1), (256)]");
  EXPECT_EQ(read(described("'>U2'", "(1,)", std::string("\0\0\0A\0\1\xF6\0", 8))),
            "value:string [(A\xF0\x9F\x98\x80)]");
  EXPECT_EQ(read(described("[('n', '>i4'), ('m', '<i2')]", "(1,)", std::string("\0\0\0\2\3\0", 6))),
            "n:int32, m:int16 [(2, 3)]");
  // a[i][j] = 10 i + j, and a[i][j][k] = 100 i + 10 j + k, column by column.
  EXPECT_EQ(read(described("'|u1'", "(2, 3)", bytes<std::uint8_t>({0, 10, 1, 11, 2, 12}), "True")),
            "value:list of uint8 [([0, 1, 2]), ([10, 11, 12])]");
  EXPECT_EQ(read(described("'|u1'", "(2, 2, 2)",
                           bytes<std::uint8_t>({0, 100, 10, 110, 1, 101, 11, 111}), "True")),
            "value:list of list of uint8 [([[0, 1], [10, 11]]), ([[100, 101], [110, 111]])]");
}

TEST_F(NumpyFile, FieldsAreColumns) {
  const std::string row = bytes<std::int32_t>({7}) + std::string("ab\0", 3);
  EXPECT_EQ(read(described("[('n', '<i4'), ('s', '|S3')]", "(1,)", row)),
            "n:int32, s:binary [(7, ab)]");
}

TEST_F(NumpyFile, BytesBetweenFieldsAndTitlesAreNoFields) {
  const std::string rows = bytes<std::int8_t>({1, 9, 9, 9}) + bytes<std::int32_t>({7}) +
                           bytes<std::int8_t>({2, 9, 9, 9}) + bytes<std::int32_t>({8});
  EXPECT_EQ(read(described("[('a', '|i1'), ('', '|V3'), (('title', 'b'), '<i4')]", "(2,)", rows)),
            "a:int8, b:int32 [(1, 7), (2, 8)]");
  EXPECT_THAT(read(described("[('a', '|V3')]", "(1,)", "xxx")), HasSubstr("has no column type"));
  EXPECT_THAT(read(described("[('', '|V99999999999')]", "(1,)", "xxx")),
              HasSubstr("no column type"));
}

TEST_F(NumpyFile, WhatHasNoColumnsIsRefusedWithAWayOn) {
  EXPECT_THAT(read(described("'|O'", "(1,)", "x")), HasSubstr("pickle"));
  EXPECT_THAT(read(described("'<c8'", "(1,)", "xxxxxxxx")), HasSubstr("has no column type"));
  EXPECT_THAT(read(described("'<f4'", "()", "xxxx")), HasSubstr("single value"));
  EXPECT_THAT(read(described("'<f4'", "(5,)", "xxxx")), HasSubstr("cut short"));
  EXPECT_THAT(read(described("'<f4'", "(9, 18446744073709551615)", "xxxx")), HasSubstr("256 MiB"));
  EXPECT_THAT(read("PK"), HasSubstr("not a NumPy array"));
}

TEST_F(NumpyFile, AnyByteOfAHeaderMayBeWrong) {
  const std::string whole = described("[('n', '<i4'), ('s', '<U3')]", "(2,)", std::string(32, 'a'));
  std::mt19937 random(20);
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = whole;
    damaged[random() % 100] = static_cast<char>(random() % 256);
    (void)parse_numpy_header(damaged);  // a sanitizer build tells what it touches
  }
}

TEST_F(NumpyFile, ArraysOfAnArchiveStandSideBySide) {
  const std::string x = described("'<f4'", "(2, 2)", bytes<float>({1, 2, 3, 4}));
  const std::string y = described("'<i8'", "(2,)", bytes<std::int64_t>({0, 1}));
  const std::string one = described("'<i8'", "()", bytes<std::int64_t>({5}));
  EXPECT_EQ(read_npz({{"X.npy", x}, {"y.npy", y}, {"seed.npy", one}}),
            "X:list of float32, y:int64 [([1.0, 2.0], 0), ([3.0, 4.0], 1)]");
  EXPECT_THAT(open_npz({{"X.npy", x}, {"seed.npy", one}, {"step.npy", one}})->notices,
              ::testing::ElementsAre("the array \"seed\" is a single value and no column",
                                     "the array \"step\" is a single value and no column"));
  EXPECT_THAT(open_npz({{"X.npy", x}})->notices, ::testing::IsEmpty());
  EXPECT_THAT(read_npz({{"seed.npy", one}}), HasSubstr("no arrays with rows"));
  const std::string longer = described("'<i8'", "(3,)", bytes<std::int64_t>({0, 1, 2}));
  EXPECT_EQ(read_npz({{"X.npy", x}, {"z.npy", longer}}),
            "its arrays X and z have 2 and 3 rows: save arrays of one length together, or one as "
            ".npy: numpy.save('z.npy', numpy.load('FILE.npz')['z'])");
}

}  // namespace
}  // namespace vitrine::formats

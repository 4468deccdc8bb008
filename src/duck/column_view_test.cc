#include "duck/column_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "duck/database.h"

namespace vitrine::duck {
namespace {

using ::testing::ElementsAre;

/// Runs one query in a database of its own and holds its first chunk.
struct FirstChunk {
  explicit FirstChunk(std::string_view sql)
      : database(Database::open({.threads = 1})), connection(Connection::open(*database)) {
    Result<QueryResult> result = connection->query(sql);
    if (!result) {
      ADD_FAILURE() << result.error().message();
      return;
    }
    Result<bool> more = result->next(chunk);
    EXPECT_TRUE(more && *more);
  }
  ColumnView operator[](std::size_t i) const { return chunk.column(i); }

  Result<Database> database;
  Result<Connection> connection;
  Chunk chunk;
};

TEST(ColumnView, ReadsIntegersOfEveryWidth) {
  const FirstChunk row(
      "SELECT (-1)::TINYINT, 255::UTINYINT, (-2)::SMALLINT, 65535::USMALLINT, (-3)::INT, "
      "4294967295::UINTEGER, (-4)::BIGINT, 18446744073709551615::UBIGINT, "
      "(-170141183460469231731687303715884105728)::HUGEINT, true");
  EXPECT_EQ(row[0].int64(0), -1);
  EXPECT_EQ(row[1].int64(0), 255);
  EXPECT_EQ(row[2].int64(0), -2);
  EXPECT_EQ(row[3].int64(0), 65535);
  EXPECT_EQ(row[4].int64(0), -3);
  EXPECT_EQ(row[5].int64(0), 4294967295);
  EXPECT_EQ(row[6].int64(0), -4);
  EXPECT_EQ(row[7].uint64(0), ~std::uint64_t{0});
  EXPECT_DOUBLE_EQ(row[7].float64(0), 18446744073709551615.0);
  EXPECT_EQ(row[8].int128(0), static_cast<Int128>(static_cast<Uint128>(1) << 127U));
  EXPECT_TRUE(row[9].boolean(0));
}

TEST(ColumnView, ReadsDecimalsEnumsAndShortAndLongText) {
  const FirstChunk row(
      "SELECT 1.25::DECIMAL(4,2), (-3.5)::DECIMAL(38,10), 'b'::ENUM('a','b'), 'twelve chars', "
      "'thirteen char', ''");
  EXPECT_EQ(row[0].int128(0), 125);
  EXPECT_DOUBLE_EQ(row[0].float64(0), 1.25);
  EXPECT_DOUBLE_EQ(row[1].float64(0), -3.5);
  EXPECT_EQ(row[2].text(0), "b");
  EXPECT_EQ(row[3].text(0), "twelve chars");
  EXPECT_EQ(row[4].text(0), "thirteen char");
  EXPECT_EQ(row[5].text(0), "");
}

TEST(ColumnView, NullsAreKnownByRow) {
  const FirstChunk rows("SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END FROM range(200) t(i)");
  for (std::size_t row = 0; row < 200; ++row) EXPECT_EQ(rows[0].is_null(row), row % 3 == 0);
  EXPECT_FALSE(FirstChunk("SELECT 1")[0].may_have_nulls());
}

TEST(ColumnView, ListsShareOneChild) {
  const FirstChunk rows("SELECT unnest([['a','b'], NULL, [], ['c', NULL]])");
  const ColumnView lists = rows[0];
  EXPECT_EQ(lists.list(0).length, 2U);
  EXPECT_TRUE(lists.is_null(1));
  EXPECT_EQ(lists.list(2).length, 0U);
  const ListSlice last = lists.list(3);
  EXPECT_EQ(lists.child().text(last.offset), "c");
  EXPECT_TRUE(lists.child().is_null(last.offset + 1));
}

TEST(ColumnView, FloatListsAndArraysAreSpans) {
  const FirstChunk rows(
      "SELECT unnest([[1, 2], [3, 4]])::FLOAT[2], unnest([[1.5], [2.5, 3.5]])::DOUBLE[]");
  EXPECT_THAT(rows[0].floats(1), ElementsAre(3.0F, 4.0F));
  EXPECT_THAT(rows[1].doubles(1), ElementsAre(2.5, 3.5));
}

TEST(ColumnView, ConstantsInsideNestedValuesAreSpreadOverTheRows) {
  const FirstChunk rows(
      "SELECT {'k': 7, 'v': i}, [{'k': 'same', 'v': [i, 1]}], MAP {'x': i} FROM range(3) t(i)");
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(rows[0].child(0).int64(row), 7);
    EXPECT_EQ(rows[0].child(1).int64(row), static_cast<std::int64_t>(row));
    const ColumnView structs = rows[1].child();
    const std::size_t at = rows[1].list(row).offset;
    EXPECT_EQ(structs.child(0).text(at), "same");
    EXPECT_EQ(structs.child(1).child().int64(structs.child(1).list(at).offset),
              static_cast<std::int64_t>(row));
    const std::size_t entry = rows[2].list(row).offset;
    EXPECT_EQ(rows[2].child().child(0).text(entry), "x");
  }
}

}  // namespace
}  // namespace vitrine::duck

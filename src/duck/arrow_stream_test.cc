// The frames of a stream, and what has no place in one. That Arrow's readers take every type and
// value is shown by tests/api.

#include "duck/arrow_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "duck/database.h"
#include "duck/flat_builder.h"

namespace vitrine::duck {
namespace {

using testing::HasSubstr;

template <typename T>
T number_at(std::string_view bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

/// The place of a table's field, found as a reader finds it; 0 if it is absent.
std::size_t field_at(std::string_view bytes, std::size_t table, std::size_t field) {
  const std::size_t list = table - static_cast<std::size_t>(number_at<std::int32_t>(bytes, table));
  if (4 + 2 * field >= number_at<std::uint16_t>(bytes, list)) return 0;
  const auto offset = number_at<std::uint16_t>(bytes, list + 4 + 2 * field);
  return offset == 0 ? 0 : table + offset;
}

TEST(FlatBuilder, FieldsAreFoundAsAReaderFindsThem) {
  FlatBuilder out;
  const FlatBuilder::Place name = out.text("title");
  out.begin_table();
  out.add(3, std::int64_t{-7});
  out.add_offset(1, name);
  out.add(0, std::uint8_t{5});
  const std::string bytes = out.finish(out.end_table());
  EXPECT_EQ(bytes.size() % 8, 0U);
  const std::size_t table = number_at<std::uint32_t>(bytes, 0);
  EXPECT_EQ(table % 4, 0U);
  EXPECT_EQ(bytes[field_at(bytes, table, 0)], 5);
  EXPECT_EQ(field_at(bytes, table, 2), 0U);
  EXPECT_EQ(field_at(bytes, table, 9), 0U);
  const std::size_t wide = field_at(bytes, table, 3);
  EXPECT_EQ(wide % 8, 0U);
  EXPECT_EQ(number_at<std::int64_t>(bytes, wide), -7);
  const std::size_t reference = field_at(bytes, table, 1);
  const std::size_t text = reference + number_at<std::uint32_t>(bytes, reference);
  EXPECT_EQ(number_at<std::uint32_t>(bytes, text), 5U);
  EXPECT_EQ(bytes.substr(text + 4, 6), std::string("title\0", 6));
}

class ArrowStream : public testing::Test {
 protected:
  Result<std::string> stream(const std::string& sql) {
    Result<QueryResult> result = connection_.query(sql);
    if (!result) return std::move(result).error();
    std::vector<ArrowColumn> columns;
    for (std::size_t i = 0; i < result->column_count(); ++i)
      columns.push_back({result->features()[i].name, result->types()[i]});
    std::string out;
    if (Status status = append_arrow_schema(out, columns, {}); !status)
      return std::move(status).error();
    Chunk chunk;
    while (true) {
      const Result<bool> more = result->next(chunk);
      if (!more) return more.error();
      if (!*more) break;
      if (Status status = append_arrow_batch(out, chunk); !status) return std::move(status).error();
    }
    append_arrow_end(out);
    return out;
  }

  Database database_ = *Database::open({.threads = 1});
  Connection connection_ = *Connection::open(database_);
};

/// Bodies of the messages; checks the frames on the way.
std::vector<std::string> bodies(std::string_view bytes) {
  std::vector<std::string> out;
  std::size_t at = 0;
  while (true) {
    EXPECT_EQ(at % 8, 0U);
    EXPECT_EQ(number_at<std::uint32_t>(bytes, at), 0xffffffffU);
    const auto size = number_at<std::uint32_t>(bytes, at + 4);
    at += 8;
    if (size == 0) break;
    const std::string_view metadata = bytes.substr(at, size);
    const std::size_t message = number_at<std::uint32_t>(metadata, 0);
    EXPECT_EQ(number_at<std::int16_t>(metadata, field_at(metadata, message, 0)), 4);
    const auto length = number_at<std::int64_t>(metadata, field_at(metadata, message, 3));
    EXPECT_EQ(length % 64, 0);
    at += size;
    out.emplace_back(bytes.substr(at, static_cast<std::size_t>(length)));
    at += static_cast<std::size_t>(length);
  }
  EXPECT_EQ(at, bytes.size());
  return out;
}

TEST_F(ArrowStream, HasASchemaABatchForEachChunkAndAnEnd) {
  const Result<std::string> none = stream("SELECT 1 AS a WHERE false");
  ASSERT_TRUE(none);
  EXPECT_EQ(bodies(*none).size(), 1U);
  const Result<std::string> many = stream("SELECT range AS a FROM range(5000)");
  ASSERT_TRUE(many);
  EXPECT_EQ(bodies(*many).size(), 4U);
}

TEST_F(ArrowStream, ValuesLieInTheBodyInTheirOrder) {
  const Result<std::string> two = stream("SELECT * FROM (VALUES (7::INTEGER, 'ab'), (NULL, 'c'))");
  ASSERT_TRUE(two);
  const std::string body = bodies(*two).at(1);
  EXPECT_EQ(body[0], 1) << "the first of two rows is there";
  EXPECT_EQ(number_at<std::int32_t>(body, 64), 7);
  EXPECT_EQ(number_at<std::int32_t>(body, 68), 0);
  EXPECT_EQ(number_at<std::int32_t>(body, 128), 0);
  EXPECT_EQ(number_at<std::int32_t>(body, 132), 2);
  EXPECT_EQ(number_at<std::int32_t>(body, 136), 3);
  EXPECT_EQ(body.substr(192, 3), "abc");
}

TEST_F(ArrowStream, TypesThatArrowHasNotAreRefused) {
  for (const char* value : {"INTERVAL 1 DAY", "uuid()", "union_value(a := 1)", "'101'::BIT",
                            "[uuid()]", "{'a': INTERVAL 1 DAY}"}) {
    const Result<std::string> refused = stream(std::string("SELECT ") + value + " AS odd");
    ASSERT_FALSE(refused) << value;
    EXPECT_EQ(refused.error().code(), ErrorCode::kUnsupported) << value;
    EXPECT_THAT(refused.error().message(), HasSubstr("column")) << value;
  }
}

}  // namespace
}  // namespace vitrine::duck

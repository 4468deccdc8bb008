#include "duck/types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "duck/database.h"

namespace vitrine::duck {
namespace {

using ::testing::HasSubstr;

class TypesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<Database> database = Database::open({.threads = 1});
    ASSERT_TRUE(database);
    Result<Connection> connection = Connection::open(*database);
    ASSERT_TRUE(connection);
    connection_.emplace(*std::move(connection));
  }

  /// The feature of `expression`'s type, as JSON.
  std::string feature(const std::string& expression) {
    const Result<schema::Features> features =
        connection_->describe("SELECT " + expression + " AS x");
    if (!features) return features.error().message();
    std::string out;
    schema::append_feature_json(out, features->front().type);
    return out;
  }
  std::string dtype(const std::string& type) {
    const Result<schema::Features> features =
        connection_->describe("SELECT NULL::" + type + " AS x");
    return features ? features->front().type.dtype : features.error().message();
  }

  std::optional<Connection> connection_;
};

TEST_F(TypesTest, ScalarsGetTheHubsNames) {
  EXPECT_EQ(dtype("TINYINT"), "int8");
  EXPECT_EQ(dtype("UBIGINT"), "uint64");
  EXPECT_EQ(dtype("HUGEINT"), "decimal128(38, 0)");
  EXPECT_EQ(dtype("FLOAT"), "float32");
  EXPECT_EQ(dtype("DOUBLE"), "float64");
  EXPECT_EQ(dtype("DECIMAL(10,2)"), "decimal128(10, 2)");
  EXPECT_EQ(dtype("VARCHAR"), "string");
  EXPECT_EQ(dtype("UUID"), "string");
  EXPECT_EQ(dtype("ENUM('a')"), "string");
  EXPECT_EQ(dtype("INTERVAL"), "string");
  EXPECT_EQ(dtype("BLOB"), "binary");
  EXPECT_EQ(dtype("DATE"), "date32");
  EXPECT_EQ(dtype("TIME"), "time64[us]");
  EXPECT_EQ(dtype("TIMESTAMP"), "timestamp[us]");
  EXPECT_EQ(dtype("TIMESTAMP_NS"), "timestamp[ns]");
  EXPECT_EQ(dtype("TIMESTAMPTZ"), "timestamp[us, tz=UTC]");
  EXPECT_EQ(feature("'{}'::JSON"), R"({"_type":"Json"})");
}

TEST_F(TypesTest, NestedTypesKeepTheirShape) {
  EXPECT_EQ(feature("[1::FLOAT, 2]::FLOAT[2]"),
            R"({"feature":{"dtype":"float32","_type":"Value"},"length":2,"_type":"List"})");
  EXPECT_EQ(feature("{'a': 1::BIGINT}"), R"({"a":{"dtype":"int64","_type":"Value"}})");
  EXPECT_EQ(feature("MAP {'k': true}"),
            R"({"feature":{"key":{"dtype":"string","_type":"Value"},)"
            R"("value":{"dtype":"bool","_type":"Value"}},"_type":"List"})");
}

TEST_F(TypesTest, SqlTypesReadBackAsTheSameFeature) {
  for (
      const char* json : {
          R"({"dtype":"uint32","_type":"Value"})",
          R"_({"dtype":"decimal128(12, 3)","_type":"Value"})_",
          R"({"dtype":"timestamp[us, tz=UTC]","_type":"Value"})",
          R"({"_type":"Json"})",
          R"({"feature":{"dtype":"string","_type":"Value"},"_type":"List"})",
          R"({"feature":{"dtype":"float32","_type":"Value"},"length":768,"_type":"List"})",
          R"({"a \"b\".c":{"dtype":"int64","_type":"Value"},"é":{"dtype":"bool","_type":"Value"}})",
      }) {
    const Result<schema::Feature> parsed = schema::parse_feature(json);
    ASSERT_TRUE(parsed) << json;
    const Result<std::string> type = sql_type(*parsed);
    ASSERT_TRUE(type) << json;
    EXPECT_EQ(feature("NULL::" + *type), json);
  }
}

TEST_F(TypesTest, SqlTypesOfLabelsAndOddities) {
  EXPECT_EQ(*sql_type(schema::Feature::class_label({"a", "b"})), "BIGINT");
  EXPECT_EQ(*sql_type(schema::Feature::list(schema::Feature::value("float32"), 768)), "FLOAT[768]");
  EXPECT_EQ(*sql_type(schema::Feature::list(schema::Feature::value("float32"), 0)), "FLOAT[]");
  EXPECT_EQ(*sql_type(schema::Feature::structure({{"a", schema::Feature::value("int64")}})),
            "STRUCT(\"a\" BIGINT)");
  for (const char* dtype : {"complex64", "decimal128", "decimal128(1); DROP TABLE x"}) {
    const Result<std::string> type = sql_type(schema::Feature::value(dtype));
    ASSERT_FALSE(type) << dtype;
    EXPECT_EQ(type.error().code(), ErrorCode::kUnsupported);
    EXPECT_THAT(type.error().message(), HasSubstr(dtype));
  }
}

TEST_F(TypesTest, QuotedTextComesBackUnchanged) {
  for (const std::string& text : {std::string("it's"), std::string("\"\\'\n; --"), std::string(),
                                  std::string("a\0b\0", 4), std::string("é")}) {
    Result<QueryResult> result =
        connection_->query("SELECT " + quote_literal(text) + " AS " + quote_identifier("x\"y"));
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(result->features()[0].name, "x\"y");
    Chunk chunk;
    ASSERT_TRUE(result->next(chunk));
    EXPECT_EQ(chunk.column(0).text(0), text);
  }
}

}  // namespace
}  // namespace vitrine::duck

// Types that a Parquet file's writer named in its footer: a stranger's words, taken where they fit.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "duck/database.h"
#include "duck/types.h"
#include "ingest/import.h"
#include "source/source.h"

namespace vitrine::ingest {
namespace {

class FooterTypes : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = fs::path(::testing::TempDir()) / ("footer_types_" + std::to_string(::getpid()));
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  /// The type that the import gives column `x`, whose values are `sql` and whose footer says
  /// `named`, for people; or the error.
  std::string imported(const std::string& sql, const std::string& named) {
    const Result<schema::Feature> feature = feature_of(sql, named);
    return feature ? schema::feature_label(*feature) : feature.error().message();
  }
  std::string imported_json(const std::string& sql, const std::string& named) {
    const Result<schema::Feature> feature = feature_of(sql, named);
    std::string out;
    if (feature) schema::append_feature_json(out, *feature);
    return feature ? out : feature.error().message();
  }

  Result<schema::Feature> feature_of(const std::string& sql, const std::string& named) {
    duck::Database database = *duck::Database::open({.threads = 1});
    duck::Connection connection = *duck::Connection::open(database);
    const std::string file = (directory_ / "x.parquet").string();
    const std::string features = R"({"info":{"features":{"x":)" + named + "}}}";
    const Status written = connection.execute(
        "COPY (SELECT " + sql + " AS x FROM range(3)) TO " + quote_literal(file) +
        " (FORMAT parquet, KV_METADATA {huggingface: " + quote_literal(features) + "})");
    if (!written) return written.error();
    const Result<store::Library> library = store::Library::open(directory_ / "home");
    const std::array<std::string, 1> arguments = {file};
    const Result<source::Source> source = source::resolve_source(arguments);
    if (!library || !source) return internal_error("no library or no source");
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    if (!outcome) return outcome.error();
    const auto snapshot = library->open_snapshot(outcome->dataset);
    if (!snapshot) return snapshot.error();
    return (*snapshot)->manifest().configs[0].features[0].type;
  }

  fs::path directory_;
};

constexpr const char* kImage = R"({"_type":"Image"})";
constexpr const char* kPiece = "{'bytes': 'x'::BLOB, 'path': 'a.png'}";

TEST_F(FooterTypes, AreTakenWhereTheyFit) {
  EXPECT_EQ(imported("1::BIGINT", R"({"names":["a","b"],"_type":"ClassLabel"})"), "class (2)");
  EXPECT_EQ(imported(kPiece, kImage), "Image");
  EXPECT_EQ(
      imported(std::string("[") + kPiece + "]", R"({"feature":{"_type":"Image"},"_type":"List"})"),
      "list of Image");
  EXPECT_EQ(
      imported("{'en': 'a', 'fr': 'b'}", R"({"languages":["en","fr"],"_type":"Translation"})"),
      "Translation");
  EXPECT_EQ(imported("{'language': ['en'], 'translation': ['a']}",
                     R"({"languages":["en","fr"],"_type":"TranslationVariableLanguages"})"),
            "TranslationVariableLanguages");
}

TEST_F(FooterTypes, MomentsKeepTheirUnitAndZone) {
  const auto named = [](const std::string& dtype) {
    return R"({"dtype":")" + dtype + R"(","_type":"Value"})";
  };
  for (const std::string type : {"timestamp[s]", "timestamp[ms]", "timestamp[us]"})
    EXPECT_EQ(imported("TIMESTAMP '2020-01-01 00:00:00.5'", named(type)), type);
  EXPECT_EQ(imported("TIMESTAMP '2020-01-01'", named("timestamp[ns]")), "timestamp[us]");
  EXPECT_EQ(imported("TIMESTAMPTZ '2020-01-01 00:00:00+02'", named("timestamp[s, tz=+02:00]")),
            "timestamp[s, tz=+02:00]");
  EXPECT_EQ(imported("TIMESTAMP '2020-01-01'", named("timestamp[us, tz=UTC]")), "timestamp[us]");
}

TEST_F(FooterTypes, OfNestedTypesThePartsThatFitAreTaken) {
  EXPECT_EQ(imported_json("{'when': 5::BIGINT, 'label': 1::BIGINT}",
                          R"({"when":{"dtype":"float32","_type":"Value"},)"
                          R"("label":{"names":["neg","pos"],"_type":"ClassLabel"}})"),
            R"({"when":{"dtype":"int64","_type":"Value"},)"
            R"("label":{"names":["neg","pos"],"_type":"ClassLabel"}})");
}

TEST_F(FooterTypes, AreLeftWhereTheyDoNot) {
  for (const auto& [sql, named] : std::vector<std::pair<std::string, std::string>>{
           {"1::BIGINT", R"({"dtype":"foo","_type":"Value"})"},
           {"1::BIGINT", kImage},
           {"1::BIGINT", R"({"feature":{"_type":"Image"},"_type":"List"})"},
           {"1::BIGINT", R"x({"dtype":"decimal128(99, 5)","_type":"Value"})x"},
           {"1::BIGINT", R"({"_type":"Image","note":"\"_type\":\"Translation\""})"},
       })
    EXPECT_EQ(imported(sql, named), "int64") << named;
  EXPECT_EQ(imported("[1::BIGINT]", R"({"feature":{"_type":"Image"},"_type":"LargeList"})"),
            "list of int64");
  EXPECT_EQ(
      imported("[1::BIGINT]", R"({"feature":{"dtype":"foo","_type":"Value"},"_type":"List"})"),
      "list of int64");
  EXPECT_EQ(imported("{'bytes': 'text', 'path': 'a'}", kImage), "struct (2)");
  EXPECT_EQ(imported(kPiece, R"({"bytes":{"_type":"Image"},"path":{"_type":"Audio"}})"),
            "struct (2)");
}

}  // namespace
}  // namespace vitrine::ingest

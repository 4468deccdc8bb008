// Columns that folders say, without files.

#include "ingest/partitions.h"

#include <gmock/gmock.h>

namespace vitrine::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A config of the folder /data with one split of the files below it, by their paths there.
source::SourceConfig config_of(const std::vector<std::string>& files) {
  source::SourceConfig config{
      .name = "default", .splits = {{"train", {}}}, .features = std::nullopt};
  config.folder = "/data";
  for (const std::string& file : files) config.splits[0].files.push_back({.path = "/data/" + file});
  return config;
}

/// What the pieces read, one text a piece, and what comes of them.
struct Joined {
  SourceColumns source;
  std::vector<std::string> columns;  ///< "name:type=sql"
};

Joined joined(const source::SourceConfig& config, std::vector<SourceColumn> columns = {}) {
  const Partitions partitions(config);
  Joined out;
  out.source.columns = std::move(columns);
  out.source.keeps_parquet = true;
  for (std::size_t i = 0; i < partitions.pieces().splits.size(); ++i) {
    out.source.from.push_back("piece" + std::to_string(i));
    out.source.num_rows.push_back(i + 1);
  }
  partitions.join(out.source);
  for (const SourceColumn& column : out.source.columns)
    out.columns.push_back(column.name + ":" + column.type.dtype);
  return out;
}

TEST(Partitions, FilesWithoutSuchFoldersStayAsTheyAre) {
  const source::SourceConfig config = config_of({"a.csv", "b.csv", "sub/c.csv"});
  const Partitions partitions(config);
  ASSERT_EQ(partitions.pieces().splits.size(), 1U);
  EXPECT_EQ(partitions.pieces().splits[0].files.size(), 3U);
  EXPECT_EQ(partitions.text(), "");
  const Joined out = joined(config);
  EXPECT_THAT(out.columns, IsEmpty());
  EXPECT_THAT(out.source.from, ElementsAre("piece0"));
  EXPECT_TRUE(out.source.keeps_parquet);
}

TEST(Partitions, EachSetOfValuesIsAPieceAndTheirOrderIsKept) {
  const source::SourceConfig config =
      config_of({"year=2020/a.csv", "year=2020/b.csv", "year=2021/a.csv", "year=2020/c.csv"});
  const Partitions partitions(config);
  std::vector<std::size_t> sizes;
  for (const source::SourceSplit& piece : partitions.pieces().splits)
    sizes.push_back(piece.files.size());
  EXPECT_THAT(sizes, ElementsAre(2, 1, 1));
  EXPECT_EQ(partitions.text(), "2/year=2020\n1/year=2021\n1/year=2020\n");
  const Joined out = joined(config);
  EXPECT_THAT(out.columns, ElementsAre("year:int64"));
  EXPECT_THAT(
      out.source.from,
      ElementsAre(
          "(SELECT *, CAST('2020' AS BIGINT) AS partition_0 FROM piece0 UNION ALL SELECT *, "
          "CAST('2021' AS BIGINT) AS partition_0 FROM piece1 UNION ALL SELECT *, CAST('2020' AS "
          "BIGINT) AS partition_0 FROM piece2)"));
  EXPECT_THAT(out.source.num_rows, ElementsAre(6));
  EXPECT_FALSE(out.source.keeps_parquet);
  EXPECT_THAT(out.source.notices,
              ElementsAre("column \"year\" is what folders called \"year=...\" say"));
}

TEST(Partitions, TypesAreThoseOfTexts) {
  const auto type = [](const std::string& a, const std::string& b) {
    return joined(config_of({"k=" + a + "/x", "k=" + b + "/x"})).columns[0];
  };
  EXPECT_EQ(type("1", "2"), "k:int64");
  EXPECT_EQ(type("1.5", "2.5"), "k:float64");
  EXPECT_EQ(type("true", "false"), "k:bool");
  EXPECT_EQ(type("2024-01-05", "2024-01-06"), "k:date32");
  EXPECT_EQ(type("a", "b"), "k:string");
  EXPECT_EQ(type("01", "02"), "k:string") << "as written";
  EXPECT_EQ(type("1", "a"), "k:string");
}

TEST(Partitions, NoValueIsNullAndSoAreWordsForMissingBesideNumbers) {
  const auto from = [](const std::vector<std::string>& files) {
    return joined(config_of(files)).source.from[0];
  };
  EXPECT_EQ(from({"k=__HIVE_DEFAULT_PARTITION__/x", "k=5/x"}),
            "(SELECT *, CAST(NULL AS BIGINT) AS partition_0 FROM piece0 UNION ALL SELECT *, "
            "CAST('5' AS BIGINT) AS "
            "partition_0 FROM piece1)");
  EXPECT_EQ(from({"k=NA/x", "k=5/x"}),
            "(SELECT *, CAST(NULL AS BIGINT) AS partition_0 FROM piece0 UNION ALL SELECT *, "
            "CAST('5' AS BIGINT) AS "
            "partition_0 FROM piece1)");
  EXPECT_EQ(from({"k=NA/x", "k=b/x"}),
            "(SELECT *, CAST('NA' AS VARCHAR) AS partition_0 FROM piece0 UNION ALL SELECT *, "
            "CAST('b' AS VARCHAR) AS "
            "partition_0 FROM piece1)");
}

TEST(Partitions, NamesAndValuesAreUnescaped) {
  const Joined out = joined(config_of({"a%2Fb=x%27y%/f", "a%2Fb=%zz/f"}));
  EXPECT_THAT(out.columns, ElementsAre("a/b:string"));
  EXPECT_EQ(out.source.from[0],
            "(SELECT *, CAST('x''y%' AS VARCHAR) AS partition_0 FROM piece0 UNION ALL SELECT *, "
            "CAST('%zz' AS VARCHAR) "
            "AS partition_0 FROM piece1)");
}

TEST(Partitions, SeveralKeysMayBeMissingFromSomeFiles) {
  const Joined out = joined(config_of({"a=1/b=x/f", "a=2/f", "f"}));
  EXPECT_THAT(out.columns, ElementsAre("a:int64", "b:string"));
  EXPECT_EQ(out.source.from[0],
            "(SELECT *, CAST('1' AS BIGINT) AS partition_0, CAST('x' AS VARCHAR) AS partition_1 "
            "FROM piece0 UNION ALL "
            "SELECT *, CAST('2' AS BIGINT) AS partition_0, CAST(NULL AS VARCHAR) AS partition_1 "
            "FROM piece1 UNION ALL "
            "SELECT *, CAST(NULL AS BIGINT) AS partition_0, CAST(NULL AS VARCHAR) AS partition_1 "
            "FROM piece2)");
}

TEST(Partitions, FoldersBetweenThemAndTheFilesAreSaid) {
  const Joined out = joined(config_of({"year=2020/sub/f", "a=1/sub/b=2/f"}));
  EXPECT_THAT(out.columns, ElementsAre("b:int64"));
  EXPECT_THAT(
      out.source.notices,
      ElementsAre(
          "folders called \"a=...\" are no column: other folders stand between them and the files",
          "folders called \"year=...\" are no column: other folders stand between them and the "
          "files",
          "column \"b\" is what folders called \"b=...\" say"));
}

TEST(Partitions, AColumnOfTheFilesIsKept) {
  const Joined out =
      joined(config_of({"Year=2020/f"}), {{"year", "c0", schema::Feature::value("string")}});
  EXPECT_THAT(out.columns, ElementsAre("year:string"));
  EXPECT_THAT(out.source.notices,
              ElementsAre("folders are called \"Year=...\": the column of the files is kept"));
}

TEST(Partitions, NamesWithoutAKeyAndFilesOutsideAreNone) {
  EXPECT_THAT(joined(config_of({"=5/f", "plain/f"})).columns, IsEmpty());
  source::SourceConfig outside = config_of({"f"});
  outside.splits[0].files[0].path = "/elsewhere/year=2020/f";
  EXPECT_THAT(joined(outside).columns, IsEmpty());
  source::SourceConfig no_folder = config_of({"year=2020/f"});
  no_folder.folder.clear();
  EXPECT_THAT(joined(no_folder).columns, IsEmpty());
}

TEST(Partitions, SplitsKeepTheirOwnPieces) {
  source::SourceConfig config = config_of({"k=1/f"});
  config.splits.push_back({"test", {{.path = "/data/k=1/g"}, {.path = "/data/k=2/g"}}});
  const Partitions partitions(config);
  ASSERT_EQ(partitions.pieces().splits.size(), 3U);
  EXPECT_EQ(partitions.pieces().splits[1].name, "test");
  const Joined out = joined(config);
  ASSERT_EQ(out.source.from.size(), 2U);
  EXPECT_THAT(out.source.num_rows, ElementsAre(1, 5));
}

}  // namespace
}  // namespace vitrine::ingest

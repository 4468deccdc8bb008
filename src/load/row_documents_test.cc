#include "load/row_documents.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/json_parse.h"
#include "cluster/index_layout.h"
#include "local/testing/split_fixture.h"
#include "store/artefacts.h"

namespace vitrine::load {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class RowDocumentsTest : public local::SplitFixture {
 protected:
  /// Of a title, a number and vectors of 64 values, of which the last row has none.
  std::shared_ptr<const local::BitmapSplit> papers(int num_rows = 3) {
    std::string lines;
    for (int row = 0; row < num_rows; ++row) {
      lines += R"({"title":"Reward models )" + std::to_string(row) + R"(","n":)" +
               std::to_string(row) + R"(,"vector":)";
      if (row + 1 == num_rows) {
        lines += "null}\n";
        continue;
      }
      for (int i = 0; i < 64; ++i) lines += (i == 0 ? "[" : ",") + std::to_string(row + i) + ".5";
      lines += "]}\n";
    }
    return import("papers", lines);
  }

  static fs::path index_of(const local::BitmapSplit& split) {
    return split.snapshot().directory() / store::index_path("default", "train");
  }

  /// The documents of rows [begin, end), without the lines between them.
  static std::vector<json::object> documents(const local::BitmapSplit& split, std::uint64_t begin,
                                             std::uint64_t end) {
    const Result<RowDocuments> rows = RowDocuments::open(index_of(split), split.features(), {});
    EXPECT_TRUE(rows) << rows.error().message();
    std::string lines;
    const Status appended = rows->append(lines, begin, end);
    EXPECT_TRUE(appended) << appended.error().message();
    std::vector<json::object> out;
    std::istringstream text(lines);
    std::uint64_t row = begin;
    for (std::string line; std::getline(text, line);) {
      EXPECT_EQ(line, R"({"index":{"_id":")" + std::to_string(row++) + R"("}})");
      EXPECT_TRUE(std::getline(text, line));
      out.push_back(parse_json(line)->as_object());
    }
    return out;
  }

  static void damage(const fs::path& file, std::size_t at) {
    std::string bytes = *read_file(file);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    ASSERT_TRUE(write_file_atomic(file, bytes));
  }
};

TEST_F(RowDocumentsTest, ADocumentHasTheRowsCellsWordsAndVectors) {
  const auto split = papers();
  const std::vector<json::object> all = documents(*split, 0, 3);
  ASSERT_EQ(all.size(), 3U);
  const std::size_t vector = 2;
  const std::size_t of_text = split->features().size();
  for (std::uint64_t row = 0; row < 3; ++row) {
    const json::object& document = all[row];
    EXPECT_EQ(document.at("row"), row);
    EXPECT_EQ(std::string(document.at("cells").as_string()),
              "[\"Reward models " + std::to_string(row) + "\"," + std::to_string(row) + "]");
    EXPECT_THAT(json_text(document.at(cluster::kWordsField)), HasSubstr("reward"));
    const bool has_vector = row < 2;
    for (const std::string& field : {cluster::exact_field(vector, split->features()),
                                     cluster::vector_field(vector, split->features())})
      EXPECT_EQ(document.contains(field), has_vector) << row << " " << field;
    EXPECT_TRUE(document.contains(cluster::exact_field(of_text, split->features()))) << row;
    EXPECT_TRUE(document.contains(cluster::vector_field(of_text, split->features()))) << row;
  }
  EXPECT_NE(all[0].at(cluster::exact_field(vector, split->features())),
            all[1].at(cluster::exact_field(vector, split->features())));
}

TEST_F(RowDocumentsTest, APartHasTheSameDocumentsAsTheWhole) {
  const auto split = papers(5);
  const std::vector<json::object> all = documents(*split, 0, 5);
  EXPECT_EQ(documents(*split, 2, 4), (std::vector<json::object>{all[2], all[3]}));
  EXPECT_TRUE(documents(*split, 2, 2).empty());
}

TEST_F(RowDocumentsTest, VectorsThatAreDamagedAreNotSent) {
  const auto split = papers();
  for (const std::string& name : {store::artefact_filename(store::Artefact::kVectors, 2),
                                  store::artefact_filename(store::Artefact::kTextVectors),
                                  store::artefact_filename(store::Artefact::kRows)}) {
    SCOPED_TRACE(name);
    const fs::path file = index_of(*split) / name;
    const std::string whole = *read_file(file);
    const Container content = *Container::open(file, *store::kind_of_file(name));
    std::size_t refused = 0;
    for (const std::size_t at : {20U, 80U, 140U}) {
      ASSERT_TRUE(write_file_atomic(file, whole));
      damage(file, at);
      const Result<RowDocuments> rows = RowDocuments::open(index_of(*split), split->features(), {});
      std::string lines;
      const Status appended = rows ? rows->append(lines, 0, 2) : Status(rows.error());
      if (appended) continue;
      EXPECT_EQ(appended.error().code(), ErrorCode::kCorrupt);
      ++refused;
    }
    EXPECT_EQ(refused, 3U);
    ASSERT_TRUE(write_file_atomic(file, whole));
  }
}

TEST_F(RowDocumentsTest, AMissingArtefactIsNamed) {
  const auto split = papers();
  for (const store::Artefact artefact : {store::Artefact::kRows, store::Artefact::kVectors,
                                         store::Artefact::kText, store::Artefact::kTextVectors}) {
    const std::string name = store::artefact_filename(artefact, 2);
    const fs::path file = index_of(*split) / name;
    fs::rename(file, directory_ / "away");
    const Result<RowDocuments> rows = RowDocuments::open(index_of(*split), split->features(), {});
    ASSERT_FALSE(rows) << name;
    EXPECT_EQ(rows.error().code(), ErrorCode::kNotFound) << rows.error().message();
    fs::rename(directory_ / "away", file);
  }
  EXPECT_TRUE(RowDocuments::open(index_of(*split), split->features(), {}));
}

TEST_F(RowDocumentsTest, RowsWithoutTextHaveNoWords) {
  const auto split = import("numbers", "{\"n\":1}\n{\"n\":2}\n");
  const std::vector<json::object> all = documents(*split, 0, 2);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_FALSE(all[0].contains(cluster::kWordsField));
  EXPECT_EQ(std::string(all[1].at("cells").as_string()), "[2]");
}

}  // namespace
}  // namespace vitrine::load

#include "store/artefacts.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"

namespace vitrine::store {
namespace {

TEST(Artefacts, ASplitHasWhatItsColumnsAskFor) {
  const schema::Features features = {
      {"title", schema::Feature::value("string")},
      {"n", schema::Feature::value("int64")},
      {"v", schema::Feature::list(schema::Feature::value("float32"), 64)}};
  std::vector<std::string> names;
  for (const ExpectedArtefact& expected : expected_artefacts(features))
    names.push_back(expected.filename);
  EXPECT_EQ(names, (std::vector<std::string>{"rows.vtr", "values.vtc", "vectors-2.vtv", "text.vti",
                                             "text-vectors.vtt", "statistics.json"}));
  const schema::Features numbers = {{"n", schema::Feature::value("int64")}};
  EXPECT_EQ(expected_artefacts(numbers).size(), 3U);
}

TEST(Artefacts, TheTableIsInTheOrderOfItsNames) {
  const std::span<const ArtefactFacts> table = artefact_table();
  for (std::size_t i = 0; i < table.size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(table[i].artefact), i);
}

TEST(Artefacts, AFileIsOfTheKindOfItsEnding) {
  ASSERT_NE(kind_of_file("vectors-12.vtq"), nullptr);
  EXPECT_EQ(kind_of_file("vectors-12.vtq")->magic, "VITRCODE");
  EXPECT_EQ(kind_of_file("statistics.json"), nullptr);
  EXPECT_EQ(kind_of_file("unknown"), nullptr);
}

TEST(Artefacts, TheDocumentNamesEachWithItsKindAndVersion) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (root == nullptr) GTEST_SKIP() << "VITRINE_SOURCE_DIR is not set";
  const Result<std::string> text = read_file(fs::path(root) / "docs" / "formats" / "library.md");
  ASSERT_TRUE(text);
  for (const ArtefactFacts& facts : artefact_table()) {
    std::string line = "| " + std::string(facts.filename) + " | ";
    line += facts.kind == nullptr
                ? "JSON"
                : "`" + std::string(facts.kind->magic) + "` " + std::to_string(facts.kind->version);
    EXPECT_NE(text->find(line + " |"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace vitrine::store

#include "ingest/stored_texts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "ingest/import.h"
#include "source/source.h"
#include "store/artefacts.h"

namespace vitrine::ingest {
namespace {

class StoredTextsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// What is held of the rows of JSON Lines.
  std::vector<std::string> texts_of(const std::string& lines) {
    std::ofstream(folder_ / "x.jsonl") << lines;
    const Result<store::Library> library = store::Library::open(folder_ / "home");
    const std::array<std::string, 1> arguments = {(folder_ / "x.jsonl").string()};
    const Result<source::Source> source = source::resolve_source(arguments);
    EXPECT_TRUE(library && source);
    const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
    EXPECT_TRUE(outcome) << outcome.error().message();
    const auto snapshot = library->open_snapshot(outcome->dataset);
    EXPECT_TRUE(snapshot);
    const store::ConfigManifest& config = (*snapshot)->manifest().configs[0];
    const fs::path index = (*snapshot)
                               ->index_file(config.name, config.splits[0].name,
                                            store::artefact_filename(store::Artefact::kRows))
                               .parent_path();
    const Result<StoredTexts> stored =
        StoredTexts::open(index, store::SplitLayout(config.features));
    EXPECT_TRUE(stored) << stored.error().message();
    std::vector<std::string> texts(stored->num_rows());
    EXPECT_TRUE(stored->texts()(0, texts));
    return texts;
  }

  fs::path folder_ =
      fs::path(::testing::TempDir()) / ("stored_texts_" + std::to_string(::getpid()));
};

TEST_F(StoredTextsTest, OfLongTextsOnlyTheBeginningIsHeld) {
  const std::string first(meaning::kTextVectorBytes - 2, 'a');
  const std::string second(1'000'000, 'b');
  const std::vector<std::string> texts =
      texts_of(R"({"t": ")" + first + R"(", "u": ")" + second + "\"}\n");
  EXPECT_EQ(texts[0].substr(0, meaning::kTextVectorBytes), first + "\nb");
  EXPECT_LT(texts[0].size(), meaning::kTextVectorBytes + 16);
}

TEST_F(StoredTextsTest, ColumnsOfCodesTellNothing) {
  std::string lines;
  for (int i = 0; i < 3000; ++i) {
    const std::string n = std::to_string(i);
    lines += R"({"gene":"TP)" + n + R"(","file":"img/)" + n +
             R"(.png","land":"FR","hash":"3fa85f)" + n +
             R"(-cafe","pet":"cat","name":"\u6771\u4eac")" +
             (i == 10    ? R"(,"rare":"17")"
              : i == 100 ? R"(,"rare":"a note")"
                         : "") +
             "}\n";
  }
  const std::vector<std::string> texts = texts_of(lines);
  EXPECT_EQ(texts[0], "cat\n\u6771\u4eac\n");
  EXPECT_EQ(texts[2999], texts[0]);
  EXPECT_EQ(texts[100], texts[0] + "a note\n") << "a column of a text in the sample";
  EXPECT_EQ(texts_of("{\"k\":\"phi3 llama2-7b t5\"}\n"),
            (std::vector<std::string>{"phi3 llama2-7b t5\n"}));
  EXPECT_EQ(texts_of("{\"k\":\"A-17\"}\n{\"k\":\"B-18\"}\n"), (std::vector<std::string>(2)));
}

}  // namespace
}  // namespace vitrine::ingest

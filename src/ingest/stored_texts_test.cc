#include "ingest/stored_texts.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "ingest/import.h"
#include "source/source.h"
#include "store/artefacts.h"

namespace vitrine {
namespace {

TEST(StoredTexts, OfLongTextsOnlyTheBeginningIsHeld) {
  const fs::path folder =
      fs::path(::testing::TempDir()) / ("stored_texts_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const std::string first(kTextVectorBytes - 2, 'a');
  const std::string second(1'000'000, 'b');
  std::ofstream(folder / "x.jsonl") << R"({"t": ")" << first << R"(", "u": ")" << second << "\"}\n";
  const Result<Library> library = Library::open(folder / "home");
  const std::array<std::string, 1> arguments = {(folder / "x.jsonl").string()};
  const Result<Source> source = resolve_source(arguments);
  ASSERT_TRUE(library && source);
  const Result<ImportOutcome> outcome = import_source(*library, *source, {}, nullptr, {});
  ASSERT_TRUE(outcome) << outcome.error().message();
  const auto snapshot = library->open_snapshot(outcome->dataset);
  ASSERT_TRUE(snapshot);
  const ConfigManifest& config = (*snapshot)->manifest().configs[0];
  const fs::path index =
      (*snapshot)
          ->index_file(config.name, config.splits[0].name, artefact_filename(Artefact::kRows))
          .parent_path();
  const Result<StoredTexts> stored = StoredTexts::open(index, SplitLayout(config.features));
  ASSERT_TRUE(stored) << stored.error().message();
  std::vector<std::string> texts(1);
  ASSERT_TRUE(stored->texts()(0, texts));
  EXPECT_EQ(texts[0].substr(0, kTextVectorBytes), first + "\nb");
  EXPECT_LT(texts[0].size(), kTextVectorBytes + 16);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace vitrine

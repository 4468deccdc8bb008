#include "embedding/embed_column.h"

#include <gmock/gmock.h>

#include <map>

#include "source/source.h"

namespace vitrine::embedding {
namespace {

using ::testing::HasSubstr;

/// Says of a text how long it is, and remembers what it was asked.
class LengthModel final : public encoder::TextModel {
 public:
  const std::string& name() const override { return name_; }
  std::size_t dimension() const override { return 2; }
  Status encode(std::span<const std::string_view> texts, encoder::TextRole role,
                std::span<float> out, const std::stop_token&) const override {
    EXPECT_EQ(role, encoder::TextRole::kPassage);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      ++asked_[std::string(texts[i])];
      out[2 * i] = static_cast<float>(texts[i].size());
      out[2 * i + 1] = 1;
    }
    return {};
  }
  const std::map<std::string, int>& asked() const { return asked_; }

 private:
  std::string name_ = "test/length";
  mutable std::map<std::string, int> asked_;
};

struct Told final : ProgressSink {
  void update(const ProgressUpdate& update) override {
    if (update.stage != "encoding") return;
    subject = update.subject;
    rows.push_back(update.rows);
    total = update.rows_total;
  }
  std::string subject;
  std::vector<std::uint64_t> rows;
  std::uint64_t total = 0;
};

class EmbedColumnTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / (std::string("embed_") + test->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    library_.emplace(*store::Library::open(directory_ / "home"));
  }
  void TearDown() override { fs::remove_all(directory_); }

  void import(const std::string& lines) {
    ASSERT_TRUE(write_file_atomic(directory_ / "rows.jsonl", lines));
    const std::string arguments[] = {(directory_ / "rows.jsonl").string()};
    const Result<source::Source> source =
        source::resolve_source(arguments, {.dataset_name = "local/rows"});
    ASSERT_TRUE(source) << source.error().message();
    ASSERT_TRUE(ingest::import_source(*library_, *source, {.threads = 1}, nullptr, {}));
  }
  Result<EmbedOutcome> embed(EmbedOptions options = {}, ProgressSink* progress = nullptr) {
    return embed_column(*library_, {"local", "rows"}, model_, options, progress, {});
  }

  fs::path directory_;
  std::optional<store::Library> library_;
  LengthModel model_;
};

TEST_F(EmbedColumnTest, EveryTextIsEncodedOnceAndEmptyOnesNot) {
  import(
      "{\"title\":\"one\"}\n{\"title\":\"three\"}\n{\"title\":\"one\"}\n{\"title\":null}\n"
      "{\"title\":\"  \"}\n");
  const Result<EmbedOutcome> done = embed();
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(done->num_rows, 5U);
  EXPECT_EQ(done->num_vectors, 3U);
  EXPECT_EQ(done->num_resumed, 0U);
  ASSERT_EQ(model_.asked().size(), 2U);
  for (const auto& [text, times] : model_.asked()) EXPECT_EQ(times, 1) << text;
  const auto snapshot = *library_->open_snapshot({"local", "rows"});
  EXPECT_EQ(snapshot->manifest().snapshot_id, done->snapshot_id);
  const store::ConfigManifest& config = snapshot->manifest().configs[0];
  EXPECT_EQ(config.features.back().name, "embedding");
  ASSERT_NE(config.find_model("embedding"), nullptr);
  EXPECT_EQ(config.find_model("embedding")->model, "test/length");
}

TEST_F(EmbedColumnTest, ProgressGoesFromNoRowsToAll) {
  std::string lines;
  for (int row = 0; row < 700; ++row)
    lines += "{\"title\":\"" + std::string(row % 9, 'x') + "\"}\n";
  import(lines);
  Told told;
  ASSERT_TRUE(embed({}, &told));
  EXPECT_EQ(told.subject, "default/train");
  EXPECT_EQ(told.total, 700U);
  ASSERT_GE(told.rows.size(), 2U);
  EXPECT_EQ(told.rows.front(), 0U);
  EXPECT_EQ(told.rows.back(), 700U);
  EXPECT_TRUE(std::ranges::is_sorted(told.rows));
}

TEST_F(EmbedColumnTest, TheColumnsOfTextCanBeNamed) {
  import("{\"title\":\"one\",\"note\":\"seven..\",\"n\":1}\n");
  EmbedOptions options{.column = "note_vector", .texts = {"note"}};
  ASSERT_TRUE(embed(options));
  ASSERT_EQ(model_.asked().size(), 1U);
  EXPECT_THAT(model_.asked().begin()->first, HasSubstr("seven.."));
  options.column = "other";
  options.texts = {"none"};
  EXPECT_EQ(embed(options).error().code(), ErrorCode::kNotFound);
  options.texts = {"n"};
  EXPECT_EQ(embed(options).error().code(), ErrorCode::kUnsupported);
}

TEST_F(EmbedColumnTest, WhatCannotBeIsSaidBeforeAnythingIsEncoded) {
  import("{\"n\":1}\n");
  const Result<EmbedOutcome> none = embed();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kUnsupported);
  EXPECT_EQ(embed({.column = "n"}).error().code(), ErrorCode::kExists);
  EXPECT_TRUE(model_.asked().empty());
}

}  // namespace
}  // namespace vitrine::embedding

// Errors reach those who ask the engine in process with the code that they had.

#include <gtest/gtest.h>

#include "base/file.h"
#include "engine/search_parameters.h"
#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

class EngineErrors : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import_papers();
  }

  const engine::Caller owner_ = engine::Caller::owner();
  /// Who may see another dataset, and that but for one that is closed.
  const engine::Caller stranger_{
      .who = "stranger", .may_see_notes = true, .datasets = {"local/other"}};
  const engine::Caller blocked_{.who = "blocked", .may_see_notes = true, .blocked = {"local/*"}};

  /// The code of a search of local/papers; kInternal if it is answered.
  ErrorCode search(const ask::Pairs& pairs, const std::stop_token& stop = {}) {
    const Result<ask::Values> values = ask::Values::check(ask::Question::kSearch, pairs);
    if (!values) return values.error().code();
    const Result<engine::OpenSplit> place =
        engine_->open(owner_, *store::DatasetName::parse("local/papers"), "", "");
    if (!place) return place.error().code();
    Result<engine::SearchRequest> request =
        engine::read_search(ask::Question::kSearch, *values, *place->split);
    if (!request) return request.error().code();
    const Result<engine::SearchAnswer> answer =
        engine_->search(engine::Caller::owner(stop), *place, *std::move(request));
    EXPECT_FALSE(answer);
    return answer ? ErrorCode::kInternal : answer.error().code();
  }
};

TEST_F(EngineErrors, KeepTheirCode) {
  const store::DatasetName papers = *store::DatasetName::parse("local/papers");
  EXPECT_EQ(
      engine_->open(owner_, *store::DatasetName::parse("local/absent"), "", "").error().code(),
      ErrorCode::kNotFound);
  EXPECT_EQ(engine_->open(owner_, papers, "absent", "").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(engine_->open(owner_, papers, "", "absent").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(search({{"limit", "x"}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(search({{"where", "year >"}}), ErrorCode::kInvalidArgument);
}

TEST_F(EngineErrors, StoppedIsCancelled) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(search({{"where", "id > 1"}}, stop.get_token()), ErrorCode::kCancelled);
}

TEST_F(EngineErrors, DamageIsCorrupt) {
  for (const auto& entry : fs::recursive_directory_iterator(home())) {
    if (entry.path().filename() != "statistics.json") continue;
    ASSERT_TRUE(write_file_atomic(entry.path(), std::string(entry.file_size(), 'x')));
  }
  const Result<engine::OpenSplit> place =
      engine_->open(owner_, *store::DatasetName::parse("local/papers"), "", "");
  ASSERT_TRUE(place) << place.error().message();
  EXPECT_EQ(engine_->columns(owner_, *place).error().code(), ErrorCode::kCorrupt);
}

TEST_F(EngineErrors, WhatACallerMayNotSeeIsSaidAsWhatIsNotThere) {
  const store::DatasetName papers = *store::DatasetName::parse("local/papers");
  const std::string absent =
      engine_->open(owner_, *store::DatasetName::parse("local/papers2"), "", "").error().message();
  for (const engine::Caller& caller : {stranger_, blocked_}) {
    for (const Error& error :
         {engine_->open(caller, papers).error(), engine_->open(caller, papers, "", "").error(),
          engine_->dataset(caller, papers).error()}) {
      EXPECT_EQ(error.code(), ErrorCode::kNotFound);
      EXPECT_EQ(absent,
                std::string(error.message()).insert(error.message().find("papers") + 6, "2"));
    }
    EXPECT_TRUE(engine_->datasets(caller)->empty());
  }
  EXPECT_EQ(engine_->datasets(owner_)->size(), 1);
}

TEST_F(EngineErrors, WhatIsOpenAnswersNobodyWhoMayNotSeeIt) {
  const Result<engine::OpenSplit> place =
      engine_->open(owner_, *store::DatasetName::parse("local/papers"), "", "");
  ASSERT_TRUE(place) << place.error().message();
  Result<ask::Values> values = ask::Values::check(ask::Question::kSearch, {});
  const Result<engine::SearchRequest> request =
      engine::read_search(ask::Question::kSearch, *values, *place->split);
  const Result<engine::SearchAnswer> answer = engine_->search(owner_, *place, *request);
  ASSERT_TRUE(answer) << answer.error().message();
  const std::uint64_t rows[] = {0};
  for (const engine::Caller& caller : {stranger_, blocked_}) {
    EXPECT_EQ(engine_->search(caller, *place, *request).error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(engine_->columns(caller, *place).error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(engine_->identities(caller, *place, rows).error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(engine_->with_labels(caller, *place).error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(engine_->label(caller, *place, "good", 0, {"true", "null", 0}).error().code(),
              ErrorCode::kNotFound);
    EXPECT_EQ(engine_->kept_rows(caller, *place->dataset).error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(engine_->rows_as_file(caller, *answer, 1'000'000).error().code(),
              ErrorCode::kNotFound);
    EXPECT_EQ(
        engine_->sql(caller, *place->dataset, {.sql = "SELECT 1", .config = ""}).error().code(),
        ErrorCode::kNotFound);
  }
}

TEST_F(EngineErrors, LabelsAreShownToThoseWhoMaySeeNotes) {
  const store::DatasetName papers = *store::DatasetName::parse("local/papers");
  ASSERT_TRUE(engine_->labels().define(papers, "good", store::LabelKind::kText, {}));
  const Result<engine::OpenSplit> place = engine_->open(owner_, papers, "", "");
  ASSERT_TRUE(place) << place.error().message();
  const Result<store::LabelChange> change =
      engine_->label(owner_, *place, "good", 0, {"\"yes\"", "null", 1});
  ASSERT_TRUE(change) << change.error().message();
  EXPECT_TRUE(engine_->with_labels(owner_, *place)->labelled);
  const engine::Caller reader{.who = "reader"};
  EXPECT_FALSE(engine_->with_labels(reader, *place)->labelled);
}

}  // namespace
}  // namespace vitrine::server

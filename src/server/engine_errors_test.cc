// Errors reach those who ask the engine in process with the code that they had.

#include <gtest/gtest.h>

#include "base/file.h"
#include "engine/search_parameters.h"
#include "server/testing/server_fixture.h"

namespace vitrine {
namespace {

class EngineErrors : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import_papers();
  }

  /// The code of a search of local/papers; kInternal if it is answered.
  ErrorCode search(const ask::Pairs& pairs, const std::stop_token& stop = {}) {
    const Result<ask::Values> values = ask::Values::check(ask::Question::kSearch, pairs);
    if (!values) return values.error().code();
    const Result<OpenSplit> place = engine_->open(*DatasetName::parse("local/papers"), "", "");
    if (!place) return place.error().code();
    Result<SearchRequest> request = read_search(ask::Question::kSearch, *values, *place->split);
    if (!request) return request.error().code();
    const Result<SearchAnswer> answer = engine_->search(*place, *std::move(request), stop);
    EXPECT_FALSE(answer);
    return answer ? ErrorCode::kInternal : answer.error().code();
  }
};

TEST_F(EngineErrors, KeepTheirCode) {
  const DatasetName papers = *DatasetName::parse("local/papers");
  EXPECT_EQ(engine_->open(*DatasetName::parse("local/absent"), "", "").error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(engine_->open(papers, "absent", "").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(engine_->open(papers, "", "absent").error().code(), ErrorCode::kNotFound);
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
  const Result<OpenSplit> place = engine_->open(*DatasetName::parse("local/papers"), "", "");
  ASSERT_TRUE(place) << place.error().message();
  EXPECT_EQ(engine_->columns(*place).error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vitrine

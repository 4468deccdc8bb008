#include "engine/column_encoders.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "endpoint/testing/embedding_server.h"
#include "local/testing/split_fixture.h"
#include "search/query.h"

namespace vitrine {
namespace {

constexpr std::size_t kDimension = 48;

std::string title(std::size_t row) {
  constexpr std::string_view kNouns[] = {"graph", "translation", "robot",  "protein",
                                         "image", "policy",      "speech", "ranking"};
  constexpr std::string_view kVerbs[] = {"denoising", "planning", "folding", "sampling", "pruning"};
  return fmt::format("{} {}", kVerbs[row % 5], kNouns[row % 8]);
}

/// Forty papers whose vectors are those that the server gives of their titles, reversed if
/// `by_another`: another model's, of the same length.
std::string rows_of(bool by_another, std::size_t num_rows = 40) {
  std::string lines;
  for (std::size_t row = 0; row < num_rows; ++row) {
    const std::string text = title(row);
    const std::vector<float> vector =
        piece_vector(by_another ? std::string(text.rbegin(), text.rend()) : text, kDimension);
    lines += fmt::format("{{\"title\":\"{}\",\"embedding\":[{}.5,{}]}}\n", text, vector[0],
                         fmt::join(std::span(vector).subspan(1), ","));
  }
  return lines;
}

class ColumnEncodersTest : public SplitFixture {
 protected:
  EndpointOptions options() const {
    EndpointOptions made;
    made.address = *parse_endpoint(server_.address());
    made.first_pause = std::chrono::milliseconds(1);
    made.query_limit = std::chrono::seconds(60);
    made.max_attempts = 2;
    return made;
  }
  Hits ask(const Split& split, const ColumnModels& models, SearchMode mode = SearchMode::kHybrid,
           std::string_view text = "folding proteins") {
    Query query;
    query.text = text;
    query.mode = mode;
    query.models = &models;
    Result<Hits> hits = run_query(split, query, {});
    EXPECT_TRUE(hits) << hits.error().message();
    return hits ? *std::move(hits) : Hits{};
  }

  EmbeddingServer server_{[](std::string_view text) { return piece_vector(text, kDimension); }};
  ColumnEncoders::Clock::time_point now_{};
};

TEST_F(ColumnEncodersTest, TheModelOfTheVectorsEncodesTheWords) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options());
  const Hits hits = ask(*split, models, SearchMode::kSemantic);
  EXPECT_EQ(hits.meaning, Meaning::kModel);
  EXPECT_EQ(hits.meaning_model, server_.address());
  EXPECT_EQ(hits.meaning_off, "");
  ASSERT_FALSE(hits.rows.empty());
  EXPECT_EQ(title(hits.rows[0]), "folding protein");
  EXPECT_EQ(ask(*split, models).mode, SearchMode::kHybrid);
}

TEST_F(ColumnEncodersTest, AFewRowsTellAModelAndFewerDoNot) {
  for (const std::size_t num_rows : {4U, 8U, 11U}) {
    const auto split = import("papers", rows_of(false, num_rows));
    const ColumnEncoders models(options());
    const Hits hits = ask(*split, models, SearchMode::kSemantic);
    EXPECT_EQ(hits.meaning, Meaning::kModel) << num_rows << " " << hits.meaning_off;
  }
}

TEST_F(ColumnEncodersTest, NothingIsSentWhereWordsAreNotComparedByMeaning) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options());
  EXPECT_EQ(ask(*split, models, SearchMode::kKeyword).meaning, Meaning::kNone);
  EXPECT_EQ(server_.num_requests(), 0);
}

TEST_F(ColumnEncodersTest, AnotherModelOfTheSameLengthIsFoundOut) {
  const auto split = import("papers", rows_of(true));
  const ColumnEncoders models(options());
  const Hits hits = ask(*split, models);
  EXPECT_EQ(hits.meaning, Meaning::kText);
  EXPECT_NE(hits.meaning_off.find("is not the model that made the vectors of column \"embedding\""),
            std::string::npos)
      << hits.meaning_off;
  EXPECT_FALSE(hits.rows.empty());
  const int before = server_.num_requests();
  ask(*split, models);
  EXPECT_EQ(server_.num_requests(), before) << "it was known";
}

TEST_F(ColumnEncodersTest, AModelOfAnotherLengthIsNotAskedForMore) {
  const auto split = import("papers", rows_of(false));
  const EmbeddingServer other([](std::string_view text) { return piece_vector(text, 7); });
  EndpointOptions of_other = options();
  of_other.address = *parse_endpoint(other.address());
  const ColumnEncoders models(of_other);
  const Hits hits = ask(*split, models);
  EXPECT_EQ(hits.meaning, Meaning::kText);
  EXPECT_NE(hits.meaning_off.find("gives vectors of 7 values, and those of column \"embedding\" "
                                  "have 48"),
            std::string::npos)
      << hits.meaning_off;
  EXPECT_EQ(other.num_requests(), 1);
}

TEST_F(ColumnEncodersTest, AFailureIsSaidAndTheEndpointRests) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options(), [this] { return now_; });
  server_.answer_next(2, [] {
    http::Response response = http::Response::json("{}");
    response.status = 500;
    return response;
  });
  const Hits off = ask(*split, models);
  EXPECT_EQ(off.meaning, Meaning::kText);
  EXPECT_EQ(off.meaning_error, ErrorCode::kUnavailable);
  EXPECT_NE(off.meaning_off.find("answers with status 500"), std::string::npos);
  EXPECT_FALSE(off.rows.empty());
  const int before = server_.num_requests();
  EXPECT_EQ(ask(*split, models).meaning_off, off.meaning_off);
  EXPECT_EQ(server_.num_requests(), before);
  now_ += ColumnEncoders::kRest;
  EXPECT_EQ(ask(*split, models).meaning, Meaning::kModel);
}

TEST_F(ColumnEncodersTest, OddQueriesAreAnswered) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options());
  for (const std::string& text : {std::string("\xFF\xFE\x01"), std::string("\xF0\x9F\x98\x80"),
                                  std::string("\xE4\xB8\xAD\xE6\x96\x87 protein"),
                                  std::string(1U << 20U, 'a'), std::string("   ")})
    ask(*split, models, SearchMode::kHybrid, text);
}

}  // namespace
}  // namespace vitrine

#include "engine/column_encoders.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "endpoint/testing/embedding_server.h"
#include "local/testing/split_fixture.h"
#include "search/query.h"
#include "search/testing/memory_split.h"

namespace vitrine::engine {
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
    const std::vector<float> vector = endpoint::piece_vector(
        by_another ? std::string(text.rbegin(), text.rend()) : text, kDimension);
    lines += fmt::format("{{\"title\":\"{}\",\"embedding\":[{}.5,{}]}}\n", text, vector[0],
                         fmt::join(std::span(vector).subspan(1), ","));
  }
  return lines;
}

/// The model of MemorySplit's vectors. What it knows no letter of has a vector too, but for a
/// zebra: an endpoint that answers with zeros alone is refused.
std::vector<float> letters_or_all(std::string_view text) {
  std::vector<float> letters = search::letters_of(text);
  if (!search::cosine(letters, letters) && text != "zebra") letters.assign(letters.size(), 1);
  return letters;
}

class ColumnEncodersTest : public local::SplitFixture {
 protected:
  endpoint::EndpointOptions options() const {
    endpoint::EndpointOptions made;
    made.address = *endpoint::parse_endpoint(server_.address());
    made.first_pause = std::chrono::milliseconds(1);
    made.query_limit = std::chrono::seconds(60);
    made.max_attempts = 2;
    return made;
  }
  search::Hits ask(const search::Split& split, const search::ColumnModels& models,
                   search::SearchMode mode = search::SearchMode::kHybrid,
                   std::string_view text = "folding proteins") {
    search::Query query;
    query.text = text;
    query.mode = mode;
    query.models = &models;
    Result<search::Hits> hits = search::run_query(split, query, {});
    EXPECT_TRUE(hits) << hits.error().message();
    return hits ? *std::move(hits) : search::Hits{};
  }

  endpoint::EmbeddingServer server_{
      [](std::string_view text) { return endpoint::piece_vector(text, kDimension); }};
  ColumnEncoders::Clock::time_point now_{};
};

TEST_F(ColumnEncodersTest, TheModelOfTheVectorsEncodesTheWords) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options());
  const search::Hits hits = ask(*split, models, search::SearchMode::kSemantic);
  EXPECT_EQ(hits.meaning, search::Meaning::kModel);
  EXPECT_EQ(hits.meaning_model, server_.address());
  EXPECT_EQ(hits.meaning_off, "");
  ASSERT_FALSE(hits.rows.empty());
  EXPECT_EQ(title(hits.rows[0]), "folding protein");
  EXPECT_EQ(ask(*split, models).mode, search::SearchMode::kHybrid);
}

TEST_F(ColumnEncodersTest, AFewRowsTellAModelAndFewerDoNot) {
  for (const std::size_t num_rows : {4U, 8U, 11U}) {
    const auto split = import("papers", rows_of(false, num_rows));
    const ColumnEncoders models(options());
    const search::Hits hits = ask(*split, models, search::SearchMode::kSemantic);
    EXPECT_EQ(hits.meaning, search::Meaning::kModel) << num_rows << " " << hits.meaning_off;
  }
}

/// Of rows in memory, which refuse to be asked for one that is not there.
TEST_F(ColumnEncodersTest, OfFewRowsEachIsAskedForAndNoOther) {
  const endpoint::EmbeddingServer letters(letters_or_all);
  endpoint::EndpointOptions of_letters = options();
  of_letters.address = *endpoint::parse_endpoint(letters.address());
  const std::vector<std::string> titles = {"apple",     "bee",      "cat",      "dune",
                                           "apple bee", "bee cat",  "cat dune", "dune apple",
                                           "apple cat", "bee dune", "a b c",    "b c d"};
  for (std::size_t num_rows = 0; num_rows <= titles.size(); ++num_rows) {
    std::vector<search::MemoryRow> rows;
    for (std::size_t row = 0; row < num_rows; ++row)
      rows.push_back({titles[row], 2000, search::letters_of(titles[row])});
    const auto split = search::MemorySplit::make(rows);
    const ColumnEncoders models(of_letters);
    const auto encoded = models.encode(*split, search::MemorySplit::kVector, "apple", {});
    if (num_rows >= 4) {
      ASSERT_TRUE(encoded) << num_rows << ": " << encoded.error().message();
      EXPECT_EQ((*encoded)->vector, search::letters_of("apple"));
      continue;
    }
    ASSERT_FALSE(encoded) << num_rows;
    EXPECT_EQ(encoded.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(encoded.error().message(),
              "column \"vector\" has too few rows with a text and a vector to tell whether the "
              "encoder at " +
                  letters.address() + " made its vectors");
  }
}

TEST_F(ColumnEncodersTest, RowsWithoutATextOrAVectorTellNothing) {
  const endpoint::EmbeddingServer letters(letters_or_all);
  endpoint::EndpointOptions of_letters = options();
  of_letters.address = *endpoint::parse_endpoint(letters.address());
  std::vector<search::MemoryRow> rows = {{"apple", 1, search::letters_of("apple")},
                                         {"", 1, {1, 1, 1, 1}},
                                         {"bee", 1, {}},
                                         {"cat", 1, search::letters_of("cat")},
                                         {"dune", 1, search::letters_of("dune")}};
  const auto few = search::MemorySplit::make(rows);
  EXPECT_FALSE(ColumnEncoders(of_letters).encode(*few, search::MemorySplit::kVector, "apple", {}));
  rows.push_back({"bee cat", 1, search::letters_of("bee cat")});
  const auto enough = search::MemorySplit::make(rows);
  EXPECT_TRUE(
      ColumnEncoders(of_letters).encode(*enough, search::MemorySplit::kVector, "apple", {}));
}

TEST_F(ColumnEncodersTest, ZerosAloneAreRefused) {
  const endpoint::EmbeddingServer letters(letters_or_all);
  endpoint::EndpointOptions of_letters = options();
  of_letters.address = *endpoint::parse_endpoint(letters.address());
  const auto split = search::MemorySplit::make({{"apple", 1, search::letters_of("apple")},
                                                {"bee", 1, search::letters_of("bee")},
                                                {"cat", 1, search::letters_of("cat")},
                                                {"dune", 1, search::letters_of("dune")}});
  const auto encoded =
      ColumnEncoders(of_letters).encode(*split, search::MemorySplit::kVector, "zebra", {});
  ASSERT_FALSE(encoded);
  EXPECT_EQ(encoded.error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(encoded.error().message(),
            "the encoder at " + letters.address() + " answers with zeros alone, which say nothing");
}

TEST_F(ColumnEncodersTest, WithoutAnEndpointNothingIsKnownOfAColumn) {
  const auto split = search::MemorySplit::make({{"apple", 1, search::letters_of("apple")}});
  const auto encoded =
      ColumnEncoders(std::nullopt).encode(*split, search::MemorySplit::kVector, "apple", {});
  ASSERT_TRUE(encoded);
  EXPECT_FALSE(*encoded);
}

TEST_F(ColumnEncodersTest, NothingIsSentWhereWordsAreNotComparedByMeaning) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options());
  EXPECT_EQ(ask(*split, models, search::SearchMode::kKeyword).meaning, search::Meaning::kNone);
  EXPECT_EQ(server_.num_requests(), 0);
}

TEST_F(ColumnEncodersTest, AnotherModelOfTheSameLengthIsFoundOut) {
  const auto split = import("papers", rows_of(true));
  const ColumnEncoders models(options());
  const search::Hits hits = ask(*split, models);
  EXPECT_EQ(hits.meaning, search::Meaning::kText);
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
  const endpoint::EmbeddingServer other(
      [](std::string_view text) { return endpoint::piece_vector(text, 7); });
  endpoint::EndpointOptions of_other = options();
  of_other.address = *endpoint::parse_endpoint(other.address());
  const ColumnEncoders models(of_other);
  const search::Hits hits = ask(*split, models);
  EXPECT_EQ(hits.meaning, search::Meaning::kText);
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
  const search::Hits off = ask(*split, models);
  EXPECT_EQ(off.meaning, search::Meaning::kText);
  EXPECT_EQ(off.meaning_error, ErrorCode::kUnavailable);
  EXPECT_NE(off.meaning_off.find("answers with status 500"), std::string::npos);
  EXPECT_FALSE(off.rows.empty());
  const int before = server_.num_requests();
  EXPECT_EQ(ask(*split, models).meaning_off, off.meaning_off);
  EXPECT_EQ(server_.num_requests(), before);
  now_ += ColumnEncoders::kRest;
  EXPECT_EQ(ask(*split, models).meaning, search::Meaning::kModel);
}

TEST_F(ColumnEncodersTest, OddQueriesAreAnswered) {
  const auto split = import("papers", rows_of(false));
  const ColumnEncoders models(options());
  for (const std::string& text : {std::string("\xFF\xFE\x01"), std::string("\xF0\x9F\x98\x80"),
                                  std::string("\xE4\xB8\xAD\xE6\x96\x87 protein"),
                                  std::string(1U << 20U, 'a'), std::string("   ")})
    ask(*split, models, search::SearchMode::kHybrid, text);
}

}  // namespace
}  // namespace vitrine::engine

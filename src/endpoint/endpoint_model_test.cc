#include "endpoint/endpoint_model.h"

#include <gtest/gtest.h>

#include "endpoint/testing/cache_folder.h"
#include "endpoint/testing/embedding_server.h"

namespace vitrine::endpoint {
namespace {

constexpr std::size_t kDimension = 16;
using std::chrono::milliseconds;

http::Response status(int code, std::string body = R"({"error": {"message": "busy"}})") {
  http::Response response = http::Response::json(std::move(body));
  response.status = code;
  return response;
}

class EndpointModelTest : public ::testing::Test {
 protected:
  EndpointOptions options() const {
    EndpointOptions made;
    made.address = *parse_endpoint(server_.address());
    made.first_pause = milliseconds(1);
    made.query_limit = made.passage_limit = milliseconds(60'000);
    return made;
  }
  std::shared_ptr<const EndpointModel> open() { return *EndpointModel::open(options(), {}); }

  Result<std::vector<float>> encode(const EndpointModel& model, std::vector<std::string_view> texts,
                                    encoder::TextRole role = encoder::TextRole::kQuery) {
    std::vector<float> out(texts.size() * model.dimension());
    if (Status status = model.encode(texts, role, out, {}); !status) return status.error();
    return out;
  }

  EmbeddingServer server_{[](std::string_view text) { return piece_vector(text, kDimension); }};
};

TEST_F(EndpointModelTest, GivesEachTextItsVector) {
  const auto model = open();
  EXPECT_EQ(model->dimension(), kDimension);
  EXPECT_EQ(model->name(), server_.address());
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i) texts.push_back("text number " + std::to_string(i * i));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const Result<std::vector<float>> vectors = encode(*model, views, encoder::TextRole::kPassage);
  ASSERT_TRUE(vectors) << vectors.error().message();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::vector<float> expected = piece_vector(texts[i], kDimension);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(),
                           vectors->begin() + static_cast<std::ptrdiff_t>(i * kDimension)));
  }
  EXPECT_EQ(server_.num_requests(), 1 + 4);  // 32 texts each
}

TEST_F(EndpointModelTest, SendsTheKeyAndTheModelsName) {
  EndpointOptions with_key = options();
  with_key.key = "secret";
  ASSERT_TRUE(EndpointModel::open(with_key, {}));
  EXPECT_EQ(server_.last_key(), "Bearer secret");
  EXPECT_NE(server_.last_body().find(R"("model":"pieces")"), std::string::npos);
}

TEST_F(EndpointModelTest, TakesAnyBytesAndSendsNoEmptyText) {
  const auto model = open();
  const int before = server_.num_texts();
  const std::string large(1U << 20U, 'a');
  const Result<std::vector<float>> vectors = encode(
      *model,
      {"", " \n", "\xFF\xFE\x00binary", "\xF0\x9F\x98\x80", "\xE4\xB8\xAD\xE6\x96\x87", large});
  ASSERT_TRUE(vectors) << vectors.error().message();
  EXPECT_EQ(server_.num_texts() - before, 4);
  EXPECT_TRUE(std::all_of(vectors->begin(), vectors->begin() + 2 * kDimension,
                          [](float value) { return value == 0; }));
  EXPECT_LT(server_.last_body().size(), 2 * EndpointModel::kMaxTextBytes);
}

TEST_F(EndpointModelTest, AsksAgainWhatMayBeBetterAnotherTime) {
  const auto model = open();
  for (const int code : {429, 500, 503}) {
    server_.answer_next(2, [code] { return status(code); });
    EXPECT_TRUE(encode(*model, {"text " + std::to_string(code)})) << code;
  }
  server_.answer_next(1, [] { return http::Response::json(R"({"data": [{"index": 0, "embed)"); });
  EXPECT_TRUE(encode(*model, {"cut"}));
}

TEST_F(EndpointModelTest, GivesUpAfterSomeAttemptsAndSaysWhy) {
  const auto model = open();
  const int before = server_.num_requests();
  server_.answer_next(100, [] { return status(500); });
  const Result<std::vector<float>> failed = encode(*model, {"text"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(failed.error().message(),
            "the encoder at " + server_.address() + " answers with status 500 (busy)");
  EXPECT_EQ(server_.num_requests() - before, 5);
}

TEST_F(EndpointModelTest, ObeysRetryAfterAndWaitsForNoLongOne) {
  const auto model = open();
  const auto limited = [](std::string seconds) {
    return [seconds] {
      http::Response response = status(429);
      response.headers.set("Retry-After", seconds);
      return response;
    };
  };
  const auto started = std::chrono::steady_clock::now();
  server_.answer_next(1, limited("1"));
  EXPECT_TRUE(encode(*model, {"text"}));
  EXPECT_GE(std::chrono::steady_clock::now() - started, std::chrono::seconds(1));
  const int before = server_.num_requests();
  server_.answer_next(1, limited("3600"));
  const Result<std::vector<float>> failed = encode(*model, {"another text"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(server_.num_requests() - before, 1);
  EXPECT_NE(failed.error().message().find("try again in 3600 s"), std::string::npos);
}

TEST_F(EndpointModelTest, AsksNotAgainWhatIsRefused) {
  const auto model = open();
  const std::pair<int, std::string_view> refusals[] = {
      {401, "set VITRINE_ENCODER_KEY"}, {404, "/v1/embeddings"}, {413, "status 413 (busy)"}};
  for (const auto& [code, words] : refusals) {
    const int before = server_.num_requests();
    server_.answer_next(1, [code = code] { return status(code); });
    const Result<std::vector<float>> failed = encode(*model, {"text"});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_NE(failed.error().message().find(words), std::string::npos) << failed.error().message();
    EXPECT_EQ(server_.num_requests() - before, 1);
  }
}

TEST_F(EndpointModelTest, AQueryWaitsNoLongerThanItsLimit) {
  EndpointOptions hasty = options();
  hasty.query_limit = milliseconds(200);
  server_.hold();
  const Result<std::shared_ptr<const EndpointModel>> slow = EndpointModel::open(hasty, {});
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code(), ErrorCode::kUnavailable);
  EXPECT_NE(slow.error().message().find("does not answer"), std::string::npos);
}

TEST_F(EndpointModelTest, StopsWhenItIsTold) {
  std::stop_source stop;
  int num_answers = 0;
  server_.answer_next(1'000'000, [&] {
    if (++num_answers == 3) stop.request_stop();
    return status(503);
  });
  EndpointOptions patient = options();
  patient.max_attempts = 1'000'000;
  const auto asked = EndpointModel::open(patient, stop.get_token());
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code(), ErrorCode::kCancelled);
}

TEST_F(EndpointModelTest, NobodyThereIsOneSentence) {
  EndpointOptions nowhere = options();
  nowhere.address = *parse_endpoint("http://127.0.0.1:1/v1/embeddings");
  nowhere.max_attempts = 2;
  const auto failed = EndpointModel::open(nowhere, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kUnavailable);
  EXPECT_TRUE(failed.error().message().starts_with(
      "the encoder at http://127.0.0.1:1/v1/embeddings does not answer"));
}

TEST_F(EndpointModelTest, VectorsOfAnotherLengthAreRefused) {
  const auto model = open();
  server_.answer_next(1, [] {
    return http::Response::json(R"({"data": [{"index": 0, "embedding": [1, 2, 3]}]})");
  });
  const Result<std::vector<float>> failed = encode(*model, {"text"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kCorrupt);
  EXPECT_NE(failed.error().message().find("vectors of 3 values, and with 16 before"),
            std::string::npos);
}

TEST_F(EndpointModelTest, ZerosAloneAreNoAnswer) {
  const auto zeros = [] {
    return http::Response::json(
        R"({"data": [{"index": 0, "embedding": [0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}]})");
  };
  server_.answer_next(1, zeros);
  const auto opened = EndpointModel::open(options(), {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message(),
            "the encoder at " + server_.address() + " answers with zeros alone, which say nothing");
  const auto model = open();
  server_.answer_next(1, zeros);
  EXPECT_FALSE(encode(*model, {"words"}));
  server_.answer_next(1, zeros);
  EXPECT_TRUE(encode(*model, {"a row"}, encoder::TextRole::kPassage))
      << "one row may have unknown words";
}

TEST_F(EndpointModelTest, KeepsVectorsBetweenRuns) {
  CacheFolder folder;
  EndpointOptions keeping = options();
  keeping.cache = folder.path();
  const auto model = *EndpointModel::open(keeping, {});
  const Result<std::vector<float>> first = encode(*model, {"one text"});
  const auto again = *EndpointModel::open(keeping, {});
  const int before = server_.num_texts();
  EXPECT_EQ(*encode(*again, {"one text"}), *first);
  EXPECT_EQ(server_.num_texts(), before);
  EXPECT_TRUE(encode(*again, {"other text"}));
  EXPECT_EQ(server_.num_texts(), before + 1);
}

}  // namespace
}  // namespace vitrine::endpoint

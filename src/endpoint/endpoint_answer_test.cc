#include "endpoint/endpoint_answer.h"

#include <gtest/gtest.h>

#include "endpoint/endpoint_address.h"

namespace vitrine::endpoint {
namespace {

TEST(EndpointAnswer, VectorsAreInTheOrderOfTheTexts) {
  const Result<EndpointVectors> vectors = parse_endpoint_answer(
      R"({"data": [{"index": 1, "embedding": [3, 4]}, {"index": 0, "embedding": [1, 2.5]}]})", 2);
  ASSERT_TRUE(vectors);
  EXPECT_EQ(vectors->dimension, 2U);
  EXPECT_EQ(vectors->values, (std::vector<float>{1, 2.5, 3, 4}));
}

TEST(EndpointAnswer, WhatIsNoAnswerIsRefused) {
  for (const char* body :
       {"", "{", "[]", "{}", R"({"data": {}})", R"({"data": []})",
        R"({"data": [{"embedding": [1]}]})", R"({"data": [{"index": -1, "embedding": [1]}]})",
        R"({"data": [{"index": 1, "embedding": [1]}]})", R"({"data": [{"index": 0}]})",
        R"({"data": [{"index": 0, "embedding": []}]})",
        R"({"data": [{"index": 0, "embedding": ["1"]}]})",
        R"({"data": [{"index": 0, "embedding": [1e300]}]})",
        R"({"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]})"}) {
    const Result<EndpointVectors> vectors = parse_endpoint_answer(body, 1);
    ASSERT_FALSE(vectors) << body;
    EXPECT_EQ(vectors.error().code(), ErrorCode::kCorrupt) << body;
  }
  EXPECT_FALSE(parse_endpoint_answer(
      R"({"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]})", 2));
}

TEST(EndpointAnswer, ComplaintsOfBothFormsAreRead) {
  EXPECT_EQ(endpoint_complaint(R"({"error": {"message": "no such model"}})"), "no such model");
  EXPECT_EQ(endpoint_complaint(R"({"error": "too\nlong", "error_type": "x"})"), "too long");
  EXPECT_EQ(endpoint_complaint("<html>"), "");
}

TEST(EndpointAddress, SaysWhatIsAskedAndShown) {
  const Result<EndpointAddress> full = parse_endpoint("https://u:p@host/api/v1/embeddings/#a/b");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->url, "https://u:p@host/api/v1/embeddings");
  EXPECT_EQ(full->model, "a/b");
  EXPECT_EQ(full->shown, "https://host/api/v1/embeddings#a/b");
  EXPECT_EQ(parse_endpoint("http://127.0.0.1:8080")->url, "http://127.0.0.1:8080/v1/embeddings");
  EXPECT_EQ(parse_endpoint("http://127.0.0.1:8080/")->shown, "http://127.0.0.1:8080/v1/embeddings");
}

TEST(EndpointAddress, WhatIsNoAddressIsRefused) {
  for (const char* text : {"", "model", "ftp://host", "http://", "http:///v1", "http://a b/"})
    EXPECT_FALSE(parse_endpoint(text)) << text;
}

}  // namespace
}  // namespace vitrine::endpoint

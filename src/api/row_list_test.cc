#include "api/row_list.h"

#include <gmock/gmock.h>

namespace vitrine::api {
namespace {

/// `num_rows` rows of some hundred bytes each.
RowList numbers(std::size_t num_rows) {
  return {"{\"rows\":[", "]}",
          [num_rows](std::size_t first, std::string& out, const std::function<bool()>& go_on) {
            for (std::size_t row = first; row < num_rows; ++row) {
              if (row > 0) out += ',';
              out += std::to_string(row) + std::string(100, ' ');
              if (!go_on()) break;
            }
            return Status();
          }};
}

std::string taken(const http::Body& body) {
  std::string text;
  if (const auto* whole = std::get_if<std::string>(&body)) return *whole;
  const auto& producer = std::get<http::ChunkProducer>(body);
  for (bool more = true; more;) {
    std::string piece;
    const Result<bool> result = producer(piece);
    EXPECT_TRUE(result);
    EXPECT_LT(piece.size(), 300U << 10U);
    more = result && *result;
    text += piece;
  }
  return text;
}

TEST(RowList, AStreamIsTheTextPieceByPiece) {
  for (const std::size_t num_rows : {0U, 1U, 2U, 50U, 2'600U, 20'000U}) {
    const std::string whole = *row_list_text(numbers(num_rows), SIZE_MAX);
    for (const std::size_t whole_bytes : {std::size_t{0}, std::size_t{1000}, SIZE_MAX}) {
      const Result<http::Body> body = row_list_body(numbers(num_rows), whole_bytes, SIZE_MAX);
      ASSERT_TRUE(body);
      EXPECT_TRUE(taken(*body) == whole) << num_rows << " rows, whole up to " << whole_bytes;
    }
  }
}

TEST(RowList, SmallIsWholeAndLargeIsAStream) {
  const std::size_t size = row_list_text(numbers(10), SIZE_MAX)->size() - 11;
  EXPECT_TRUE(std::holds_alternative<std::string>(*row_list_body(numbers(10), size, SIZE_MAX)));
  EXPECT_TRUE(
      std::holds_alternative<http::ChunkProducer>(*row_list_body(numbers(10), size - 1, SIZE_MAX)));
}

TEST(RowList, MoreThanMayBeIsRefusedBeforeAnythingIsSent) {
  const std::size_t size = row_list_text(numbers(5'000), SIZE_MAX)->size() - 11;
  for (const std::size_t whole_bytes : {std::size_t{1000}, SIZE_MAX}) {
    EXPECT_TRUE(row_list_body(numbers(5'000), whole_bytes, size));
    const Result<http::Body> refused = row_list_body(numbers(5'000), whole_bytes, size - 1);
    ASSERT_FALSE(refused) << whole_bytes;
    EXPECT_EQ(refused.error().code(), ErrorCode::kTooLarge);
  }
  EXPECT_FALSE(row_list_text(numbers(5'000), size - 1));
}

TEST(RowList, WhatCannotBeReadIsToldBeforeAnythingIsSent) {
  const RowList broken{"[", "]", [](std::size_t, std::string&, const std::function<bool()>&) {
                         return Status(corrupt("damaged"));
                       }};
  EXPECT_FALSE(row_list_body(broken, 0, SIZE_MAX));
}

}  // namespace
}  // namespace vitrine::api

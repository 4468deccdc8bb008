#include "base/error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <set>
#include <utility>

#include "base/result.h"

namespace vitrine {
namespace {

TEST(Error, EachMakerHasItsCodeAndEachCodeTheNameOfAnswers) {
  const std::pair<Error, std::string_view> made[] = {
      {invalid_argument("x"), "invalid_argument"},
      {not_found("x"), "not_found"},
      {already_exists("x"), "exists"},
      {corrupt("x"), "corrupt"},
      {unsupported("x"), "unsupported"},
      {too_large("x"), "too_large"},
      {cancelled("x"), "cancelled"},
      {unavailable("x"), "unavailable"},
      {io_error("x"), "io"},
      {internal_error("x"), "internal"},
  };
  std::set<ErrorCode> codes;
  for (const auto& [error, name] : made) {
    EXPECT_EQ(error_code_name(error.code()), name);
    EXPECT_EQ(error.message(), "x") << name;
    codes.insert(error.code());
  }
  EXPECT_EQ(codes.size(), std::size(made));
}

TEST(Error, ContextComesInFrontAndTheCodeStays) {
  const Error error = corrupt("line 3 ends early").in("papers.jsonl").in("import");
  EXPECT_EQ(error.message(), "import: papers.jsonl: line 3 ends early");
  EXPECT_EQ(error.code(), ErrorCode::kCorrupt);
}

TEST(Error, OnlyAMissingFileIsNotFound) {
  EXPECT_EQ(errno_error("cannot open x", ENOENT).code(), ErrorCode::kNotFound);
  EXPECT_EQ(errno_error("cannot open x", ENOENT).message(),
            "cannot open x: No such file or directory");
  for (const int number : {EACCES, EIO, EISDIR, ENOTDIR, EMFILE})
    EXPECT_EQ(errno_error("cannot open x", number).code(), ErrorCode::kIo) << number;
}

TEST(Result, HoldsAValueOrAnError) {
  const Result<int> value = 7;
  EXPECT_TRUE(value);
  EXPECT_EQ(*value, 7);
  EXPECT_EQ(value.value(), 7);
  const Result<int> error = not_found("nothing");
  EXPECT_FALSE(error.has_value());
  EXPECT_EQ(error.error().message(), "nothing");
  EXPECT_EQ(Result<int>(3).value_or(9), 3);
  EXPECT_EQ(Result<int>(io_error("x")).value_or(9), 9);
}

TEST(Result, OfNothingIsDoneUnlessToldOtherwise) {
  EXPECT_TRUE(Status());
  const Status failed = too_large("the disk is full");
  EXPECT_FALSE(failed);
  EXPECT_EQ(failed.error().code(), ErrorCode::kTooLarge);
}

TEST(Result, GivesItsValueAwayOnce) {
  Result<std::string> text = std::string(100, 'x');
  const std::string taken = *std::move(text);
  EXPECT_EQ(taken, std::string(100, 'x'));
}

}  // namespace
}  // namespace vitrine

#include "duck/sql_error.h"

#include <gtest/gtest.h>

namespace vitrine::duck {
namespace {

TEST(SqlError, KeepsTheFirstLineWithoutItsClass) {
  const Error error =
      sql_error("Parser Error: syntax error at or near \"selec\"\n\nLINE 1: selec 1\n        ^");
  EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message(), "syntax error at or near \"selec\"");
}

TEST(SqlError, NamesTheCandidates) {
  const Error error = sql_error(
      "Binder Error: Referenced column \"a\" not found in FROM clause!\n"
      "Candidate bindings: \"b\", \"c\"\n\nLINE 1: select a from x");
  EXPECT_EQ(error.message(),
            "Referenced column \"a\" not found in FROM clause; Candidate bindings: \"b\", \"c\"");
}

TEST(SqlError, KeepsWhatIsWrongWithALineOfCsv) {
  const Error error = sql_error(
      "Invalid Input Error: CSV Error on Line: 3\nOriginal Line: 1,2,3\n"
      "Expected Number of Columns: 2 Found: 3\nPossible fixes:\n* many");
  EXPECT_EQ(error.code(), ErrorCode::kCorrupt);
  EXPECT_EQ(error.message(), "CSV Error on Line: 3; Expected Number of Columns: 2 Found: 3");
}

TEST(SqlError, ClassesFollowTheCause) {
  EXPECT_EQ(sql_error("Invalid Input Error: Malformed JSON in file \"x\"").code(),
            ErrorCode::kCorrupt);
  EXPECT_EQ(sql_error("IO Error: Could not write file").code(), ErrorCode::kIo);
  EXPECT_EQ(sql_error("IO Error: Cannot open file \"x\": No such file or directory").code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(sql_error("Out of Memory Error: failed to allocate").code(), ErrorCode::kTooLarge);
  const Error full = sql_error(
      "Out of Memory Error: failed to allocate data of size 1.0 MiB (767.8 MiB/768.0 MiB used)\n"
      "Database is launched in in-memory mode and no temporary directory is specified");
  EXPECT_EQ(full.message(), "it takes more memory than the 768.0 MiB that it may");
  EXPECT_TRUE(is_out_of_memory(full));
  const Error refused =
      sql_error("Out of Memory Error: Failed to allocate block of 262144 bytes (bad allocation)");
  EXPECT_EQ(refused.code(), ErrorCode::kTooLarge);
  EXPECT_FALSE(is_out_of_memory(refused)) << "no limit of DuckDB's was met";
  EXPECT_FALSE(is_out_of_memory(sql_error("Object Size Error: a row of 2 GB")));
  EXPECT_EQ(sql_error("INTERRUPT Error: Interrupted!").code(), ErrorCode::kCancelled);
  EXPECT_EQ(sql_error("Not implemented Error: x").code(), ErrorCode::kUnsupported);
  EXPECT_EQ(sql_error("INTERNAL Error: x").code(), ErrorCode::kInternal);
  EXPECT_EQ(sql_error("Conversion Error: Could not convert string 'corrupt' to INT32").code(),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(sql_error("").code(), ErrorCode::kInternal);
}

TEST(SqlError, AReadersErrorComesBackWithItsCodeAndWholeMessage) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kInternal); ++code) {
    const Error error(static_cast<ErrorCode>(code), "sheet \"a\": row 3.\nNot a number!");
    const Error back = sql_error("Invalid Input Error: " + reader_error_text(error));
    EXPECT_EQ(back.code(), error.code());
    EXPECT_EQ(back.message(), error.message());
  }
}

TEST(SqlError, AReadersMarkWithoutACodeOfOursIsPlainText) {
  for (const std::string text : {"vitrine_reader_", "vitrine_reader_k text", "vitrine_reader_A"}) {
    EXPECT_EQ(sql_error(text).code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(sql_error(text).message(), text);
  }
}

TEST(SqlError, AnErrorAsJsonSaysAtWhichCharacter) {
  const auto message = [](const std::string& position) {
    return sql_error(R"({"exception_type":"Parser","exception_message":"near \"x\"")" + position +
                     "}")
        .message();
  };
  EXPECT_EQ(message(R"(,"position":"7")"), "near \"x\" (at character 8)");
  EXPECT_EQ(message(R"(,"position":"0")"), "near \"x\" (at character 1)");
  EXPECT_EQ(message(R"(,"position":"")"), "near \"x\"");
  EXPECT_EQ(message(R"(,"position":"x")"), "near \"x\"");
  EXPECT_EQ(message(""), "near \"x\"");
  EXPECT_EQ(sql_error(R"({"exception_type")").code(), ErrorCode::kInternal);
}

TEST(SqlError, TextThatOnlyLooksLikeAClassStays) {
  EXPECT_EQ(sql_error("Invalid Input Error: my \"x\" Error: y").message(), "my \"x\" Error: y");
  EXPECT_EQ(sql_error("plain words").message(), "plain words");
}

}  // namespace
}  // namespace vitrine::duck

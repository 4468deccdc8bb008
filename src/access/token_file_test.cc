#include "access/token_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "access/testing/temp_folder.h"
#include "access/token.h"

namespace vitrine::access {
namespace {

TEST(TokenFile, WhatIsWrittenIsRead) {
  const std::vector<TokenEntry> written = {
      {"ana", Role::kCurator, token_hash("a"), {"team/*", "local/papers"}},
      {"gateway", Role::kProxy, token_hash("b"), {}},
      {"bo@lab.org", Role::kAdmin, "", {}},
      {"*", Role::kReader, "", {"public/*"}}};
  std::string text;
  for (const TokenEntry& entry : written) text += token_line(entry);
  const auto read = parse_token_file(text);
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->size(), written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    EXPECT_EQ((*read)[i].name, written[i].name);
    EXPECT_EQ((*read)[i].role, written[i].role);
    EXPECT_EQ((*read)[i].hash, written[i].hash);
    EXPECT_EQ((*read)[i].datasets, written[i].datasets);
  }
}

TEST(TokenFile, CommentsAndBlankLinesSayNothing) {
  const auto read = parse_token_file("# all\n\n  \t\nana reader sha256:" + token_hash("a") +
                                     "  # of the lab\r\n");
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_EQ(read->size(), 1U);
  EXPECT_TRUE(read->front().datasets.empty());
}

TEST(TokenFile, AMistakeIsNamedWithItsLine) {
  const std::string good = "ana reader sha256:" + token_hash("a") + "\n";
  for (const std::string line :
       {"bo reader", "bo king -", "b/o reader -", "bo reader plain-secret", "bo reader sha256:12",
        "bo proxy -", "ana admin -", "* reader sha256:0", "owner reader -x"}) {
    const auto read = parse_token_file(good + line);
    ASSERT_FALSE(read) << line;
    EXPECT_EQ(read.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_TRUE(read.error().message().starts_with("line 2: ")) << read.error().message();
  }
}

TEST(TokenFile, ALineIsTakenOutAndTheRestStaysAsItIs) {
  EXPECT_EQ(without_token("# mine\n\nana reader -\nbo  reader  -  # kept", "ana"),
            "# mine\n\nbo  reader  -  # kept");
  EXPECT_EQ(without_token("ana reader -\nbo reader -", "bo"), "ana reader -\n");
  EXPECT_EQ(without_token("ana reader -\n", "an"), std::nullopt);
  EXPECT_EQ(without_token("# ana reader -\n", "ana"), std::nullopt);
  EXPECT_EQ(without_token("", "ana"), std::nullopt);
}

TEST(TokenFile, NobodyElseMayWriteIt) {
  const TempFolder folder;
  const fs::path path = folder.path() / "tokens";
  ASSERT_TRUE(write_file_atomic(path, "bo reader -\n"));
  EXPECT_TRUE(read_token_file(path));
  ::chmod(path.c_str(), 0664);
  const auto read = read_token_file(path);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message().find("chmod go-w"), std::string::npos);
}

TEST(TokenFile, NoFileIsNobody) {
  const auto read = read_token_file("/nowhere/tokens");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->empty());
}

}  // namespace
}  // namespace vitrine::access

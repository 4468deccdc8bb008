#include "access/token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <thread>
#include <vector>

#include "access/owner_token.h"
#include "access/testing/temp_folder.h"

namespace vitrine::access {
namespace {

TEST(Token, NoTwoAreEqualAndNoneNeedsEscaping) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = new_token();
    EXPECT_EQ(token.size(), 47U);
    EXPECT_EQ(token.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(Token, TheHashIsSha256) {
  EXPECT_EQ(token_hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231, test case 2.
TEST(Token, TheSealIsHmacSha256) {
  EXPECT_EQ(seal("Jefe", "what do ya want for nothing?"),
            "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
}

TEST(Token, ComparesWholeTexts) {
  EXPECT_TRUE(are_same("abc", "abc"));
  EXPECT_FALSE(are_same("abc", "abd"));
  EXPECT_FALSE(are_same("abc", "ab"));
  EXPECT_TRUE(are_same("", ""));
}

TEST(OwnerToken, IsMadeOnceAndForItsOwnerAlone) {
  const TempFolder home;
  const auto token = owner_token(home.path());
  ASSERT_TRUE(token) << token.error().message();
  struct stat facts{};
  ASSERT_EQ(::stat(owner_token_path(home.path()).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  EXPECT_EQ(*owner_token(home.path()), *token);
}

TEST(OwnerToken, AllWhoBeginAtOnceGetTheSame) {
  const TempFolder home;
  std::vector<std::string> tokens(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& token : tokens) {
      threads.emplace_back([&] {
        const auto made = owner_token(home.path());
        token = made ? *made : made.error().message();
      });
    }
  }
  EXPECT_EQ(std::set<std::string>(tokens.begin(), tokens.end()).size(), 1U);
  EXPECT_TRUE(tokens.front().starts_with("vit_")) << tokens.front();
}

TEST(OwnerToken, OneThatOthersMayReadIsNotTaken) {
  const TempFolder home;
  ASSERT_TRUE(owner_token(home.path()));
  ::chmod(owner_token_path(home.path()).c_str(), 0644);
  const auto token = owner_token(home.path());
  ASSERT_FALSE(token);
  EXPECT_NE(token.error().message().find("delete it"), std::string::npos);
}

TEST(OwnerToken, AFileThatHoldsNoneIsNotTaken) {
  const TempFolder home;
  ASSERT_TRUE(write_file_atomic(owner_token_path(home.path()), ""));
  EXPECT_FALSE(owner_token(home.path()));
}

}  // namespace
}  // namespace vitrine::access

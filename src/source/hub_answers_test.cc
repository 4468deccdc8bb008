#include "source/hub_answers.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

const std::string kEndpoint = "https://hub.example";
const std::string kOid(40, 'a');

std::string entry(const std::string& type, const std::string& path) {
  return R"({"type":")" + type + R"(","path":")" + path + R"(","size":3,"oid":")" + kOid + "\"}";
}

TEST(HubAnswers, APageOfFoldersIsNotTheEndOfAList) {
  const Result<HubListing> listing = read_hub_listing(
      "[" + entry("directory", "a") + "," + entry("directory", "b") + "]", kEndpoint);
  ASSERT_TRUE(listing);
  EXPECT_TRUE(listing->files.empty());
  EXPECT_EQ(listing->num_entries, 2U);
}

TEST(HubAnswers, WhatIsNoListIsRefusedWithTheAddress) {
  for (const char* body : {"", "<html>", "{", "{}", "null"}) {
    const Result<HubListing> listing = read_hub_listing(body, kEndpoint);
    ASSERT_FALSE(listing) << body;
    EXPECT_NE(listing.error().message().find(kEndpoint), std::string::npos) << body;
  }
}

TEST(HubAnswers, ACommitIsFortyDigits) {
  EXPECT_TRUE(read_hub_commit(R"({"id":"a/b","sha":")" + kOid + "\"}", kEndpoint));
  for (const std::string& sha :
       {std::string("../../x"), std::string(39, 'a'), std::string(40, 'g')})
    EXPECT_FALSE(read_hub_commit(R"({"id":"a/b","sha":")" + sha + "\"}", kEndpoint)) << sha;
}

TEST(HubAnswers, AListGoesOnAtItsOwnAddressAlone) {
  const std::string base = kEndpoint + "/api/datasets/a/b/tree/";
  EXPECT_EQ(next_hub_page("<" + base + "main?cursor=x>; rel=\"next\"", base),
            base + "main?cursor=x");
  EXPECT_EQ(next_hub_page("<https://elsewhere.example/tree/>; rel=\"next\"", base), "");
  EXPECT_EQ(next_hub_page("<" + base + "main>; rel=\"prev\"", base), "");
  EXPECT_EQ(next_hub_page("<" + base, base), "");
}

}  // namespace
}  // namespace vitrine::source

#include "source/hub_address.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

HubAddress parsed(std::string_view text) {
  const Result<HubAddress> address = parse_hub_address(text);
  EXPECT_TRUE(address) << text << ": " << (address ? "" : address.error().message());
  return address ? *address : HubAddress();
}

TEST(HubAddress, NamesADatasetARevisionAndAPath) {
  const HubAddress plain = parsed("hf://a-1/b.c_d");
  EXPECT_EQ(plain.id(), "a-1/b.c_d");
  EXPECT_EQ(plain.revision, "main");
  EXPECT_EQ(plain.path, "");
  const HubAddress full = parsed("hf://datasets/a/b@v1.0/data/x y.csv");
  EXPECT_EQ(full.id(), "a/b");
  EXPECT_EQ(full.revision, "v1.0");
  EXPECT_EQ(full.path, "data/x y.csv");
  EXPECT_EQ(full.text(), "hf://a/b@v1.0/data/x y.csv");
  EXPECT_EQ(parsed("hf://datasets/b").id(), "datasets/b") << "an owner may be called so";
  EXPECT_EQ(parsed("hf://a/b/").path, "");
}

TEST(HubAddress, BranchesOfTheHubHaveSeveralSpellings) {
  for (const char* text : {"hf://a/b@refs%2Fconvert%2Fparquet/x/y", "hf://a/b@~parquet/x/y",
                           "hf://a/b@refs/convert/parquet/x/y"}) {
    EXPECT_EQ(parsed(text).revision, "refs/convert/parquet") << text;
    EXPECT_EQ(parsed(text).path, "x/y") << text;
  }
  EXPECT_EQ(parsed("hf://a/b@refs/pr/3").revision, "refs/pr/3");
}

TEST(HubAddress, NothingElseIsTaken) {
  for (const char* text :
       {"hf://", "hf://a", "hf://a/", "hf:///b", "hf://../b", "hf://a/..", "hf://a/b@",
        "hf://a/b c", "hf://a/b/../c", "hf://a/b//c", "hf://a/b/.", "hf://a/b@%2e%2e/x",
        "hf://a/b@x%0a", "hf://-a/b", "hf://a/.b", "https://a/b"}) {
    const Result<HubAddress> address = parse_hub_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code(), ErrorCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(parse_hub_address("hf://spaces/a/b").error().code(), ErrorCode::kUnsupported);
}

TEST(PercentEncode, LeavesWhatNeedsNoEncoding) {
  EXPECT_EQ(percent_encode("a-b_c.d~e", true), "a-b_c.d~e");
  EXPECT_EQ(percent_encode("a b/é?#%", true), "a%20b/%C3%A9%3F%23%25");
  EXPECT_EQ(percent_encode("refs/x", false), "refs%2Fx");
}

}  // namespace
}  // namespace vitrine::source

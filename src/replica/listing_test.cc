#include "replica/listing.h"

#include <gmock/gmock.h>

#include "store/manifest.h"

namespace vitrine::replica {
namespace {

using testing::HasSubstr;

const std::string kHash(32, 'a');

LibraryListing papers() {
  ListedDataset dataset{.name = {"local", "papers"}, .snapshot = kHash, .manifest = kHash};
  dataset.derived = {{"derived/default/train/map.vtm", 7, kHash}};
  dataset.side = {{"labels.json", 9, kHash}};
  dataset.pushed = ListedFile{"pushed/refs.json", 11, kHash};
  return {"0.1.0", store::kSnapshotFormatVersion, {kHash}, true, {dataset}};
}

/// The listing's JSON with one piece of it replaced.
Result<LibraryListing> parse_with(std::string_view from, std::string_view to) {
  std::string json = listing_json(papers());
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  json.replace(at, from.size(), to);
  return parse_listing(json);
}

TEST(Listing, ReadsWhatItWrites) {
  const Result<LibraryListing> read = parse_listing(listing_json(papers()));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->datasets, papers().datasets);
  EXPECT_EQ(read->servers, papers().servers);
}

TEST(Listing, AnotherVersionIsRefusedByName) {
  for (const auto& [from, to] : {std::pair("\"copies\":1", "\"copies\":2"),
                                 std::pair("\"snapshot_format\":2", "\"snapshot_format\":3")}) {
    const Result<LibraryListing> read = parse_with(from, to);
    ASSERT_FALSE(read) << to;
    EXPECT_EQ(read.error().code(), ErrorCode::kUnsupported) << read.error().message();
    EXPECT_THAT(read.error().message(), HasSubstr("Vitrine 0.1.0"));
  }
}

TEST(Listing, WhatNoLibraryHasIsRefused) {
  const std::pair<const char*, const char*> kLies[] = {
      {"local/papers", "../papers"},
      {"local/papers", "local"},
      {"derived/default/train/map.vtm", "derived/../../../map.vtm"},
      {"derived/default/train/map.vtm", "/etc/passwd"},
      {"derived/default/train/map.vtm", "parquet/default/train/0000.parquet"},
      {"derived/default/train/map.vtm", "derived//map.vtm"},
      {"labels.json", "owner-token"},
      {"labels.json", "current"},
      {"pushed/refs.json", "pushed/../current"},
      {"\"size_bytes\":7", "\"size_bytes\":-7"},
      {"\"size_bytes\":7", "\"size_bytes\":9000000000000000000"},
      {"\"size_bytes\":7", "\"size_bytes\":\"7\""},
      {"\"datasets\":[", "\"datasets\":7,\"others\":["},
      {"\"manifest\":\"aa", "\"manifest\":\"zz"},
      {"\"snapshot\":\"aa", "\"snapshot\":\"../"},
      {"\"servers\":[\"aa", "\"servers\":[\"!!"},
      {"{\"copies\"", "<html>{\"copies\""},
      {"{\"copies\"", "{\"other\""},
      {"\"whole\":true", "\"whole\":1"},
  };
  for (const auto& [from, to] : kLies) {
    const Result<LibraryListing> read = parse_with(from, to);
    ASSERT_FALSE(read) << from << " -> " << to;
    EXPECT_EQ(read.error().code(), ErrorCode::kCorrupt) << read.error().message();
  }
}

TEST(Listing, WhatWasMadeOfNoSnapshotIsRefused) {
  LibraryListing listing = papers();
  listing.datasets[0].snapshot = listing.datasets[0].manifest = "";
  EXPECT_FALSE(parse_listing(listing_json(listing)));
  listing.datasets[0].derived.clear();
  EXPECT_TRUE(parse_listing(listing_json(listing)));
}

TEST(Listing, OneNameTwiceIsRefused) {
  LibraryListing twice = papers();
  twice.datasets.push_back(twice.datasets.front());
  EXPECT_FALSE(parse_listing(listing_json(twice)));
  LibraryListing files = papers();
  files.datasets[0].derived.push_back(files.datasets[0].derived[0]);
  EXPECT_FALSE(parse_listing(listing_json(files)));
}

TEST(Listing, FilesAreReadBack) {
  const std::vector<ListedFile> files = {{"pushed/commits/a.json", 3, std::string(64, 'b')}};
  const Result<std::vector<ListedFile>> read = parse_files(files_json(files));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, files);
  EXPECT_FALSE(parse_files("[]"));
  EXPECT_FALSE(parse_files("{\"files\":[{\"path\":\"x\",\"size_bytes\":1,\"hash\":\"\"}]}"));
}

TEST(Listing, ServersHaveNumbersOfTheirOwn) {
  EXPECT_TRUE(is_hash(new_server_number()));
  EXPECT_NE(new_server_number(), new_server_number());
}

}  // namespace
}  // namespace vitrine::replica

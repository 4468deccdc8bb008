#include "engine/row_identity.h"

#include <gmock/gmock.h>

#include "local/local_split.h"
#include "local/testing/split_fixture.h"
#include "store/artefacts.h"
#include "store/library.h"

namespace vitrine::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RowIdentityTest : public local::SplitFixture {
 protected:
  static std::vector<std::string> of(const search::Split& split,
                                     const std::vector<std::uint64_t>& rows) {
    RowIdentities identities;
    const Result<std::vector<std::string>> found = identities.of(split, rows);
    EXPECT_TRUE(found) << found.error().message();
    return found ? *found : std::vector<std::string>();
  }
  static std::vector<std::vector<std::uint64_t>> find(const search::Split& split,
                                                      const std::vector<std::string>& identities) {
    const auto found = RowIdentities::find(split, identities, {});
    EXPECT_TRUE(found) << found.error().message();
    return found ? *found : std::vector<std::vector<std::uint64_t>>();
  }

  /// The same rows, in a snapshot that was written with other statistics.
  std::shared_ptr<const local::BitmapSplit> with_statistics(const search::Split& split,
                                                            std::string_view text) {
    store::Library library = *store::Library::open(directory_ / "home");
    const store::Snapshot& before = split.snapshot();
    Result<store::StagedSnapshot> staged = library.stage(before.manifest().dataset);
    EXPECT_TRUE(staged) << staged.error().message();
    fs::copy(before.directory(), staged->directory(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(staged->directory() / "manifest.json");
    EXPECT_TRUE(write_file_atomic(staged->directory() / store::index_path("default", "train") /
                                      store::artefact_filename(store::Artefact::kStatistics),
                                  text));
    store::Manifest manifest = before.manifest();
    manifest.snapshot_id = std::string(32, '2');
    const Status committed = std::move(*staged).commit(std::move(manifest));
    EXPECT_TRUE(committed) << committed.error().message();
    Result<std::shared_ptr<const local::BitmapSplit>> opened = local::LocalSplit::open(
        *library.open_snapshot(before.manifest().dataset), "default", "train", *sql_);
    EXPECT_TRUE(opened) << opened.error().message();
    return *std::move(opened);
  }
};

TEST_F(RowIdentityTest, AKeyNamesARowWhateverElseItHoldsAndWhereverItStands) {
  const auto before = import("before", R"({"id":"a","n":1}
{"id":"b","n":2}
{"id":"c","n":3}
)");
  const auto after = import("after", R"({"id":"c","n":30}
{"id":"d","n":4}
{"id":"a","n":10}
)");
  const std::vector<std::string> names = of(*before, {0, 1, 2});
  EXPECT_THAT(find(*before, names), ElementsAre(ElementsAre(0), ElementsAre(1), ElementsAre(2)));
  EXPECT_THAT(find(*after, names), ElementsAre(ElementsAre(2), IsEmpty(), ElementsAre(0)));
  EXPECT_EQ(of(*before, {2, 0}), (std::vector<std::string>{names[2], names[0]}));
}

TEST_F(RowIdentityTest, WithoutAKeyRowsAreNamedByAllThatTheyHold) {
  const auto split = import("split", R"({"id":"a","n":1}
{"id":"a","n":2}
{"id":"a","n":1}
)");
  const std::vector<std::string> names = of(*split, {0, 1, 2});
  EXPECT_EQ(names[0], names[2]);
  EXPECT_NE(names[0], names[1]);
  EXPECT_THAT(find(*split, {names[0], names[1]}), ElementsAre(ElementsAre(0, 2), ElementsAre(1)));
  const auto other = import("other", "{\"n\":1,\"id\":\"a\"}\n{\"n\":1,\"id\":\"b\"}\n");
  EXPECT_THAT(find(*other, {names[0]}), ElementsAre(ElementsAre(0)))
      << "the order of columns says nothing";
}

TEST_F(RowIdentityTest, WhatIsNoIdentityHasNoRows) {
  const auto split = import("split", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
  EXPECT_THAT(find(*split, {"", "a", "0", "anything else"}),
              ElementsAre(IsEmpty(), IsEmpty(), IsEmpty(), IsEmpty()));
  EXPECT_THAT(find(*split, {}), IsEmpty());
  EXPECT_THAT(of(*split, {}), IsEmpty());
}

TEST_F(RowIdentityTest, StatisticsThatAreDamagedOrOfAnotherVersionAreToldAsSuch) {
  const auto split = import("split", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
  const auto other = with_statistics(*split, "{\"version\":0}\n");
  const fs::path file = split->snapshot().index_file(
      "default", "train", store::artefact_filename(store::Artefact::kStatistics));
  ASSERT_TRUE(write_file_atomic(file, std::string(fs::file_size(file), 'x')));
  const std::array<std::uint64_t, 1> first = {0};
  for (const auto& broken : {split, other}) {
    RowIdentities identities;
    const auto found = identities.of(*broken, first);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code(), ErrorCode::kCorrupt) << found.error().message();
  }
}

TEST_F(RowIdentityTest, ASearchThatIsStoppedFindsNothing) {
  const auto split = import("split", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
  const std::vector<std::string> names = of(*split, {0});
  std::stop_source source;
  source.request_stop();
  const auto found = RowIdentities::find(*split, names, source.get_token());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::engine

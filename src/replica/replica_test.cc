// A copy against real libraries in folders, through an origin that can fail in every way.

#include "replica/replica.h"

#include <gmock/gmock.h>

#include "replica/library_origin.h"
#include "replica/open_origin.h"
#include "store/dataset_folder.h"
#include "store/publication.h"

namespace vitrine::replica {
namespace {

using testing::HasSubstr;

const store::DatasetName kPapers{"local", "papers"};
const store::DatasetName kTalks{"local", "talks"};
const std::string kShard = "parquet/default/train/0000.parquet";
const std::string kText = "index/default/train/text.vti";

/// What an origin did, and what it is to do wrong.
struct Faults {
  std::optional<Error> list;  ///< Instead of an answer.
  std::function<void(LibraryListing&)> in_list;
  std::function<void(std::vector<ListedFile>&)> in_pushed;
  std::string file;                           ///< Of reads that go wrong; empty: of none.
  std::optional<std::uint64_t> cut_after;     ///< Bytes of such a file, then it breaks off.
  std::string more;                           ///< Sent behind it.
  std::function<void(std::string&)> in_file;  ///< Changes its bytes.
  bool knows_no_offsets = false;
  std::vector<std::pair<std::string, std::uint64_t>> reads;  ///< Path and offset.
};

class FaultyOrigin final : public Origin {
 public:
  FaultyOrigin(std::unique_ptr<LibraryOrigin> library, Faults& faults)
      : library_(std::move(library)), faults_(faults) {}

  std::string name() const override { return "http://origin"; }
  Result<std::optional<List>> list(const std::string& tag, std::stop_token stop) override {
    if (faults_.list) return *faults_.list;
    auto list = library_->list(tag, std::move(stop));
    if (list && *list && faults_.in_list) faults_.in_list((*list)->listing);
    return list;
  }
  Result<std::string> manifest(const store::DatasetName& dataset, const std::string& snapshot,
                               std::stop_token stop) override {
    return library_->manifest(dataset, snapshot, std::move(stop));
  }
  Result<std::vector<ListedFile>> pushed_files(const store::DatasetName& dataset,
                                               std::stop_token stop) override {
    auto files = library_->pushed_files(dataset, std::move(stop));
    if (files && faults_.in_pushed) faults_.in_pushed(*files);
    return files;
  }
  Status read(const store::DatasetName& dataset, const std::string& path, std::uint64_t offset,
              const Sink& sink, std::stop_token stop) override {
    faults_.reads.emplace_back(path, offset);
    if (faults_.file.empty() || !path.ends_with(faults_.file))
      return library_->read(dataset, path, offset, sink, std::move(stop));
    const std::uint64_t begin = faults_.knows_no_offsets ? 0 : offset;
    std::string bytes;
    const Sink keep = [&](std::uint64_t, std::string_view piece) {
      bytes += piece;
      return Status();
    };
    if (Status read = library_->read(dataset, path, begin, keep, std::move(stop)); !read)
      return read;
    if (faults_.in_file) faults_.in_file(bytes);
    bytes += faults_.more;
    if (!faults_.cut_after) return sink(begin, bytes);
    if (Status taken = sink(begin, bytes.substr(0, *faults_.cut_after)); !taken) return taken;
    return unavailable("http://origin: the connection was reset");
  }

 private:
  std::unique_ptr<LibraryOrigin> library_;
  Faults& faults_;
};

class ReplicaTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::path(::testing::TempDir()) /
        (std::string("replica_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    origin_.emplace(*store::Library::open(folder_ / "origin"));
    copy_.emplace(*store::Library::open(folder_ / "copy"));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void import(const store::DatasetName& dataset, char id_digit, std::string_view shard,
              std::string_view text = "an index") {
    auto staged = origin_->stage(dataset);
    ASSERT_TRUE(staged) << staged.error().message();
    for (const auto& [path, content] : {std::pair(kShard, shard), std::pair(kText, text)}) {
      fs::create_directories((staged->directory() / path).parent_path());
      ASSERT_TRUE(write_file_atomic(staged->directory() / path, content));
    }
    store::Manifest manifest;
    manifest.dataset = dataset;
    manifest.snapshot_id = std::string(32, id_digit);
    manifest.origin = "/home/ana/papers.jsonl";
    store::ConfigManifest config;
    config.name = "default";
    config.features = {{"title", schema::Feature::value("string")}};
    config.splits = {{"train", 1, 1, {{"0000.parquet", 1, shard.size()}}}};
    manifest.configs = {config};
    const Status committed = std::move(*staged).commit(std::move(manifest));
    ASSERT_TRUE(committed) << committed.error().message();
  }

  /// Opened anew, as by another process.
  void open_replica() {
    replica_.reset();
    auto library = LibraryOrigin::open(folder_ / "origin");
    ASSERT_TRUE(library) << library.error().message();
    auto opened = Replica::open(
        *copy_, "http://origin", std::make_unique<FaultyOrigin>(*std::move(library), faults_),
        {.interval = {}, .told = [this](const std::string& said) { told_ += said + "\n"; }});
    ASSERT_TRUE(opened) << opened.error().message();
    replica_ = *std::move(opened);
  }
  Status follow() { return replica_->follow_once({}); }
  void expect_followed() {
    const Status round = follow();
    EXPECT_TRUE(round) << round.error().message();
  }

  /// A file of the copy's current snapshot; empty if there is none.
  std::string here(const store::DatasetName& dataset, const std::string& path = kShard) const {
    const auto snapshot = copy_->open_snapshot(dataset);
    return snapshot ? read_file((*snapshot)->directory() / path).value_or("") : std::string();
  }
  fs::path folder_of(const store::DatasetName& dataset) const {
    return store::dataset_folder(copy_->home(), dataset);
  }

  fs::path folder_;
  std::optional<store::Library> origin_;
  std::optional<store::Library> copy_;
  Faults faults_;
  std::string told_;
  std::unique_ptr<Replica> replica_;
};

TEST_F(ReplicaTest, AFirstCopyHasAllThatTheOriginHas) {
  import(kPapers, 'a', "rows of papers");
  import(kTalks, 'b', "rows of talks");
  open_replica();
  EXPECT_FALSE(replica_->status().is_whole);
  expect_followed();
  EXPECT_EQ(here(kPapers), "rows of papers");
  EXPECT_EQ(here(kPapers, kText), "an index");
  EXPECT_EQ(here(kTalks), "rows of talks");
  const CopyStatus status = replica_->status();
  EXPECT_TRUE(status.is_whole);
  EXPECT_GT(status.agreed_at, 0);
  EXPECT_EQ(status.trouble, "");
  EXPECT_EQ(status.num_datasets, 2U);
  EXPECT_EQ(status.num_datasets_behind, 0U);
  EXPECT_TRUE(fs::is_empty(copy_->home() / kIncomingFolder));
}

TEST_F(ReplicaTest, NoPathOfTheOriginTravels) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  EXPECT_EQ((*copy_->open_snapshot(kPapers))->manifest().origin, "papers.jsonl");
}

TEST_F(ReplicaTest, WhatHasNotChangedIsNotFetchedAgain) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  faults_.reads.clear();
  expect_followed();
  open_replica();
  expect_followed();
  EXPECT_TRUE(faults_.reads.empty());
  EXPECT_TRUE(replica_->status().is_whole);
}

TEST_F(ReplicaTest, ANewImportReplacesAndOnlyWhatDiffersIsFetched) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  const auto reader = *copy_->open_snapshot(kPapers);
  faults_.reads.clear();
  import(kPapers, 'b', "other rows");
  expect_followed();
  EXPECT_EQ(here(kPapers), "other rows");
  EXPECT_EQ(here(kPapers, kText), "an index");
  ASSERT_EQ(faults_.reads.size(), 1U);
  EXPECT_THAT(faults_.reads[0].first, HasSubstr(kShard));
  // Whoever reads the one before goes on.
  EXPECT_EQ(read_file(reader->directory() / kShard).value_or(""), "rows");
}

TEST_F(ReplicaTest, ADroppedDatasetGoesToTheTrashAndComesBackFromThere) {
  import(kPapers, 'a', "rows");
  import(kTalks, 'b', "talks");
  open_replica();
  expect_followed();
  ASSERT_TRUE(origin_->remove(kTalks));
  expect_followed();
  EXPECT_EQ(*copy_->list(), std::vector<store::DatasetName>{kPapers});
  EXPECT_EQ(copy_->removed()->size(), 1U);
  faults_.reads.clear();
  ASSERT_TRUE(origin_->restore(kTalks));
  expect_followed();
  EXPECT_EQ(here(kTalks), "talks");
  EXPECT_TRUE(faults_.reads.empty());
}

TEST_F(ReplicaTest, AFileThatBreaksOffIsGoneOnWithByTheNextProcessToo) {
  import(kPapers, 'a', "0123456789");
  faults_.file = kShard;
  faults_.cut_after = 4;
  open_replica();
  const Status broken = follow();
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code(), ErrorCode::kUnavailable);
  EXPECT_FALSE(replica_->status().is_whole);
  EXPECT_EQ(here(kPapers), "");
  faults_.cut_after.reset();
  faults_.reads.clear();
  open_replica();
  expect_followed();
  EXPECT_EQ(here(kPapers), "0123456789");
  ASSERT_EQ(faults_.reads.size(), 1U) << "the index came before";
  EXPECT_EQ(faults_.reads[0].second, 4U);
}

TEST_F(ReplicaTest, AnOriginThatKnowsNoOffsetsBeginsAgain) {
  import(kPapers, 'a', "0123456789");
  faults_.file = kShard;
  faults_.cut_after = 4;
  faults_.knows_no_offsets = true;
  open_replica();
  ASSERT_FALSE(follow());
  faults_.cut_after.reset();
  expect_followed();
  EXPECT_EQ(here(kPapers), "0123456789");
}

TEST_F(ReplicaTest, AFileThatEndsTooEarlyIsNoFile) {
  import(kPapers, 'a', "0123456789");
  faults_.file = kShard;
  faults_.in_file = [](std::string& bytes) { bytes.resize(bytes.size() / 2); };
  open_replica();
  const Status cut = follow();
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().message(), HasSubstr("after 5 of 10 bytes"));
  EXPECT_EQ(here(kPapers), "");
}

TEST_F(ReplicaTest, ALieAboutContentOrSizeKeepsTheOldSnapshot) {
  import(kPapers, 'a', "the old rows");
  open_replica();
  expect_followed();
  import(kPapers, 'b', "the new rows");
  faults_.file = kShard;
  faults_.in_file = [](std::string& bytes) { bytes[0] = 'T'; };
  const Status lie = follow();
  ASSERT_FALSE(lie);
  EXPECT_EQ(lie.error().code(), ErrorCode::kCorrupt);
  EXPECT_THAT(lie.error().message(), HasSubstr("does not have the hash it states"));
  EXPECT_EQ(here(kPapers), "the old rows");
  EXPECT_THAT(replica_->status().trouble, HasSubstr("local/papers"));
  EXPECT_EQ(replica_->status().num_datasets_behind, 1U);
  faults_.in_file = {};
  faults_.more = "!";
  const Status longer = follow();
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().message(), HasSubstr("sends more"));
  EXPECT_EQ(here(kPapers), "the old rows");
  faults_.more = "";
  expect_followed();
  EXPECT_EQ(here(kPapers), "the new rows");
  EXPECT_EQ(replica_->status().trouble, "");
}

TEST_F(ReplicaTest, AManifestThatIsNotTheListedOneIsRefused) {
  import(kPapers, 'a', "rows");
  faults_.in_list = [](LibraryListing& listing) {
    listing.datasets[0].manifest = std::string(32, '0');
  };
  open_replica();
  const Status lie = follow();
  ASSERT_FALSE(lie);
  EXPECT_THAT(lie.error().message(), HasSubstr("is not the one it lists"));
}

TEST_F(ReplicaTest, ADatasetThatFailsKeepsTheOthersNotBack) {
  import(kPapers, 'a', "rows");
  import(kTalks, 'b', "talks");
  faults_.in_list = [](LibraryListing& listing) {
    listing.datasets[0].manifest = std::string(32, '0');
  };
  open_replica();
  EXPECT_FALSE(follow());
  EXPECT_EQ(here(kTalks), "talks");
  EXPECT_FALSE(replica_->status().is_whole);
}

TEST_F(ReplicaTest, WhileTheOriginIsDownWhatIsHereStaysAndIsSaid) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  const std::int64_t agreed_at = replica_->status().agreed_at;
  faults_.list = unavailable("http://origin: connection refused");
  EXPECT_FALSE(follow());
  EXPECT_FALSE(follow());
  const CopyStatus status = replica_->status();
  EXPECT_TRUE(status.is_whole);
  EXPECT_EQ(status.agreed_at, agreed_at);
  EXPECT_EQ(status.trouble, "http://origin: connection refused");
  EXPECT_GT(status.trouble_since, 0);
  EXPECT_EQ(status.num_failures, 2U);
  EXPECT_EQ(here(kPapers), "rows");
  EXPECT_EQ(told_.find("connection refused"), told_.rfind("connection refused")) << "said once";
  faults_.list.reset();
  expect_followed();
  EXPECT_EQ(replica_->status().trouble, "");
  EXPECT_THAT(told_, HasSubstr("follows http://origin again"));
}

TEST_F(ReplicaTest, AnOriginThatLostItsDatasetToDamageTakesNoneAway) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  fs::remove(store::dataset_folder(origin_->home(), kPapers) / "snapshots" / std::string(32, 'a') /
             kShard);
  open_replica();
  expect_followed();
  EXPECT_EQ(here(kPapers), "rows");
}

TEST_F(ReplicaTest, WhatPeopleWroteFollowsAndGoes) {
  import(kPapers, 'a', "rows");
  const fs::path labels = store::dataset_folder(origin_->home(), kPapers) / store::kLabelsFile;
  ASSERT_TRUE(write_file_atomic(labels, "labels 1"));
  open_replica();
  expect_followed();
  EXPECT_EQ(read_file(folder_of(kPapers) / store::kLabelsFile).value_or(""), "labels 1");
  ASSERT_TRUE(write_file_atomic(labels, "labels 2"));
  expect_followed();
  EXPECT_EQ(read_file(folder_of(kPapers) / store::kLabelsFile).value_or(""), "labels 2");
  // What is the same is not fetched again with what is not.
  ASSERT_TRUE(write_file_atomic(
      store::dataset_folder(origin_->home(), kPapers) / store::kReadingListFile, "1"));
  faults_.reads.clear();
  expect_followed();
  ASSERT_EQ(faults_.reads.size(), 1U);
  EXPECT_EQ(faults_.reads[0].first, store::kReadingListFile);
  fs::remove(labels);
  expect_followed();
  EXPECT_FALSE(fs::exists(folder_of(kPapers) / store::kLabelsFile));
}

TEST_F(ReplicaTest, WhatWasMadeOfASnapshotFollows) {
  import(kPapers, 'a', "rows");
  const auto snapshot = *origin_->open_snapshot(kPapers);
  ASSERT_TRUE(snapshot->make_derived_folder("default", "train"));
  ASSERT_TRUE(write_file_atomic(snapshot->derived_file("default", "train", "map.vtm"), "a map"));
  open_replica();
  expect_followed();
  EXPECT_EQ(here(kPapers, "derived/default/train/map.vtm"), "a map");
}

TEST_F(ReplicaTest, WhatWasPushedFollowsItsReferencesLast) {
  const fs::path pushed = store::dataset_folder(origin_->home(), kPapers) / store::kPushedFolder;
  const std::string object = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
  fs::create_directories(pushed / "objects/2c");
  fs::create_directories(pushed / "commits");
  ASSERT_TRUE(write_file_atomic(pushed / "objects/2c" / object, "foo"));
  ASSERT_TRUE(write_file_atomic(pushed / "commits/1.json", "a commit"));
  ASSERT_TRUE(write_file_atomic(pushed / "refs.json", "references"));
  open_replica();
  expect_followed();
  const fs::path here = folder_of(kPapers) / store::kPushedFolder;
  EXPECT_EQ(read_file(here / "objects/2c" / object).value_or(""), "foo");
  EXPECT_EQ(read_file(here / "commits/1.json").value_or(""), "a commit");
  ASSERT_FALSE(faults_.reads.empty());
  EXPECT_EQ(faults_.reads.back().first, "pushed/refs.json");
  fs::remove_all(pushed);
  expect_followed();
  EXPECT_FALSE(fs::exists(here));
}

TEST_F(ReplicaTest, APushedFileThatNoneCanHaveIsRefused) {
  const fs::path pushed = store::dataset_folder(origin_->home(), kPapers) / store::kPushedFolder;
  fs::create_directories(pushed / "commits");
  ASSERT_TRUE(write_file_atomic(pushed / "commits/1.json", "a commit"));
  ASSERT_TRUE(write_file_atomic(pushed / "refs.json", "references"));
  import(kPapers, 'a', "rows");
  for (const std::string path : {"pushed/refs.json", "labels.json", "snapshots/x/manifest.json"}) {
    SCOPED_TRACE(path);
    faults_.in_pushed = [&](std::vector<ListedFile>& files) { files.at(0).path = path; };
    open_replica();
    const Status refused = follow();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kCorrupt);
    EXPECT_THAT(refused.error().message(), HasSubstr("a pushed file that none can have"));
    EXPECT_FALSE(fs::exists(folder_of(kPapers) / store::kPushedFolder / "refs.json"));
  }
  faults_.in_pushed = {};
  expect_followed();
  EXPECT_TRUE(fs::exists(folder_of(kPapers) / store::kPushedFolder / "refs.json"));
}

TEST_F(ReplicaTest, AnObjectThatBreaksOffIsGoneOnWith) {
  const fs::path pushed = store::dataset_folder(origin_->home(), kPapers) / store::kPushedFolder;
  fs::create_directories(pushed / "commits");
  ASSERT_TRUE(write_file_atomic(pushed / "commits/1.json", "a commit"));
  ASSERT_TRUE(write_file_atomic(pushed / "refs.json", "references"));
  faults_.file = "1.json";
  faults_.cut_after = 3;
  open_replica();
  ASSERT_FALSE(follow());
  faults_.cut_after.reset();
  faults_.reads.clear();
  expect_followed();
  ASSERT_FALSE(faults_.reads.empty());
  EXPECT_EQ(faults_.reads[0], std::pair(std::string("pushed/commits/1.json"), std::uint64_t{3}));
}

TEST_F(ReplicaTest, WhatIsDamagedHereIsFetchedAgain) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  const fs::path shard = (*copy_->open_snapshot(kPapers))->directory() / kShard;
  ASSERT_TRUE(write_file_atomic(shard, "rots"));
  faults_.reads.clear();
  replica_->doubt(kPapers);
  expect_followed();
  EXPECT_EQ(here(kPapers), "rows");
  ASSERT_EQ(faults_.reads.size(), 1U) << "the index is sound";
  faults_.reads.clear();
  replica_->doubt(kPapers);  // without a reason
  expect_followed();
  EXPECT_TRUE(faults_.reads.empty());
}

TEST_F(ReplicaTest, ALibraryWithDatasetsOfItsOwnIsNoCopy) {
  import(kPapers, 'a', "rows");
  const auto opened =
      Replica::open(*origin_, "http://origin", *LibraryOrigin::open(folder_ / "origin"), {});
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message(), HasSubstr("has datasets of its own, such as local/papers"));
  EXPECT_TRUE(origin_->open_snapshot(kPapers));
}

TEST_F(ReplicaTest, NobodyElseChangesACopy) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  for (const Status& refused :
       {copy_->remove(kPapers), copy_->restore(kPapers), Status(copy_->stage(kPapers).error())}) {
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("a copy of http://origin: change it there"));
  }
  fs::remove(copy_->home() / store::kCopyMarkFile);
  EXPECT_TRUE(copy_->remove(kPapers)) << "a library of its own again";
}

TEST_F(ReplicaTest, ACopyOfACopyHasTheSame) {
  import(kPapers, 'a', "rows");
  open_replica();
  expect_followed();
  const store::Library second = *store::Library::open(folder_ / "second");
  const auto opened = Replica::open(second, "copy", *LibraryOrigin::open(folder_ / "copy"), {});
  ASSERT_TRUE(opened);
  ASSERT_TRUE((*opened)->follow_once({}));
  const auto snapshot = second.open_snapshot(kPapers);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ((*snapshot)->manifest().files.size(), 2U);
}

TEST_F(ReplicaTest, ACopyOfItselfIsRefusedByName) {
  open_replica();
  faults_.in_list = [this](LibraryListing& listing) { listing.servers = replica_->servers(); };
  const Status itself = follow();
  ASSERT_FALSE(itself);
  EXPECT_THAT(itself.error().message(), HasSubstr("is this server itself"));
  faults_.in_list = [this](LibraryListing& listing) {
    listing.servers = {new_server_number(), replica_->servers().front()};
  };
  EXPECT_THAT(follow().error().message(), HasSubstr("is a copy of this server"));
  faults_.in_list = [](LibraryListing& listing) { listing.is_whole = false; };
  EXPECT_THAT(follow().error().message(), HasSubstr("is a copy that is not whole yet"));
  const auto same = open_origin((folder_ / "copy").string(), *copy_, "");
  ASSERT_FALSE(same);
  EXPECT_THAT(same.error().message(), HasSubstr("is this very library"));
}

TEST_F(ReplicaTest, AFolderThatIsNoLibraryIsRefused) {
  fs::create_directories(folder_ / "empty");
  const auto opened = open_origin((folder_ / "empty").string(), *copy_, "");
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message(), HasSubstr("is no library"));
  EXPECT_FALSE(fs::exists(folder_ / "empty/datasets"));
}

}  // namespace
}  // namespace vitrine::replica

#include "store/snapshot_check.h"

#include <gmock/gmock.h>

#include "base/container.h"
#include "base/file_kinds.h"
#include "store/artefacts.h"
#include "store/library.h"

namespace vitrine::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const DatasetName kNumbers{"local", "numbers"};
constexpr std::string_view kRows = "index/default/train/rows.vtr";
constexpr std::string_view kStatistics = "index/default/train/statistics.json";
constexpr std::string_view kParquet = "parquet/default/train/0000.parquet";

/// A dataset of one column of numbers, with the three files that such a split must have, a shard of
/// Parquet and a map, which no manifest names.
class SnapshotCheckTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    home_ = fs::path(::testing::TempDir()) / (std::string("check_") + test->name());
    fs::remove_all(home_);
    library_.emplace(*Library::open(home_));
  }
  void TearDown() override { fs::remove_all(home_); }

  static void write_container(const fs::path& path, const FileKind& kind) {
    Result<ContainerWriter> file = ContainerWriter::create(path, kind);
    ASSERT_TRUE(file) << file.error().message();
    ASSERT_TRUE(file->begin_section(1));
    ASSERT_TRUE(file->write("content"));
    ASSERT_TRUE(file->finish());
  }

  /// `row_kind` is what the row store says that it is.
  void import(const FileKind& row_kind = kRowStoreKind, bool with_statistics = true) {
    Result<StagedSnapshot> staged = library_->stage(kNumbers);
    ASSERT_TRUE(staged) << staged.error().message();
    const fs::path index = staged->directory() / "index" / "default" / "train";
    const fs::path parquet = staged->directory() / "parquet" / "default" / "train";
    fs::create_directories(index);
    fs::create_directories(parquet);
    write_container(index / "rows.vtr", row_kind);
    write_container(index / "values.vtc", kColumnValuesKind);
    if (with_statistics) {
      ASSERT_TRUE(write_file_atomic(index / "statistics.json", "{}"));
    }
    ASSERT_TRUE(write_file_atomic(parquet / "0000.parquet", "PAR1"));
    Manifest manifest;
    manifest.dataset = kNumbers;
    manifest.snapshot_id = std::string(32, 'a');
    manifest.origin = "numbers.csv";
    ConfigManifest config;
    config.name = "default";
    config.features = {{"n", schema::Feature::value("int64")}};
    config.splits.push_back({"train", 1, 8, {{"0000.parquet", 1, 4}}});
    manifest.configs.push_back(config);
    const Status committed = std::move(*staged).commit(manifest);
    ASSERT_TRUE(committed) << committed.error().message();
    snapshot_ = *library_->open_unchecked(kNumbers);
    const fs::path derived = snapshot_->directory() / "derived" / "default" / "train";
    fs::create_directories(derived);
    write_container(derived / "map-0.vtm", kMapKind);
  }

  /// One byte of the file becomes another; its size stays.
  void flip(const fs::path& path, std::size_t at) const {
    std::string bytes = *read_file(snapshot_->directory() / path);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    ASSERT_TRUE(write_file_atomic(snapshot_->directory() / path, bytes));
  }

  SnapshotReport report() const {
    const Result<SnapshotReport> found = check_snapshot(*snapshot_, {});
    EXPECT_TRUE(found) << found.error().message();
    return found ? *found : SnapshotReport{};
  }

  fs::path home_;
  std::optional<Library> library_;
  std::shared_ptr<const Snapshot> snapshot_;
};

std::vector<std::string> files_of(const SnapshotReport& report) {
  std::vector<std::string> files;
  for (const SnapshotDamage& damage : report.damage) files.push_back(damage.file);
  return files;
}

TEST_F(SnapshotCheckTest, AWholeSnapshotIsSoundAndAllOfItWasRead) {
  import();
  const SnapshotReport whole = report();
  EXPECT_THAT(files_of(whole), IsEmpty());
  EXPECT_TRUE(whole.is_sound());
  EXPECT_TRUE(whole.can_be_rebuilt());
  std::uint64_t bytes = fs::file_size(snapshot_->directory() / "derived/default/train/map-0.vtm");
  for (const SnapshotFile& file : snapshot_->manifest().files) bytes += file.size_bytes;
  EXPECT_EQ(whole.bytes_read, bytes);
  const Result<SnapshotReport> artefacts = check_artefacts(*snapshot_);
  ASSERT_TRUE(artefacts);
  EXPECT_TRUE(artefacts->is_sound());
}

TEST_F(SnapshotCheckTest, EachFileThatIsDamagedIsToldOnceWithWhetherItCanBeMadeAgain) {
  import();
  flip(kRows, 2);
  flip(kParquet, 0);
  flip("derived/default/train/map-0.vtm", 2);
  fs::remove(snapshot_->directory() / kStatistics);
  const SnapshotReport found = report();
  EXPECT_THAT(files_of(found),
              ElementsAre(kRows, kStatistics, kParquet, "derived/default/train/map-0.vtm"));
  for (const SnapshotDamage& damage : found.damage) {
    EXPECT_EQ(damage.can_be_rebuilt, damage.file != kParquet) << damage.file;
    EXPECT_EQ(damage.what.find(home_.string()), std::string::npos) << damage.what;
  }
  EXPECT_THAT(found.damage.at(0).what, HasSubstr("its content is not what was imported"));
  EXPECT_THAT(found.damage.at(1).what, HasSubstr("is missing"));
  EXPECT_FALSE(found.can_be_rebuilt());
}

TEST_F(SnapshotCheckTest, DamageToIndexesAloneCanBeMended) {
  import();
  flip(kRows, 2);
  EXPECT_FALSE(report().is_sound());
  EXPECT_TRUE(report().can_be_rebuilt());
}

TEST_F(SnapshotCheckTest, WhatASplitOfSuchColumnsLacksIsDamage) {
  import(kRowStoreKind, false);
  EXPECT_THAT(files_of(report()), ElementsAre(kStatistics));
  const Result<SnapshotReport> artefacts = check_artefacts(*snapshot_);
  ASSERT_TRUE(artefacts);
  EXPECT_THAT(files_of(*artefacts), ElementsAre(kStatistics));
  EXPECT_THAT(artefacts->damage.at(0).what, HasSubstr("is missing"));
  EXPECT_TRUE(artefacts->can_be_rebuilt());
}

TEST_F(SnapshotCheckTest, AnArtefactOfAnotherVersionIsDamage) {
  FileKind old = kRowStoreKind;
  ++old.version;
  import(old);
  const Result<SnapshotReport> artefacts = check_artefacts(*snapshot_);
  ASSERT_TRUE(artefacts);
  EXPECT_THAT(files_of(*artefacts), ElementsAre(kRows));
  EXPECT_THAT(files_of(report()), ElementsAre(kRows));
}

TEST_F(SnapshotCheckTest, ACheckThatIsStoppedSaysNothing) {
  import();
  std::stop_source source;
  source.request_stop();
  const Result<SnapshotReport> stopped = check_snapshot(*snapshot_, source.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::store

#include "store/labels.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vitrine::store {
namespace {

const DatasetName kPapers{"local", "papers"};

class LabelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ =
        fs::path(::testing::TempDir()) /
        (std::string("labels_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(home_);
    fs::create_directories(file().parent_path());
  }
  void TearDown() override { fs::remove_all(home_); }

  fs::path file() const { return home_ / "datasets" / "local" / "papers" / "labels.json"; }
  Status define(const std::string& name, std::vector<std::string> choices = {"good", "bad"}) const {
    return Labels(home_).define(kPapers, name, LabelKind::kChoice, std::move(choices));
  }
  Result<LabelChange> set(std::uint64_t row, const std::string& json, const std::string& was,
                          const std::optional<LabelPlace>& before = std::nullopt) const {
    return Labels(home_).set(kPapers, "verdict",
                             {{"default", "train", row, "5f0c"}, "row:1", json, 7}, before, was);
  }
  std::string values() const {
    std::string out;
    const auto columns = Labels(home_).read(kPapers);
    for (const LabelColumn& column : **columns) {
      for (const LabelValue& value : column.values)
        out += std::to_string(value.place.row) + "=" + value.json + " ";
    }
    return out;
  }

  fs::path home_;
};

TEST_F(LabelsTest, ADatasetWithoutAFileHasNone) {
  EXPECT_TRUE((*Labels(home_).read(kPapers))->empty());
  EXPECT_EQ(set(0, "\"good\"", "null").error().code(), ErrorCode::kNotFound);
}

TEST_F(LabelsTest, KeepEverythingAcrossObjects) {
  ASSERT_TRUE(define("verdict", {"good", "Élan \"vital\""}));
  ASSERT_TRUE(set(3, "\"Élan \\\"vital\\\"\"", "null"));
  const LabelColumn column = (*Labels(home_).read(kPapers))->front();
  EXPECT_EQ(column.name, "verdict");
  EXPECT_EQ(column.kind, LabelKind::kChoice);
  EXPECT_THAT(column.choices, ::testing::ElementsAre("good", "Élan \"vital\""));
  ASSERT_EQ(column.values.size(), 1U);
  EXPECT_EQ(column.values[0].place, (LabelPlace{"default", "train", 3, "5f0c"}));
  EXPECT_EQ(column.values[0].identity, "row:1");
  EXPECT_EQ(column.values[0].json, "\"Élan \\\"vital\\\"\"");
  EXPECT_EQ(column.values[0].changed_at, 7);
}

TEST_F(LabelsTest, AChangeNeedsToKnowWhatItReplaces) {
  ASSERT_TRUE(define("verdict"));
  EXPECT_TRUE(set(1, "\"good\"", "null")->made);
  const LabelChange refused = *set(1, "\"bad\"", "null");
  EXPECT_FALSE(refused.made);
  EXPECT_EQ(refused.json, "\"good\"");
  EXPECT_EQ(values(), "1=\"good\" ");
  EXPECT_FALSE(set(2, "\"bad\"", "\"good\"")->made) << "nothing is there";
  EXPECT_TRUE(set(1, "null", "\"good\"")->made);
  EXPECT_EQ(values(), "");
}

TEST_F(LabelsTest, AValueOfAnotherSnapshotIsReplacedAtItsNewPlace) {
  ASSERT_TRUE(define("verdict"));
  ASSERT_TRUE(set(1, "\"good\"", "null"));
  const LabelPlace before{"default", "train", 1, "5f0c"};
  EXPECT_FALSE(set(4, "\"bad\"", "null", before)->made);
  EXPECT_TRUE(set(4, "\"bad\"", "\"good\"", before)->made);
  EXPECT_EQ(values(), "4=\"bad\" ");
}

TEST_F(LabelsTest, AReaderSeesTheChangesOfOtherObjects) {
  const Labels labels(home_);
  ASSERT_TRUE(define("verdict"));
  const auto before = *labels.read(kPapers);
  EXPECT_EQ(*labels.read(kPapers), before) << "the same object while nothing changes";
  ASSERT_TRUE(set(1, "\"good\"", "null"));
  EXPECT_EQ((*labels.read(kPapers))->front().values.size(), 1U);
  EXPECT_TRUE(before->front().values.empty()) << "what a reader holds does not change";
}

TEST_F(LabelsTest, OfProcessesThatWriteAtOnceNoneLosesAValue) {
  ASSERT_TRUE(define("verdict"));
  constexpr int kProcesses = 4;
  constexpr std::uint64_t kEach = 10;
  for (int process = 0; process < kProcesses; ++process) {
    if (::fork() != 0) continue;
    bool fine = true;
    for (std::uint64_t i = 0; i < kEach; ++i)
      fine = fine && set(static_cast<std::uint64_t>(process) * kEach + i, "\"good\"", "null");
    ::_exit(fine ? 0 : 1);
  }
  for (int process = 0; process < kProcesses; ++process) {
    int status = 0;
    ::wait(&status);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ((*Labels(home_).read(kPapers))->front().values.size(), kProcesses * kEach);
}

TEST_F(LabelsTest, NamesChoicesAndValuesHaveBounds) {
  for (const char* name : {"", " a", "a/b", "a\"b", "a\nb", "\xff"})
    EXPECT_FALSE(define(name)) << name;
  EXPECT_FALSE(define(std::string(Labels::kMaxNameBytes + 1, 'a')));
  EXPECT_FALSE(define("a", {}));
  EXPECT_FALSE(define("a", {"x", "x"}));
  EXPECT_FALSE(define("a", std::vector<std::string>(Labels::kMostChoices + 1, "x")));
  ASSERT_TRUE(define("verdict"));
  EXPECT_FALSE(define("verdict", {"bad", "", "good"}));
  EXPECT_EQ(set(1, "\"fair\"", "null").error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(set(1, "1", "null").error().code(), ErrorCode::kInvalidArgument);
  for (std::size_t i = 1; i < Labels::kMostColumns; ++i)
    ASSERT_TRUE(define("label " + std::to_string(i)));
  EXPECT_EQ(define("one more").error().code(), ErrorCode::kTooLarge);
}

TEST_F(LabelsTest, ADamagedFileIsReportedAndKept) {
  ASSERT_TRUE(define("verdict"));
  std::string text = *read_file(file());
  text[text.find("good")] = 'G';
  ASSERT_TRUE(write_file_atomic(file(), text));
  EXPECT_EQ(Labels(home_).read(kPapers).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(define("verdict").error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(*read_file(file()), text);
}

}  // namespace
}  // namespace vitrine::store

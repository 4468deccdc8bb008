// Where the values of labels stand in a split: by number, by what names the row, or nowhere.

#include "engine/label_columns.h"

#include <gmock/gmock.h>

#include "engine/row_identity.h"
#include "search/testing/memory_split.h"

namespace vitrine::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// `"row json"` for each cell.
std::vector<std::string> cells(const search::AddedColumn& column) {
  std::vector<std::string> all;
  for (const search::AddedCell& cell : column.cells)
    all.push_back(std::to_string(cell.row) + " " + cell.json);
  return all;
}

std::string title_key(std::string_view title) {
  return "key:title=\"" + std::string(title) + "\"";
}

store::LabelValue value(std::string snapshot, std::uint64_t row, std::string json,
                        std::string identity) {
  return {{"default", "train", row, std::move(snapshot)}, std::move(identity), std::move(json), 0};
}
/// Of the snapshot that the split is of.
store::LabelValue of_now(std::uint64_t row, std::string json) {
  return value("s1", row, std::move(json), "row:0");
}
store::LabelValue of_before(std::uint64_t row, std::string json, std::string_view title) {
  return value("s0", row, std::move(json), title_key(title));
}

PlacedLabels placed(const search::Split& split, const store::LabelBook& book) {
  Result<PlacedLabels> labels = place_labels(split, book, {});
  EXPECT_TRUE(labels) << labels.error().message();
  return labels ? *std::move(labels) : PlacedLabels();
}

std::shared_ptr<search::MemorySplit> rows() {
  return search::MemorySplit::make({{"a", 1}, {"b", 2}, {"b", 3}, {"b", 4}, {"c", 5}});
}

TEST(LabelColumns, ValuesOfThisSnapshotStandAtTheirRows) {
  const store::LabelBook book = {
      {"mark", store::LabelKind::kText, {}, {of_now(3, "\"x\""), of_now(0, "\"y\"")}},
      {"score", store::LabelKind::kNumber, {}, {of_now(4, "1.5")}}};
  const PlacedLabels labels = placed(*rows(), book);
  ASSERT_EQ(labels.columns.columns.size(), 2U);
  EXPECT_EQ(labels.columns.columns[0].field.name, "mark");
  EXPECT_TRUE(labels.columns.columns[0].field.type.is_value("string"));
  EXPECT_TRUE(labels.columns.columns[1].field.type.is_value("float64"));
  EXPECT_THAT(cells(labels.columns.columns[0]), ElementsAre("0 \"y\"", "3 \"x\""));
  EXPECT_THAT(cells(labels.columns.columns[1]), ElementsAre("4 1.5"));
  EXPECT_THAT(labels.num_lost, ElementsAre(0, 0));
  EXPECT_EQ(labels.values[0].at(3), &book[0].values[0]);
}

TEST(LabelColumns, AValueOfAnotherSnapshotFollowsItsRow) {
  const store::LabelBook book = {{"mark",
                                  store::LabelKind::kText,
                                  {},
                                  {of_before(9, "\"far\"", "c"), of_before(2, "\"there\"", "b"),
                                   of_before(0, "\"gone\"", "z")}}};
  const PlacedLabels labels = placed(*rows(), book);
  EXPECT_THAT(cells(labels.columns.columns[0]), ElementsAre("2 \"there\"", "4 \"far\""));
  EXPECT_THAT(labels.num_lost, ElementsAre(1));
}

TEST(LabelColumns, RowsThatAreAlikeTakeAValueEach) {
  const store::LabelBook book = {{"mark",
                                  store::LabelKind::kText,
                                  {},
                                  {of_before(7, "\"first\"", "b"), of_before(8, "\"second\"", "b"),
                                   of_before(9, "\"third\"", "b"),
                                   of_before(10, "\"too many\"", "b"), of_now(2, "\"here\"")}}};
  const PlacedLabels labels = placed(*rows(), book);
  EXPECT_THAT(cells(labels.columns.columns[0]),
              ElementsAre("1 \"first\"", "2 \"here\"", "3 \"second\""));
  EXPECT_THAT(labels.num_lost, ElementsAre(2));
}

TEST(LabelColumns, ANumberThatThereIsNotIsLookedForByItsContent) {
  store::LabelValue beyond = of_now(5, "\"x\"");
  beyond.identity = title_key("a");
  const PlacedLabels labels = placed(*rows(), {{"mark", store::LabelKind::kText, {}, {beyond}}});
  EXPECT_THAT(cells(labels.columns.columns[0]), ElementsAre("0 \"x\""));
}

TEST(LabelColumns, ValuesOfOtherSplitsAreNeitherHereNorLost) {
  store::LabelValue config = of_now(0, "\"x\"");
  config.place.config = "other";
  store::LabelValue split = of_before(0, "\"x\"", "nowhere");
  split.place.split = "test";
  const PlacedLabels labels =
      placed(*rows(), {{"mark", store::LabelKind::kText, {}, {config, split}}});
  EXPECT_THAT(labels.columns.columns[0].cells, IsEmpty());
  EXPECT_THAT(labels.num_lost, ElementsAre(0));
}

TEST(LabelColumns, ANameOfTheDataIsNotTakenTwice) {
  const store::LabelBook book = {{"Title", store::LabelKind::kText, {}, {}},
                                 {"title (label)", store::LabelKind::kText, {}, {}},
                                 {"mark", store::LabelKind::kText, {}, {}}};
  const PlacedLabels labels = placed(*rows(), book);
  EXPECT_EQ(labels.columns.columns[0].field.name, "Title (label)");
  EXPECT_EQ(labels.columns.columns[1].field.name, "title (label) (label)");
  EXPECT_EQ(labels.columns.columns[2].field.name, "mark");
}

TEST(LabelColumns, AVersionNamesWhatTheColumnsHold) {
  const auto version = [](const store::LabelBook& book) {
    return placed(*rows(), book).columns.version;
  };
  const store::LabelBook book = {{"mark", store::LabelKind::kText, {}, {of_now(0, "\"x\"")}}};
  EXPECT_EQ(version(book), version(book));
  std::set<std::string> versions = {version(book), version({})};
  store::LabelBook other = book;
  other[0].name = "note";
  EXPECT_TRUE(versions.insert(version(other)).second) << "another name";
  other = book;
  other[0].kind = store::LabelKind::kNumber;
  EXPECT_TRUE(versions.insert(version(other)).second) << "another type";
  other = book;
  other[0].values[0].place.row = 1;
  EXPECT_TRUE(versions.insert(version(other)).second) << "another row";
  other = book;
  other[0].values[0].json = "\"y\"";
  EXPECT_TRUE(versions.insert(version(other)).second) << "another value";
  other = book;
  other[0].values.push_back(of_before(0, "\"x\"", "nowhere"));
  EXPECT_FALSE(versions.insert(version(other)).second) << "what is lost is not shown";
}

TEST(LabelColumns, ErrorsOfTheCellsAreHandedUp) {
  const auto split = rows();
  split->faults.cells = corrupt("rows.vtr is damaged");
  const store::LabelBook now = {{"mark", store::LabelKind::kText, {}, {of_now(0, "\"x\"")}}};
  EXPECT_TRUE(place_labels(*split, now, {})) << "no cell is read";
  const store::LabelBook moved = {
      {"mark", store::LabelKind::kText, {}, {of_before(0, "\"x\"", "a")}}};
  EXPECT_EQ(place_labels(*split, moved, {}).error().code(), ErrorCode::kCorrupt);
}

TEST(LabelNames, AreRefusedWhereTheDataHaveThem) {
  const schema::Features features = {{"Title", schema::Feature::value("string")}};
  EXPECT_TRUE(check_label_name(features, "titles"));
  const Status taken = check_label_name(features, "tITLE");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code(), ErrorCode::kExists);
  EXPECT_EQ(taken.error().message(),
            "The data have a column \"Title\" already: give the label another name.");
}

TEST(RowIdentities, TheLongestNameThatFitsIsTheKey) {
  const auto split = rows();
  const auto found = [&](const std::vector<std::string>& identities) {
    return *RowIdentities::find(*split, identities, {});
  };
  EXPECT_THAT(found({title_key("b"), "key:year=5"}),
              ElementsAre(ElementsAre(1, 2, 3), ElementsAre(4)));
  EXPECT_THAT(found({title_key("b"), title_key("b")}),
              ElementsAre(ElementsAre(1, 2, 3), ElementsAre(1, 2, 3)));
  EXPECT_THAT(found({"key:title=b", "key:absent=1", "key:", "row:", "row:zz"}),
              ElementsAre(IsEmpty(), IsEmpty(), IsEmpty(), IsEmpty(), IsEmpty()));
}

TEST(RowIdentities, ManyRowsAreFoundAcrossTheBatchesTheyAreReadIn) {
  std::vector<search::MemoryRow> many(2050);
  for (std::size_t row = 0; row < many.size(); ++row)
    many[row] = {"t" + std::to_string(row % 1025), static_cast<int>(row)};
  const auto split = search::MemorySplit::make(many);
  const std::vector<std::string> identities = {title_key("t1023"), title_key("t0"),
                                               title_key("t1024")};
  EXPECT_THAT(*RowIdentities::find(*split, identities, {}),
              ElementsAre(ElementsAre(1023, 2048), ElementsAre(0, 1025), ElementsAre(1024, 2049)));
}

}  // namespace
}  // namespace vitrine::engine

#include "ingest/source_columns.h"

#include <gtest/gtest.h>

namespace vitrine::ingest {
namespace {

schema::Feature labels() {
  return *schema::parse_feature(R"({"names":["a","b"],"_type":"ClassLabel"})");
}

/// What a column is taken for whose file stores it as `stored` and whose writer calls it `named`.
std::string taken(const schema::Feature& named, const schema::Feature& stored) {
  return schema::feature_label(named_where_it_fits(named, stored));
}

TEST(NamedWhereItFits, ANameOfAnotherShapeChangesNothing) {
  const schema::Feature number = schema::Feature::value("int64");
  const schema::Feature text = schema::Feature::value("string");
  const schema::Feature list = schema::Feature::list(number);
  const schema::Feature record = schema::Feature::structure({{"a", number}});
  const schema::Feature others[] = {number, text, list, record};
  for (const schema::Feature& named : others) {
    for (const schema::Feature& stored : others)
      EXPECT_EQ(taken(named, stored), schema::feature_label(stored));
  }
  EXPECT_EQ(taken(labels(), list), schema::feature_label(list));
  EXPECT_EQ(taken(schema::Feature::list(labels()), number), "int64");
  EXPECT_EQ(taken(schema::Feature::structure({{"b", labels()}}), record),
            schema::feature_label(record));
  EXPECT_EQ(taken(schema::Feature::structure({}), list), schema::feature_label(list));
  EXPECT_EQ(taken(list, schema::Feature::structure({})),
            schema::feature_label(schema::Feature::structure({})));
}

TEST(NamedWhereItFits, NamesFitPartByPart) {
  const schema::Feature number = schema::Feature::value("int64");
  EXPECT_EQ(taken(labels(), number), "class (2)");
  EXPECT_EQ(taken(schema::Feature::list(labels()), schema::Feature::list(number)),
            "list of class (2)");
  const schema::Feature stored =
      schema::Feature::structure({{"a", number}, {"b", schema::Feature::value("string")}});
  const schema::Feature named = schema::Feature::structure({{"a", labels()}, {"b", labels()}});
  const schema::Feature made = named_where_it_fits(named, stored);
  ASSERT_EQ(made.children.size(), 2U);
  EXPECT_EQ(schema::feature_label(made.children[0].type), "class (2)");
  EXPECT_EQ(schema::feature_label(made.children[1].type), "string");
}

TEST(StorableNames, ManyThatChangeAreSaidTogether) {
  std::vector<std::string> notices;
  EXPECT_EQ(storable_names({"a", "", "A", "b"}, notices),
            (std::vector<std::string>{"a", "column_1", "A_1", "b"}));
  EXPECT_EQ(notices.size(), 2U);
  notices.clear();
  storable_names({"a", "", "A", "", "a", "x"}, notices);
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0],
            "4 columns have other names than the file gives them: column 2 (\"\") is called "
            "\"column_1\", column 3 (\"A\") is called \"A_1\", column 4 (\"\") is called "
            "\"column_3\", and 1 more");
}

}  // namespace
}  // namespace vitrine::ingest

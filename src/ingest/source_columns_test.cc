#include "ingest/source_columns.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

Feature labels() {
  return *parse_feature(R"({"names":["a","b"],"_type":"ClassLabel"})");
}

/// What a column is taken for whose file stores it as `stored` and whose writer calls it `named`.
std::string taken(const Feature& named, const Feature& stored) {
  return feature_label(named_where_it_fits(named, stored));
}

TEST(NamedWhereItFits, ANameOfAnotherShapeChangesNothing) {
  const Feature number = Feature::value("int64");
  const Feature text = Feature::value("string");
  const Feature list = Feature::list(number);
  const Feature record = Feature::structure({{"a", number}});
  const Feature others[] = {number, text, list, record};
  for (const Feature& named : others) {
    for (const Feature& stored : others) EXPECT_EQ(taken(named, stored), feature_label(stored));
  }
  EXPECT_EQ(taken(labels(), list), feature_label(list));
  EXPECT_EQ(taken(Feature::list(labels()), number), "int64");
  EXPECT_EQ(taken(Feature::structure({{"b", labels()}}), record), feature_label(record));
  EXPECT_EQ(taken(Feature::structure({}), list), feature_label(list));
  EXPECT_EQ(taken(list, Feature::structure({})), feature_label(Feature::structure({})));
}

TEST(NamedWhereItFits, NamesFitPartByPart) {
  const Feature number = Feature::value("int64");
  EXPECT_EQ(taken(labels(), number), "class (2)");
  EXPECT_EQ(taken(Feature::list(labels()), Feature::list(number)), "list of class (2)");
  const Feature stored = Feature::structure({{"a", number}, {"b", Feature::value("string")}});
  const Feature named = Feature::structure({{"a", labels()}, {"b", labels()}});
  const Feature made = named_where_it_fits(named, stored);
  ASSERT_EQ(made.children.size(), 2U);
  EXPECT_EQ(feature_label(made.children[0].type), "class (2)");
  EXPECT_EQ(feature_label(made.children[1].type), "string");
}

}  // namespace
}  // namespace vitrine

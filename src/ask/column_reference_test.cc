#include "ask/column_reference.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ask/canonical.h"

namespace vitrine::ask {
namespace {

const schema::Features kFeatures = {
    {"title", schema::Feature::value("string")},
    {"a.b", schema::Feature::value("int8")},
    {"a", schema::Feature::structure(
              {{"b", schema::Feature::value("bool")},
               {"length", schema::Feature::value("int32")},
               {"Deep", schema::Feature::structure({{"x", schema::Feature::value("float64")}})}})},
    {"Name", schema::Feature::value("string")},
    {"name", schema::Feature::value("string")},
    {"NAME2", schema::Feature::value("string")},
    {"extra", schema::Feature::json()},
    {"authors", schema::Feature::list(schema::Feature::value("string"))},
    {"title.length", schema::Feature::value("int64")},
    {"year", schema::Feature::value("int64")},
};

std::string resolved(const std::vector<std::string>& parts,
                     JsonMembers members = JsonMembers::kAreColumns) {
  const Result<ColumnReference> column = resolve_column(parts, kFeatures, members);
  if (!column) return "error: " + column.error().message();
  return canonical_text(Order{{OrderKey{.value = column->value}}}) + " " +
         schema::feature_label(column->type) + " " + column->name;
}

TEST(ColumnReference, AWholeDottedNameGoesFirst) {
  EXPECT_EQ(resolved({"a", "b"}), "#1 int8 a.b");
  EXPECT_EQ(resolved({"a.b"}), "#1 int8 a.b");
  EXPECT_EQ(resolved({"title", "length"}), "#8 int64 title.length");
  EXPECT_EQ(resolved({"A", "b"}), "(field 'b' #2) bool a.b") << "of another case it is no column";
}

TEST(ColumnReference, AnotherCaseWillDoIfThereIsOneSuchName) {
  EXPECT_EQ(resolved({"TITLE"}), "#0 string title");
  EXPECT_EQ(resolved({"name2"}), "#5 string NAME2");
  EXPECT_EQ(resolved({"name"}), "#4 string name");
  EXPECT_EQ(resolved({"Name"}), "#3 string Name");
  EXPECT_EQ(resolved({"nAME"}), "error: there is no column \"nAME\"; did you mean \"Name\"?");
  EXPECT_EQ(resolved({"a", "deep", "X"}), "(field 'x' (field 'Deep' #2)) float64 a.Deep.x");
}

TEST(ColumnReference, LengthIsOfTextsAndListsAndLast) {
  EXPECT_EQ(resolved({"name", "length"}), "(text-length #4) int64 name.length");
  EXPECT_EQ(resolved({"name.length"}), "(text-length #4) int64 name.length");
  EXPECT_EQ(resolved({"authors", "length"}), "(list-length #7) int64 authors.length");
  EXPECT_EQ(resolved({"a", "length"}), "(field 'length' #2) int32 a.length")
      << "a field goes first";
  EXPECT_EQ(resolved({"year", "length"}), "error: column \"year\" (int64) has no field \"length\"");
  EXPECT_EQ(resolved({"name", "length", "length"}),
            "error: column \"name\" (string) has no field \"length\"");
  EXPECT_EQ(resolved({"name", "Length"}),
            "error: column \"name\" (string) has no field \"Length\"");
}

TEST(ColumnReference, MembersOfJsonAreColumnsWhereAskedFor) {
  EXPECT_EQ(resolved({"extra", "a", "length"}), "(json '/a/length' #6) json extra.a.length");
  EXPECT_EQ(resolved({"extra", "~/"}), "(json '/~0~1' #6) json extra.~/");
  EXPECT_EQ(resolved({"extra", ""}), "(json '/' #6) json extra.");
  EXPECT_EQ(resolved({"extra", "a"}, JsonMembers::kAreNone),
            "error: column \"extra\" (json) has no field \"a\"");
}

TEST(ColumnReference, TheNearestNameIsOffered) {
  EXPECT_EQ(resolved({"titel"}), "error: there is no column \"titel\"; did you mean \"title\"?");
  EXPECT_EQ(resolved({"yaer"}), "error: there is no column \"yaer\"; did you mean \"year\"?");
  EXPECT_EQ(resolved({"YEARS"}), "error: there is no column \"YEARS\"; did you mean \"year\"?");
  EXPECT_EQ(resolved({"zzzzzz"}), "error: there is no column \"zzzzzz\"") << "none is near";
  EXPECT_EQ(resolved({""}), "error: there is no column \"\"; did you mean \"a\"?");
  EXPECT_EQ(resolved({"autors", "length"}),
            "error: there is no column \"autors.length\"; did you mean \"title.length\"?");
  EXPECT_EQ(resolved({std::string(150, 'x')}),
            "error: there is no column \"" + std::string(100, 'x') + "\"");
}

TEST(ColumnReference, AFieldThatIsNotThereIsNamed) {
  EXPECT_EQ(resolved({"a", "z"}), "error: column \"a\" (struct (3)) has no field \"z\"");
  EXPECT_EQ(resolved({"a", "Deep", "z"}),
            "error: column \"a.Deep\" (struct (1)) has no field \"z\"");
  EXPECT_EQ(resolved({"a", std::string(120, 'z')}),
            "error: column \"a\" (struct (3)) has no field \"" + std::string(100, 'z') + "\"");
}

TEST(ColumnReference, LabelsHaveTheirCodes) {
  const schema::Feature type = schema::Feature::class_label({"a", "b", "a"});
  EXPECT_EQ(*label_code(type, "it", "b"), (Constant{Constant::Type::kClassCode, "1"}));
  EXPECT_EQ(*label_code(type, "it", "a"), (Constant{Constant::Type::kClassCode, "0"}))
      << "the first of a name";
  EXPECT_EQ(label_code(type, "it", "B").error().message(), "it has no class 'B'; it has a, b, a");
  EXPECT_EQ(label_code(schema::Feature::class_label({}), "it", "").error().message(),
            "it has no class ''; it has ");
  EXPECT_EQ(label_code(schema::Feature::class_label({"1", "2", "3", "4", "5"}), "it", "6")
                .error()
                .message(),
            "it has no class '6'; it has 1, 2, 3, 4, 5");
  EXPECT_EQ(label_code(schema::Feature::class_label({"1", "2", "3", "4", "5", "7"}), "it", "6")
                .error()
                .message(),
            "it has no class '6'; it has 1, 2, 3, 4, 5, ...");
}

}  // namespace
}  // namespace vitrine::ask

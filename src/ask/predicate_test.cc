// What the three grammars make of texts, as canonical text.

#include <gtest/gtest.h>

#include "ask/canonical.h"
#include "ask/column_range.h"
#include "ask/hub_grammar.h"
#include "ask/lenient_grammar.h"

namespace vitrine::ask {
namespace {

const schema::Features kFeatures = {
    {"title", schema::Feature::value("string")},
    {"year", schema::Feature::value("int64")},
    {"type", schema::Feature::class_label({"Oral", "Poster"})},
    {"authors", schema::Feature::list(schema::Feature::value("string"))},
    {"day", schema::Feature::value("date32")},
    {"extra", schema::Feature::json()},
    {"map", schema::Feature::list(schema::Feature::value("float32"), 16)},
};

template <typename T>
std::string shown(const Result<T>& result) {
  return result ? canonical_text(*result) : "error: " + result.error().message();
}
std::string ours(std::string_view where) {
  return shown(parse_where(where, kFeatures));
}
std::string hub(std::string_view where) {
  return shown(parse_hub_where(where, kFeatures));
}
std::string range(std::string_view column, const ColumnRange& range) {
  return canonical_text(range_predicate(kFeatures, column, range));
}

TEST(Predicate, ColumnsAreResolvedAndTypesSettled) {
  EXPECT_EQ(ours("YEAR >= 2020"), "(>= #1 number:'2020')");
  EXPECT_EQ(ours("year = 1.5"), "(= #1 float64:'1.5e0')");
  EXPECT_EQ(ours("type = 'Poster'"), "(= #2 class:'1')");
  EXPECT_EQ(ours("type > 'Poster'"), "(> (label #2) text:'Poster')");
  EXPECT_EQ(ours("day < '2024-01-31'"), "(< #4 date:'2024-01-31')");
  EXPECT_EQ(ours("extra.a.b = 3"), "(= (read-as 'float64' (json '/a/b' #5)) number:'3')");
  EXPECT_EQ(ours("title.length > 3 AND len(authors) > 1"),
            "(and (> (text-length #0) number:'3') (> (call 'len' #3) number:'1'))");
}

TEST(Predicate, FormsAreReducedToFew) {
  EXPECT_EQ(ours("year NOT BETWEEN 1 AND 2"), "(not (and (>= #1 number:'1') (<= #1 number:'2')))");
  EXPECT_EQ(ours("title IS NOT NULL"), "(not (is-null #0))");
  EXPECT_EQ(ours("'a' NOT IN authors"), "(not (member-of text:'a' #3))");
  EXPECT_EQ(ours("list_contains(authors, 'a')"), "(member-of text:'a' #3)");
  EXPECT_EQ(ours("title ILIKE 'a_b'"), "(matches #0 regex,any-case,dot-all:'a.b')");
  EXPECT_EQ(ours("year IN (1, 2)"), "(in #1 number:'1' number:'2')");
  EXPECT_EQ(ours("type IN ('Oral', title)"), "(or (= #2 class:'0') (= (label #2) #0))");
}

TEST(Predicate, AnAreaIsALeafWithItsCorners) {
  EXPECT_EQ(ours("INSIDE(map, 0, 0, 1.50, 0, 1, -1e-3)"), "(inside #6 0,0 1.5,0 1,-0.001)");
  EXPECT_EQ(ours("NOT INSIDE(map, 0,0, 1,0, 1,1) OR year = 1"),
            "(or (not (inside #6 0,0 1,0 1,1)) (= #1 number:'1'))");
  EXPECT_EQ(ours("INSIDE(map, 0, 0, 1, 1)"),
            "error: inside() at character 1 takes x and y of 3 to 200 corners");
  EXPECT_EQ(ours("INSIDE(title, 0,0, 1,0, 1,1)"),
            "error: inside() at character 1 needs a column of vectors, which \"title\" is not");
}

TEST(Predicate, HubBracketsBecomeATree) {
  EXPECT_EQ(hub("\"year\"=1 OR \"year\"=2 AND \"title\"='x'"),
            "(or (= #1 number:'1') (and (= #1 number:'2') (= #0 text:'x')))");
  EXPECT_EQ(hub("(\"year\"=1 OR \"year\"=2) AND \"title\"='x'"),
            "(and (or (= #1 number:'1') (= #1 number:'2')) (= #0 text:'x'))");
  EXPECT_EQ(hub("((\"year\")=1 OR \"year\"=2) AND (\"title\") is not null"),
            "(and (or (= #1 number:'1') (= #1 number:'2')) (not (is-null #0)))");
  EXPECT_EQ(hub("\"title\".lower() like '%a'"), "(matches (call 'lower' #0) like:'%a')");
  EXPECT_EQ(hub("\"title\".substring(1, 2)='ab'"),
            "(= (call 'substring' #0 number:'1' number:'2') text:'ab')");
  EXPECT_EQ(hub("\"title\" like null"), "(= #0 null)");
}

TEST(Predicate, HubTestsThatItsEngineWouldRefuseAreRefused) {
  const std::string refused = "error: A query parameter is invalid";
  EXPECT_EQ(hub("\"title\".substring(1 2)='ab'"), refused);
  EXPECT_EQ(hub("\"title\".substring(1,)='ab'"), refused);
  EXPECT_EQ(hub("\"title\".substring(,1)='ab'"), refused);
  EXPECT_EQ(hub("\"title\".left(.)='ab'"), refused);
  EXPECT_EQ(hub("\"year\" is 5"), refused);
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "(\"year\"=1 and ";
  EXPECT_EQ(hub(deep + "\"year\"=2)" + std::string(199, ')')),
            "error: Parameter 'where' contains errors or invalid symbols")
      << "the Hub has one bracket behind a value";
  std::string nested;
  for (int i = 0; i < 200; ++i) nested += "(\"year\"=1 and ";
  nested += "\"year\"=2";
  for (int i = 0; i < 200; ++i) nested += " and \"year\"=3)";
  EXPECT_EQ(hub(nested), refused) << "too deep";
}

TEST(Predicate, RangesOfTextQueriesTakeTheColumnsType) {
  EXPECT_EQ(range("year", {.low = "2020", .high = "2024"}),
            "(and (>= #1 (read-as 'int64' text:'2020')) (<= #1 (read-as 'int64' text:'2024')))");
  EXPECT_EQ(range("type", {.value = "oral"}), "(= #2 class:'0')");
  EXPECT_EQ(range("type", {.value = "talk"}), "(= #2 (read-as 'int64' text:'talk'))");
  EXPECT_EQ(range("day", {.value = "2024"}),
            "(and (>= #4 (read-as 'date32' text:'2024-01-01')) (<= #4 (read-as 'date32' "
            "text:'2024-12-31 23:59:59.999999')))");
  EXPECT_EQ(range("authors", {.value = "Bo"}),
            "(any-member #3 (= (member) (read-as 'string' text:'Bo')))");
  EXPECT_EQ(range("authors", {}), "(> (list-length #3) number:'0')");
  EXPECT_EQ(range("absent", {.value = "x"}), "(truth truth:'FALSE')");
  EXPECT_EQ(range_columns(kFeatures),
            (std::vector<std::string>{"title", "year", "type", "authors", "day"}));
}

TEST(Canonical, TextsCannotBeTakenForStructure) {
  EXPECT_NE(ours("title = 'a'' (= #1 number:''1'')'"), ours("title = 'a' AND year = 1"));
  EXPECT_NE(ours("title = '1'"), ours("title LIKE '1'"));
  EXPECT_NE(ours("INSIDE(map, 0,0, 1,0, 1,1)"),
            ours("INSIDE(map, 0,0, 1,0, 1,1.0000000000000002)"));
  EXPECT_EQ(ours("year=1"), ours("  \"year\"  ==  1 "));
}

TEST(Canonical, OrdersSayKeyAndDirection) {
  EXPECT_EQ(shown(parse_sort("year DESC, title, random(7)", kFeatures)), "#1 desc, #0, random(7)");
  EXPECT_EQ(shown(parse_hub_orderby("\"year\" desc", kFeatures)), "#1 desc");
}

}  // namespace
}  // namespace vitrine::ask

// Conditions that met their columns: which pairs of types compare, what each side becomes, and the
// sentence for what cannot be meant.

#include "ask/binder.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "ask/canonical.h"
#include "ask/lenient_grammar.h"

namespace vitrine::ask {
namespace {

std::vector<std::string> classes(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("c" + std::to_string(i));
  return names;
}

/// A column of each kind, and of each that is compared in its own way.
const schema::Features kFeatures = {
    {"t", schema::Feature::value("string")},                                          // #0
    {"n", schema::Feature::value("int64")},                                           // #1
    {"f", schema::Feature::value("float32")},                                         // #2
    {"d", schema::Feature::value("float64")},                                         // #3
    {"dec", schema::Feature::value("decimal128(10, 2)")},                             // #4
    {"b", schema::Feature::value("bool")},                                            // #5
    {"day", schema::Feature::value("date32")},                                        // #6
    {"at", schema::Feature::value("timestamp[us]")},                                  // #7
    {"ns", schema::Feature::value("timestamp[ns]")},                                  // #8
    {"utc", schema::Feature::value("timestamp[us, tz=UTC]")},                         // #9
    {"time", schema::Feature::value("time64[us]")},                                   // #10
    {"c", schema::Feature::class_label({"Oral", "Poster"})},                          // #11
    {"same", schema::Feature::class_label({"Oral", "Poster"})},                       // #12
    {"other", schema::Feature::class_label({"a", "b", "x", "d", "e", "f"})},          // #13
    {"many", schema::Feature::class_label(classes(1001))},                            // #14
    {"l", schema::Feature::list(schema::Feature::value("string"))},                   // #15
    {"ln", schema::Feature::list(schema::Feature::value("int32"))},                   // #16
    {"lc", schema::Feature::list(schema::Feature::class_label({"Oral", "Poster"}))},  // #17
    {"s", schema::Feature::structure({{"k", schema::Feature::value("string")},
                                      {"a b", schema::Feature::value("int8")}})},  // #18
    {"j", schema::Feature::json()},                                                // #19
    {"null", schema::Feature::value("null")},                                      // #20
    {"bin", schema::Feature::value("binary")},                                     // #21
    {"dur", schema::Feature::value("duration[s]")},                                // #22
    {"v", schema::Feature::list(schema::Feature::value("float32"), 16)},           // #23
    {"lj", schema::Feature::list(schema::Feature::json())},                        // #24
    {"empty", schema::Feature::structure({})},                                     // #25
};

std::string bound(std::string_view where) {
  const Result<Predicate> predicate = parse_where(where, kFeatures);
  if (predicate) return canonical_text(*predicate);
  return (predicate.error().code() == ErrorCode::kInvalidArgument ? "error: " : "other error: ") +
         predicate.error().message();
}

using Cases = std::vector<std::pair<std::string, std::string>>;

void expect_bound(const Cases& cases) {
  for (const auto& [where, wanted] : cases) EXPECT_EQ(bound(where), wanted) << where;
}

TEST(Binder, NumbersTakeTheWidthOfTheOtherSide) {
  expect_bound({
      {"n = 5", "(= #1 number:'5')"},
      {"n = -5", "(= #1 number:'-5')"},
      {"5 < n", "(< number:'5' #1)"},
      {"n = 5.5", "(= #1 float64:'5.5e0')"},
      {"n = 1e3", "(= #1 float64:'1e3')"},
      {"f = 0.1", "(= #2 float32:'0.1')"},
      {"f = 7", "(= #2 float32:'7')"},
      {"f < 1e39", "(< #2 float64:'1e39')"},
      {"f < 3e38", "(< #2 float32:'3e38')"},
      {"d = 0.1", "(= #3 float64:'0.1e0')"},
      {"dec = 0.10", "(= #4 number:'0.10')"},
      {"dec = 1e1", "(= #4 number:'1e1')"},
      {"c = 1", "(= #11 number:'1')"},
      {"n = f", "(= #1 #2)"},
      {"n IN (1, 2.5)", "(in #1 number:'1' float64:'2.5e0')"},
      {"j.a > 0.5", "(> (read-as 'float64' (json '/a' #19)) float64:'0.5e0')"},
      {"n < 1e400", "error: the number at character 5 is too large or too small"},
      {"n < 1e-400", "error: the number at character 5 is too large or too small"},
  });
}

TEST(Binder, TextsBesideMomentsBecomeThem) {
  expect_bound({
      {"day = '2024-02-29'", "(= #6 date:'2024-02-29')"},
      {"at < '2024-01-31'", "(< #7 date:'2024-01-31')"},
      {"at < '2024-01-31 12:00:00'", "(< #7 moment:'2024-01-31 12:00:00')"},
      {"at < '2024-01-31T12:00:00'", "(< #7 moment:'2024-01-31T12:00:00')"},
      {"ns = '2024-01-31'", "(= #8 nanos:'2024-01-31')"},
      {"utc = '2024-01-31'", "(= #9 utc:'2024-01-31')"},
      {"time = '12:30:00'", "(= #10 time:'12:30:00')"},
      {"'2024-01-31' <= day", "(<= date:'2024-01-31' #6)"},
      {"day BETWEEN '2024-01-01' AND '2024-12-31'",
       "(and (>= #6 date:'2024-01-01') (<= #6 date:'2024-12-31'))"},
      {"day = at", "(= #6 #7)"},
      {"j.at = day", "(= (read-as 'timestamp[us]' (json '/at' #19)) #6)"},
  });
}

TEST(Binder, WhatIsNoDateIsRefusedWithAnExample) {
  for (const std::string text :
       {"", "2024", "2024-01", "2024-1-1", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-32",
        "24-01-01", "2024/01/31", "2024-01-31x", "2024-01-31_12:00", "soon", "-024-01-01",
        "2024--1-01", "2024-01--1"}) {
    const std::string where = "day = '" + text + "'";
    EXPECT_EQ(bound(where),
              "error: column \"day\" holds dates: write '2024-01-31' or '2024-01-31 12:00:00' at "
              "character 7")
        << where;
  }
}

TEST(Binder, ClassesGoByCodeWhereTheyAreEqualAndByLabelInOrder) {
  expect_bound({
      {"c = 'Poster'", "(= #11 class:'1')"},
      {"'Poster' = c", "(= class:'1' #11)"},
      {"c <> 'Oral'", "(<> #11 class:'0')"},
      {"c < 'Oral'", "(< (label #11) text:'Oral')"},
      {"c < 'nothing'", "(< (label #11) text:'nothing')"},
      {"c = same", "(= #11 #12)"},
      {"c < same", "(< (label #11) (label #12))"},
      {"c = other", "(= (label #11) (label #13))"},
      {"c = t", "(= (label #11) #0)"},
      {"c = n", "(= #11 #1)"},
      {"c = j", "(= (label #11) (json #19))"},
      {"c IN ('Oral', 'Poster')", "(in #11 class:'0' class:'1')"},
      {"c IN (0, 'Oral')", "(in #11 number:'0' class:'0')"},
      {"c IN (t, 'Oral')", "(or (= (label #11) #0) (= #11 class:'0'))"},
      {"c LIKE 'O%'", "(matches (label #11) like:'O%')"},
      {"many = 'c1000'", "(= #14 class:'1000')"},
      {"many > 'c5'",
       "error: column \"many\" has more than 1,000 classes: compare it with = or IN"},
      {"many LIKE 'c%'",
       "error: column \"many\" has more than 1,000 classes: compare it with = or IN"},
      {"c = 'oral'", "error: column \"c\" has no class 'oral'; it has Oral, Poster"},
      {"other = 'z'", "error: column \"other\" has no class 'z'; it has a, b, x, d, e, ..."},
      {"c = b", "error: column \"b\" and column \"c\" do not compare: a truth value and a class"},
      {"c = TRUE",
       "error: the value at character 5 and column \"c\" do not compare: a truth value and a "
       "class"},
  });
}

TEST(Binder, JsonIsReadAsTheOtherSide) {
  expect_bound({
      {"j = 'a'", "(= (json #19) text:'a')"},
      {"j.a = t", "(= (json '/a' #19) #0)"},
      {"j.a = n", "(= (read-as 'float64' (json '/a' #19)) #1)"},
      {"j.a = TRUE", "(= (read-as 'bool' (json '/a' #19)) truth:'TRUE')"},
      {"j.a = j.b", "(= (json '/a' #19) (json '/b' #19))"},
      {"j.\"a/b\".\"c~d\" = '1'", "(= (json '/a~1b/c~0d' #19) text:'1')"},
      {"j.a", "(truth (read-as 'bool' (json '/a' #19)))"},
      {"j.a IS TRUE", "(is-true (read-as 'bool' (json '/a' #19)))"},
      {"j.a IS NULL", "(is-null (json '/a' #19))"},
      {"j LIKE 'a%'", "(matches (json #19) like:'a%')"},
      {"j = l", "error: column \"j\" and column \"l\" do not compare: Json and a list"},
      {"j IN l", "(member-of (json #19) #15)"},
  });
}

TEST(Binder, NullsAreAskedForByIs) {
  expect_bound({
      {"t IS NULL", "(is-null #0)"},
      {"t IS NOT NULL", "(not (is-null #0))"},
      {"l IS NULL", "(is-null #15)"},
      {"s.k IS NULL", "(is-null (field 'k' #18))"},
      {"bin IS NULL", "(is-null #21)"},
      {"null = 5",
       "error: nothing compares with NULL (at character 1): write IS NULL or IS NOT NULL"},
      {"\"null\" = 5", "(= #20 number:'5')"},
      {"\"null\" = l", "(= #20 #15)"},
      {"\"null\" IS TRUE", "(is-true #20)"},
      {"t = NULL",
       "error: nothing compares with NULL (at character 5): write IS NULL or IS NOT NULL"},
      {"NULL = t",
       "error: nothing compares with NULL (at character 1): write IS NULL or IS NOT NULL"},
      {"t IN ('a', NULL)",
       "error: nothing compares with NULL (at character 12): write IS NULL or IS NOT NULL"},
      {"b IS TRUE", "(is-true #5)"},
      {"b IS NOT FALSE", "(not (is-false #5))"},
      {"n IS TRUE", "error: IS TRUE needs a truth value, but column \"n\" is a number"},
      {"t IS FALSE", "error: IS FALSE needs a truth value, but column \"t\" is text"},
  });
}

TEST(Binder, WhatDoesNotCompareSaysWhatToWrite) {
  expect_bound({
      {"t = 5", "error: column \"t\" holds text: write '5' in quotes"},
      {"5 = t", "error: column \"t\" holds text: write '5' in quotes"},
      {"n = 'x'", "error: column \"n\" holds numbers: write a number at character 5"},
      {"'x' = n", "error: column \"n\" holds numbers: write a number at character 1"},
      {"b = 1", "error: column \"b\" holds truth values: write TRUE or FALSE at character 5"},
      {"b = 'yes'", "error: column \"b\" holds truth values: write TRUE or FALSE at character 5"},
      {"l = 'x'", "error: column \"l\" is a list: write 'x' IN \"l\""},
      {"l = 'it''s'", "error: column \"l\" is a list: write 'it''s' IN \"l\""},
      {"'x' = l", "error: column \"l\" is a list: write 'x' IN \"l\""},
      {"l = 5", "error: column \"l\" is a list: write 5 IN \"l\""},
      {"s = 'x'", "error: column \"s\" is a struct: name a field, as in \"s\".\"k\""},
      {"s = n", "error: column \"s\" is a struct: name a field, as in \"s\".\"k\""},
      {"empty = 'x'",
       "error: the value at character 9 and column \"empty\" do not compare: text and a struct"},
      {"t = n", "error: column \"t\" and column \"n\" do not compare: text and a number"},
      {"t = day", "error: column \"t\" and column \"day\" do not compare: text and a date"},
      {"day = t", "error: column \"day\" and column \"t\" do not compare: a date and text"},
      {"day = 5",
       "error: the value at character 7 and column \"day\" do not compare: a number and a date"},
      {"bin = 'x'",
       "error: the value at character 7 and column \"bin\" do not compare: text and data of "
       "another kind"},
      {"dur = dur", "(= #22 #22)"},
      {"l = l", "(= #15 #15)"},
      {"s = s", "(= #18 #18)"},
      {"t = b", "error: column \"t\" and column \"b\" do not compare: text and a truth value"},
      {"1 = 'a'", "error: the value at character 1 holds numbers: write a number at character 5"},
      {"1 = 1", "(= number:'1' number:'1')"},
      {"'a' < 'b'", "(< text:'a' text:'b')"},
      {"TRUE = FALSE", "(= truth:'TRUE' truth:'FALSE')"},
  });
}

TEST(Binder, MembersAreComparedAsTheListHoldsThem) {
  expect_bound({
      {"'a' IN l", "(member-of text:'a' #15)"},
      {"t IN l", "(member-of #0 #15)"},
      {"5 IN ln", "(member-of number:'5' #16)"},
      {"n NOT IN ln", "(not (member-of #1 #16))"},
      {"'Oral' IN lc", "(member-of class:'0' #17)"},
      {"1 IN lc", "(member-of number:'1' #17)"},
      {"c IN lc", "(member-of #11 #17)"},
      {"0.5 IN v", "(member-of float32:'0.5' #23)"},
      {"c IN l", "(member-of (label #11) #15)"},
      {"list_contains(l, 'a')", "(member-of text:'a' #15)"},
      {"list_contains(l, 'a') = TRUE", "(= (truth-of (member-of text:'a' #15)) truth:'TRUE')"},
      {"'talk' IN lc",
       "error: each member of column \"lc\" has no class 'talk'; it has Oral, Poster"},
      {"other IN lc", "error: members of column \"lc\" cannot be looked up"},
      {"'a' IN lj", "error: members of column \"lj\" cannot be looked up"},
      {"5 IN l", "error: each member of column \"l\" holds text: write '5' in quotes"},
      {"'a' IN ln",
       "error: each member of column \"ln\" holds numbers: write a number at character 1"},
      {"'a' IN t",
       "error: IN needs a list column or values in brackets at character 8, but column \"t\" is "
       "text"},
      {"NULL IN l",
       "error: nothing compares with NULL (at character 1): write IS NULL or IS NOT NULL"},
      {"list_contains(t, 'a')",
       "error: IN needs a list column or values in brackets at character 15, but column \"t\" is "
       "text"},
  });
}

TEST(Binder, ATruthValueIsAConditionAndNothingElseIs) {
  expect_bound({
      {"b", "(truth #5)"},
      {"NOT b", "(not (truth #5))"},
      {"TRUE", "(truth truth:'TRUE')"},
      {"contains(t, 'a')", "(truth (call 'contains' #0 text:'a'))"},
      {"b AND b OR b", "(or (and (truth #5) (truth #5)) (truth #5))"},
      {"t",
       "error: column \"t\" is no condition (at character 1): compare it, as in = or IS NOT NULL"},
      {"b AND n",
       "error: column \"n\" is no condition (at character 7): compare it, as in = or IS NOT NULL"},
      {"lower(t)",
       "error: lower() is no condition (at character 1): compare it, as in = or IS NOT NULL"},
  });
}

TEST(Binder, PatternsNeedText) {
  expect_bound({
      {"t LIKE 'a%'", "(matches #0 like:'a%')"},
      {"t NOT ILIKE 'A%'", "(not (matches #0 like,any-case:'A%'))"},
      {"t GLOB 'a*'", "(matches #0 regex,dot-all:'a.*')"},
      {"t SIMILAR TO 'a|b'", "(matches #0 regex:'a|b')"},
      {"t ~ 'a|b'", "(matches #0 regex:'a|b')"},
      {"s.k LIKE '_'", "(matches (field 'k' #18) regex,dot-all:'.')"},
      {"n LIKE '1%'", "error: LIKE needs text, but column \"n\" is a number"},
      {"l ILIKE 'a'", "error: ILIKE needs text, but column \"l\" is a list"},
      {"day ~ '2'", "error: ~ needs text, but column \"day\" is a date"},
      {"n SIMILAR TO '1'", "error: SIMILAR TO needs text, but column \"n\" is a number"},
      {"t ~ '" + std::string(1001, 'a') + "'",
       "other error: a pattern may have at most 1,000 bytes"},
  });
}

TEST(Binder, FunctionsCheckNumberAndKindOfWhatTheyTake) {
  expect_bound({
      {"lower(t) = 'a'", "(= (call 'lower' #0) text:'a')"},
      {"lower(c) = 'oral'", "(= (call 'lower' (label #11)) text:'oral')"},
      {"lower(j.a) = 'x'", "(= (call 'lower' (json '/a' #19)) text:'x')"},
      {"abs(n) > 5", "(> (call 'abs' #1) number:'5')"},
      {"abs(-5.5) > n", "(> (call 'abs' float64:'-5.5e0') #1)"},
      {"round(d, 2) = 1", "(= (call 'round' #3 number:'2') number:'1')"},
      {"round(d) = 1", "(= (call 'round' #3) number:'1')"},
      {"left(t, 3) = 'a'", "(= (call 'left' #0 number:'3') text:'a')"},
      {"substring(t, 1) = 'a'", "(= (call 'substring' #0 number:'1') text:'a')"},
      {"substring(t, 1, n) = 'a'", "(= (call 'substring' #0 number:'1' #1) text:'a')"},
      {"year(day) = 2024", "(= (call 'year' #6) number:'2024')"},
      {"month(j.at) = 1",
       "(= (call 'month' (read-as 'timestamp[us]' (json '/at' #19))) number:'1')"},
      {"len(l) = 1", "(= (call 'len' #15) number:'1')"},
      {"length(t) = 1", "(= (call 'length' #0) number:'1')"},
      {"array_length(ln) = 1", "(= (call 'array_length' #16) number:'1')"},
      {"trim(t, 'x') = 'a'", "(= (call 'trim' #0 text:'x') text:'a')"},
      {"replace(t, 'ab', 'c') = 'a'", "(= (call 'replace' #0 text:'ab' text:'c') text:'a')"},
      {"replace(t, 'ab', '') = 'a'", "(= (call 'replace' #0 text:'ab' text:'') text:'a')"},
      {"regexp_matches(t, 'a|b')", "(truth (call 'regexp_matches' #0 text:'a|b'))"},
      {"t.lower().left(2) = 'ab'", "(= (call 'left' (call 'lower' #0) number:'2') text:'ab')"},
      {"sleep(5) = 1", "error: there is no function sleep in conditions (at character 1)"},
      {"repeat(t, 9) = ''", "error: there is no function repeat in conditions (at character 1)"},
      {"lower() = 'a'", "error: lower() at character 1 takes 1 arguments, not 0"},
      {"t.lower(t) = 'a'", "error: lower() at character 3 takes 1 arguments, not 2"},
      {"round() = 1", "error: round() at character 1 takes 1 to 2 arguments, not 0"},
      {"round(d, 1, 2) = 1", "error: round() at character 1 takes 1 to 2 arguments, not 3"},
      {"substring(t) = 'a'", "error: substring() at character 1 takes 2 to 3 arguments, not 1"},
      {"coalesce(t) = 'a'", "error: coalesce() at character 1 takes 2 or more arguments, not 1"},
      {"lower(n) = 'a'", "error: lower() needs text, but column \"n\" is a number"},
      {"abs(t) = 1", "error: abs() needs a number, but column \"t\" is text"},
      {"abs(c) = 1", "(= (call 'abs' #11) number:'1')"},
      {"year(t) = 1", "error: year() needs a date, but column \"t\" is text"},
      {"len(n) = 1", "error: len() needs text, but column \"n\" is a number"},
      {"array_length(t) = 1", "error: array_length() needs a list, but column \"t\" is text"},
      {"array_length(j) = 1", "error: array_length() needs a list, but column \"j\" is Json"},
      {"left(t, 'a') = 'b'", "error: left() needs a number, but the value at character 9 is text"},
      {"regexp_matches(t, t)",
       "error: regexp_matches() needs a regular expression in quotes of at most 1,000 bytes at "
       "character 19"},
      {"regexp_matches(t, '" + std::string(1001, 'a') + "')",
       "error: regexp_matches() needs a regular expression in quotes of at most 1,000 bytes at "
       "character 19"},
      {"replace(t, t, 'a') = ''",
       "error: replace() needs texts in quotes, the second no longer than the first (at character "
       "12)"},
      {"replace(t, 'a', 'ab') = ''",
       "error: replace() needs texts in quotes, the second no longer than the first (at character "
       "17)"},
      {"replace(t, 'ab', t) = ''",
       "error: replace() needs texts in quotes, the second no longer than the first (at character "
       "18)"},
      {"lower(absent) = ''", "error: there is no column \"absent\" (at character 7)"},
  });
}

TEST(Binder, ALongFunctionNameIsCut) {
  EXPECT_EQ(
      bound(std::string(70, 'f') + "(t)"),
      "error: there is no function " + std::string(60, 'f') + " in conditions (at character 1)");
}

TEST(Binder, CoalesceIsOfItsFirstArgumentsType) {
  expect_bound({
      {"coalesce(t, 'x') = 'a'", "(= (call 'coalesce' #0 text:'x') text:'a')"},
      {"coalesce(n, 0) > 1", "(> (call 'coalesce' #1 number:'0') number:'1')"},
      {"coalesce(f, 0.5) > 1", "(> (call 'coalesce' #2 float32:'0.5') float32:'1')"},
      {"coalesce(0.5, d) > 1", "(> (call 'coalesce' float64:'0.5e0' #3) number:'1')"},
      {"coalesce(c, 'none') = 'Oral'", "(= (call 'coalesce' (label #11) text:'none') text:'Oral')"},
      {"coalesce(day, '2024-01-01') < '2024-02-01'",
       "(< (call 'coalesce' #6 date:'2024-01-01') date:'2024-02-01')"},
      {"coalesce(b, FALSE)", "(truth (call 'coalesce' #5 truth:'FALSE'))"},
      {"coalesce(t, t, 'x') = 'a'", "(= (call 'coalesce' #0 #0 text:'x') text:'a')"},
      {"coalesce(t, 5) = 'a'", "error: column \"t\" holds text: write '5' in quotes"},
      {"coalesce(n, t) = 1",
       "error: column \"t\" and column \"n\" do not compare: text and a number"},
      {"coalesce(t, NULL) = 'a'",
       "error: nothing compares with NULL (at character 13): write IS NULL or IS NOT NULL"},
      {"coalesce(many, 'x') = 'a'",
       "error: column \"many\" has more than 1,000 classes: compare it with = or IN"},
  });
}

TEST(Binder, AreasAreChecked) {
  std::string most = "inside(v";
  for (int i = 0; i < 200; ++i) most += ", " + std::to_string(i) + ", 0";
  EXPECT_TRUE(parse_where(most + ")", kFeatures));
  EXPECT_EQ(bound(most + ", 1, 1)"),
            "error: inside() at character 1 takes x and y of 3 to 200 corners");
  expect_bound({
      {"inside(v, 0,0, 1,0, 1,1) AND b", "(and (inside #23 0,0 1,0 1,1) (truth #5))"},
      {"inside(v, 0,0, 1,0, 1,1) = FALSE", "(= (truth-of (inside #23 0,0 1,0 1,1)) truth:'FALSE')"},
      {"inside(v, 0,0, 1,0)", "error: inside() at character 1 takes x and y of 3 to 200 corners"},
      {"inside(v, 0,0, 1,0, 1)",
       "error: inside() at character 1 takes x and y of 3 to 200 corners"},
      {"inside()", "error: inside() at character 1 needs a column of vectors first"},
      {"inside('v', 0,0)", "error: inside() at character 1 needs a column of vectors first"},
      {"inside(ln, 0,0, 1,0, 1,1)",
       "error: inside() at character 1 needs a column of vectors, which \"ln\" is not"},
      {"inside(v.length, 0,0, 1,0, 1,1)",
       "error: inside() at character 1 needs a column of vectors, which \"v.length\" is not"},
      {"inside(v, 'a',0, 1,0, 1,1)",
       "error: inside() at character 1 takes numbers behind the column"},
      {"inside(v, 1e999,0, 1,0, 1,1)",
       "error: inside() at character 1 takes numbers behind the column"},
      {"inside(v, n,0, 1,0, 1,1)",
       "error: inside() at character 1 takes numbers behind the column"},
      {"inside(w, 0,0, 1,0, 1,1)", "error: there is no column \"w\"; did you mean \"t\"?"},
  });
}

TEST(Binder, OrdersResolveTheirKeys) {
  const auto order = [](std::string_view sort) {
    const Result<Order> result = parse_sort(sort, kFeatures);
    return result ? canonical_text(*result) : "error: " + result.error().message();
  };
  EXPECT_EQ(order("n desc, s.k, t.length DESC"), "#1 desc, (field 'k' #18), (text-length #0) desc");
  EXPECT_EQ(order("lower(t), j.a desc"), "(call 'lower' #0), (json '/a' #19) desc");
  EXPECT_EQ(order("random(5), n"), "random(5), #1");
  EXPECT_EQ(order("c"), "#11") << "by the code";
  EXPECT_EQ(order("s.z"), "error: column \"s\" (struct (2)) has no field \"z\" (at character 1)");
  std::string keys = "n";
  for (int i = 1; i < 64; ++i) keys += ", n";
  EXPECT_TRUE(parse_sort(keys, kFeatures));
  const Result<Order> more = parse_sort(keys + ", n", kFeatures);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(more.error().message(), "at most 64 sort keys can be given, not 65");
}

/// A comparison and the one with its sides exchanged mean the same, so both are taken or neither.
TEST(Binder, NoPairOfColumnsComparesInOneDirectionAlone) {
  for (const schema::FeatureField& left : kFeatures) {
    for (const schema::FeatureField& right : kFeatures) {
      for (const std::string op : {"=", "<"}) {
        const auto taken = [&](const std::string& a, const std::string& b) {
          std::string where;
          where.append("\"").append(a).append("\" ").append(op).append(" \"").append(b).append(
              "\"");
          return parse_where(where, kFeatures).has_value();
        };
        EXPECT_EQ(taken(left.name, right.name), taken(right.name, left.name))
            << left.name << " " << op << " " << right.name;
      }
    }
  }
}

}  // namespace
}  // namespace vitrine::ask

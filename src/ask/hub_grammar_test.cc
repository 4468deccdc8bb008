// The Hub's grammar to the space: what is accepted, and which of its two sentences refuses.

#include "ask/hub_grammar.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "ask/canonical.h"

namespace vitrine::ask {
namespace {

const schema::Features kFeatures = {
    {"t", schema::Feature::value("string")},
    {"n", schema::Feature::value("int64")},
    {"c", schema::Feature::class_label({"Oral", "Poster"})},
    {"s", schema::Feature::structure({{"k", schema::Feature::value("string")}})},
    {"q\"q", schema::Feature::value("string")},
    {"j", schema::Feature::json()},
};

const std::string kGrammar = "error: Parameter 'where' contains errors or invalid symbols";
const std::string kEngine = "error: A query parameter is invalid";

std::string hub(std::string_view where) {
  const Result<Predicate> predicate = parse_hub_where(where, kFeatures);
  if (predicate) return canonical_text(*predicate);
  EXPECT_EQ(predicate.error().code(), ErrorCode::kInvalidArgument);
  return "error: " + predicate.error().message();
}

using Cases = std::vector<std::pair<std::string, std::string>>;

void expect_read(const Cases& cases) {
  for (const auto& [where, wanted] : cases) EXPECT_EQ(hub(where), wanted) << where;
}

TEST(HubGrammar, OperatorsAreTakenInOneCase) {
  expect_read({
      {R"("n"=1)", "(= #1 number:'1')"},
      {R"("n"==1)", "(= #1 number:'1')"},
      {R"("n"!=1)", "(<> #1 number:'1')"},
      {R"("n"<>1)", "(<> #1 number:'1')"},
      {R"("n"<1)", "(< #1 number:'1')"},
      {R"("n"<=1)", "(<= #1 number:'1')"},
      {R"("n">1)", "(> #1 number:'1')"},
      {R"("n">=1)", "(>= #1 number:'1')"},
      {R"("n" = 1)", "(= #1 number:'1')"},
      {R"("n"  =   1)", "(= #1 number:'1')"},
      {R"("t" like 'a%')", "(matches #0 like:'a%')"},
      {R"("t" LIKE 'a%')", "(matches #0 like:'a%')"},
      {R"("t" not like 'a%')", "(not (matches #0 like:'a%'))"},
      {R"("t" NOT LIKE 'a%')", "(not (matches #0 like:'a%'))"},
      {R"("t" NOT like 'a%')", "(not (matches #0 like:'a%'))"},
      {R"("t" ilike 'a')", "(matches #0 like,any-case:'a')"},
      {R"("t" not ilike 'a')", "(not (matches #0 like,any-case:'a'))"},
      {R"("t" glob 'a?')", "(matches #0 regex,dot-all:'a.')"},
      {R"("t" similar to 'a|b')", "(matches #0 regex:'a|b')"},
      {R"("t" not similar to 'a')", "(not (matches #0 regex:'a'))"},
      {R"("t"~'a')", "(matches #0 regex:'a')"},
      {R"("t"!~'a')", "(not (matches #0 regex:'a'))"},
      {R"("t"~~'a')", "(matches #0 like:'a')"},
      {R"("t"!~~'a')", "(not (matches #0 like:'a'))"},
      {R"("t"~~*'a')", "(matches #0 like,any-case:'a')"},
      {R"("t"!~~*'a')", "(not (matches #0 like,any-case:'a'))"},
      {R"("t"~~~'a')", "(matches #0 regex,dot-all:'a')"},
      {R"("t" Like 'a')", kGrammar},
      {R"("t"'a')", kGrammar},
      {R"("t" 'a')", kGrammar},
      {R"("t" = = 'a')", kEngine},
      {R"("t" === 'a')", kEngine},
      {R"("t" not glob 'a')", kEngine},
      {R"("t" not 'a')", kEngine},
      {R"("t" is like 'a')", kEngine},
  });
}

TEST(HubGrammar, ValuesAreNumbersTextsAndWords) {
  expect_read({
      {R"("n"=1.5)", "(= #1 number:'1.5')"},
      {R"("n"=1.)", "(= #1 number:'1.')"},
      {R"("n"='1')", "(= #1 text:'1')"},
      {R"("t"='it''s')", "(= #0 text:'it''s')"},
      {R"("t"='')", "(= #0 text:'')"},
      {R"("t"='é')", "(= #0 text:'é')"},
      {R"("n"=true)", "(= #1 truth:'TRUE')"},
      {R"("n"=false)", "(= #1 truth:'FALSE')"},
      {R"("n"=null)", "(= #1 null)"},
      {R"("n"=NULL)", "(= #1 null)"},
      {R"("n"=TRUE)", kGrammar},
      {R"("n"=Null)", kGrammar},
      {R"("n"=-1)", kGrammar},
      {R"("n"=.5)", kGrammar},
      {R"("n"=1.2.3)", kEngine},
      {R"("n"=1e5)", kGrammar},
      {R"("n"=)", kGrammar},
      {R"("t"='open)", kGrammar},
      {R"("t"="n")", kGrammar},
  });
}

TEST(HubGrammar, IsTakesNullAndTruth) {
  expect_read({
      {R"("n" is null)", "(is-null #1)"},
      {R"("n" IS NULL)", "(is-null #1)"},
      {R"("n" is not null)", "(not (is-null #1))"},
      {R"("n" is true)", "(is-true #1)"},
      {R"("n" is not false)", "(not (is-false #1))"},
      {R"("n" is 'x')", kEngine},
      {R"("n" is not 5)", kEngine},
      {R"("t" like null)", "(= #0 null)"},
      {R"("t" not similar to null)", "(= #0 null)"},
  });
}

TEST(HubGrammar, ColumnsAreQuotedAndResolved) {
  expect_read({
      {R"("T"='a')", "(= #0 text:'a')"},
      {R"("s"."k"='a')", "(= (field 'k' #3) text:'a')"},
      {R"("q""q"='a')", "(= #4 text:'a')"},
      {R"("t.length">3)", "(> (text-length #0) number:'3')"},
      {R"("t"."length">3)", "(> (text-length #0) number:'3')"},
      {R"("absent"=1)", kEngine},
      {R"("s"."z"=1)", kEngine},
      {R"("j"."a"=1)", kEngine},
      {R"(t='a')", kGrammar},
      {R"( "t"='a')", kGrammar},
      {R"("t)", kGrammar},
      {R"()", kGrammar},
      {R"("t")", kGrammar},
  });
}

TEST(HubGrammar, ClassesTakeLabelsAndCodes) {
  expect_read({
      {R"("c"='Poster')", "(= #2 class:'1')"},
      {R"("c"=1)", "(= #2 number:'1')"},
      {R"("c"<'Poster')", "(< #2 class:'1')"},
      {R"("c"='talk')", kEngine},
      {R"("c" like 'P%')", "(matches #2 like:'P%')"},
      {R"("c".lower()='poster')", "(= (call 'lower' #2) text:'poster')"},
  });
}

TEST(HubGrammar, MethodsTakeTextsAndNumbers) {
  expect_read({
      {R"("t".lower()='a')", "(= (call 'lower' #0) text:'a')"},
      {R"("t".lower( )='a')", "(= (call 'lower' #0) text:'a')"},
      {R"("t".left(3)='a')", "(= (call 'left' #0 number:'3') text:'a')"},
      {R"("t".left(.5)='a')", "(= (call 'left' #0 number:'.5') text:'a')"},
      {R"("t".contains('a, b')=true)", "(= (call 'contains' #0 text:'a, b') truth:'TRUE')"},
      {R"(("t").lower()='a')", "(= (call 'lower' #0) text:'a')"},
      {R"("t".replace('ab','c')='a')", "(= (call 'replace' #0 text:'ab' text:'c') text:'a')"},
      {R"("t".replace('a','bc')='a')", kEngine},
      {R"("t".sleep()=1)", kEngine},
      {R"("t".left(1.2.3)='a')", kEngine},
      {R"("t".left(1,,2)='a')", kEngine},
      {R"("t".left(,)='a')", kEngine},
      {R"("t".left("n")='a')", kGrammar},
      {R"("t".left(3='a')", kGrammar},
      {R"("t".left('x='a')", kGrammar},
      {R"("t".Lower()='a')", kGrammar},
      {R"("t".lower='a')", kGrammar},
      {R"("t".()='a')", kGrammar},
      {R"("t".lower().upper()='a')", kGrammar},
  });
}

TEST(HubGrammar, WordsBetweenConditionsHaveOneSpaceAndOneCase) {
  expect_read({
      {R"("n"=1 and "n"=2)", "(and (= #1 number:'1') (= #1 number:'2'))"},
      {R"("n"=1 AND "n"=2)", "(and (= #1 number:'1') (= #1 number:'2'))"},
      {R"("n"=1 or "n"=2)", "(or (= #1 number:'1') (= #1 number:'2'))"},
      {R"("n"=1 OR "n"=2 and "n"=3)",
       "(or (= #1 number:'1') (and (= #1 number:'2') (= #1 number:'3')))"},
      {R"("n"=1 And "n"=2)", kGrammar},
      {R"("n"=1  and "n"=2)", kGrammar},
      {R"("n"=1 and  "n"=2)", kGrammar},
      {R"("n"=1and "n"=2)", kGrammar},
      {R"("n"=1 and )", kGrammar},
      {R"("n"=1 )", kGrammar},
      {R"(not "n"=1)", kGrammar},
  });
}

TEST(HubGrammar, BracketsAreCountedAndMustBalance) {
  expect_read({
      {R"(("n"=1))", "(= #1 number:'1')"},
      {R"(("n")=1)", "(= #1 number:'1')"},
      {R"((("n")=1))", "(= #1 number:'1')"},
      {R"(("n"=1 and "n"=2) or "n"=3)",
       "(or (and (= #1 number:'1') (= #1 number:'2')) (= #1 number:'3'))"},
      {R"("n"=1 and ("n"=2 or "n"=3))",
       "(and (= #1 number:'1') (or (= #1 number:'2') (= #1 number:'3')))"},
      {R"(("n"=1)", kEngine},
      {R"("n"=1))", kEngine},
      {R"("n")=1)", kEngine},
      {R"("n"=1) or ("n"=2)", kEngine},
      {R"((("n"=1)", kEngine},
      {R"(((("n"=1))", kGrammar},
      {R"(("n"=1)))", kGrammar},
      {R"(("n"=1 or "n")=2)", kEngine},
  });
}

TEST(HubGrammar, SignsOfOtherStatementsAreRefusedInTextsToo) {
  expect_read({
      {R"("t"='a;b')", kGrammar},
      {R"("t"='a--b')", kGrammar},
      {R"("t"='a/*b')", kGrammar},
      {R"("t"='a*/b')", kGrammar},
      {R"("t"='a-b/c*d')", "(= #0 text:'a-b/c*d')"},
      {"\"t\"='\xff'", kGrammar},
      {std::string("\"t\"='\0'", 7), kGrammar},
      {"\"t\"='" + std::string(99'994, 'a') + "'",
       "(= #0 text:'" + std::string(99'994, 'a') + "')"},
      {"\"t\"='" + std::string(99'995, 'a') + "'", kGrammar},
  });
}

TEST(HubGrammar, PatternsAreBounded) {
  const std::string most = "\"t\"~'" + std::string(1000, 'a');
  EXPECT_TRUE(parse_hub_where(most + "'", kFeatures));
  EXPECT_EQ(hub(most + "a'"), kEngine);
}

TEST(HubGrammar, DepthIsBounded) {
  const auto nested = [](int depth) {
    std::string out;
    for (int i = 0; i < depth; ++i) out += "(\"n\"=1 or ";
    out += "\"n\"=2";
    for (int i = 0; i < depth; ++i) out += " or \"n\"=3)";
    return out;
  };
  EXPECT_TRUE(parse_hub_where(nested(128), kFeatures));
  EXPECT_EQ(hub(nested(129)), kEngine);
}

std::string order(std::string_view orderby) {
  const Result<Order> result = parse_hub_orderby(orderby, kFeatures);
  return result ? canonical_text(*result) : "error: " + result.error().message();
}

TEST(HubGrammar, OneKeyOrders) {
  const std::string grammar = "error: Parameter 'orderby' contains errors or invalid symbols";
  EXPECT_EQ(order(R"("n")"), "#1");
  EXPECT_EQ(order(R"("n" asc)"), "#1");
  EXPECT_EQ(order(R"("n" ASC)"), "#1");
  EXPECT_EQ(order(R"("n" desc)"), "#1 desc");
  EXPECT_EQ(order(R"("n" DESC)"), "#1 desc");
  EXPECT_EQ(order(R"(("n") desc)"), "#1 desc");
  EXPECT_EQ(order(R"("s"."k" desc)"), "(field 'k' #3) desc");
  EXPECT_EQ(order(R"("t".lower() desc)"), "(call 'lower' #0) desc");
  EXPECT_EQ(order(R"("n" Desc)"), grammar);
  EXPECT_EQ(order(R"("n"  desc)"), grammar);
  EXPECT_EQ(order(R"("n" desc, "t")"), grammar);
  EXPECT_EQ(order(R"("n" desc asc)"), grammar);
  EXPECT_EQ(order("n"), grammar);
  EXPECT_EQ(order(""), grammar);
  EXPECT_EQ(order(R"("n";)"), grammar);
  EXPECT_EQ(order(R"("absent")"), kEngine);
  EXPECT_EQ(order(R"(("n")"), kEngine);
  EXPECT_EQ(order(R"("n"))"), kEngine);
}

}  // namespace
}  // namespace vitrine::ask

#include "cluster/word_query.h"

#include <gtest/gtest.h>

#include "base/json_parse.h"
#include "text/index_writer.h"

namespace vitrine::cluster {
namespace {

namespace json = boost::json;

/// The queries that clauses become, over the words of four rows.
class WordQueryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / "word_query_test.vti";
    Result<text::IndexWriter> writer =
        text::IndexWriter::create(path_, {{"title", 3.0F}, {"abstract"}});
    ASSERT_TRUE(writer);
    writer->add(0, 0, "Graph networks");
    writer->add(0, 1, "A zero-shot graph");
    writer->add(1, 0, "Graphs");
    writer->add(2, 1, "Networks of words");
    writer->add(3, 1, "Words");
    ASSERT_TRUE(writer->finish(4));
    Result<text::TextIndex> index = text::TextIndex::open(path_);
    ASSERT_TRUE(index);
    index_.emplace(*std::move(index));
    questions_.best_score = [this](const std::string& query) -> Result<double> {
      asked_.push_back(query);
      return query.find("row") != std::string::npos ? best_left_ : best_;
    };
    questions_.count = [](const std::string&) -> Result<std::uint64_t> { return 2; };
    questions_.condition = [](const text::ColumnCondition& condition) -> Result<std::string> {
      return R"({"term":{"condition":")" + condition.column + R"("}})";
    };
  }
  void TearDown() override { fs::remove(path_); }

  std::string query_of(const std::string& text,
                       text::WordCoverage coverage = text::WordCoverage::kAny,
                       const QueryFilters& left = {}) {
    text::TextQuery query{text};
    query.columns = {"year"};
    const Result<text::QueryPlan> plan = text::plan_query(*index_, query);
    if (!plan) return plan.error().message();
    const Result<std::string> asked =
        words_query(*index_, plan->terms, plan->plain, plan->clauses, coverage, left, questions_);
    if (!asked) return asked.error().message();
    EXPECT_TRUE(parse_json(*asked)) << *asked;
    return *asked;
  }

  fs::path path_;
  std::optional<text::TextIndex> index_;
  WordQuestions questions_;
  std::vector<std::string> asked_;
  double best_ = 0;
  double best_left_ = 0;  ///< Of the rows that pass a filter.
};

TEST_F(WordQueryTest, PlainWordsAreTheirTermsThatSomeRowHas) {
  EXPECT_EQ(query_of("graphs unheard"), R"({"term":{"w":"graph"}})");
  EXPECT_EQ(query_of("graph networks"), R"({"terms":{"w":["graph","network"]}})");
  EXPECT_EQ(query_of("unheard"), R"({"match_none":{}})");
}

TEST_F(WordQueryTest, ClausesBecomeFiltersOfTheirFields) {
  EXPECT_EQ(query_of("title:graph"), R"({"term":{"w0":"graph"}})");
  EXPECT_EQ(query_of("abstract:\"networks of\""),
            R"({"match_phrase":{"w1":{"query":"network of","analyzer":"whitespace"}}})");
  EXPECT_EQ(query_of("graph -words"),
            R"({"bool":{"filter":[{"term":{"w":"graph"}}],"must_not":[{"term":{"w":"word"}}]}})");
  EXPECT_EQ(query_of("year:2020"), R"({"term":{"condition":"year"}})");
  EXPECT_EQ(query_of("graph OR words"),
            R"({"bool":{"should":[{"term":{"w":"graph"}},{"term":{"w":"word"}}],)"
            R"("minimum_should_match":1}})");
}

TEST_F(WordQueryTest, APrefixIsTheWordAndAllThatBeginSo) {
  EXPECT_EQ(query_of("graph*"), R"({"bool":{"should":[{"term":{"w":"graph"}},)"
                                R"({"prefix":{"w":"graph"}}],"minimum_should_match":1}})");
}

TEST_F(WordQueryTest, MostOfTheWordsIsAskedOfAllRowsAndOfThoseThatAreLeft) {
  best_ = 2;
  best_left_ = 1;
  const std::string query =
      query_of("graph words -zero", text::WordCoverage::kMost, {{R"({"term":{"row":1}})"}, {}});
  ASSERT_EQ(asked_.size(), 2U);
  EXPECT_EQ(asked_[0].find("row"), std::string::npos);
  const Result<json::value> asked = parse_json(asked_[1]);
  ASSERT_TRUE(asked);
  const json::value& question = asked->at("bool");
  EXPECT_EQ(json::serialize(question.at("filter")), R"([{"term":{"row":1}}])");
  EXPECT_EQ(json::serialize(question.at("must_not")), R"([{"term":{"w":"zero"}}])");
  const json::value& words = question.at("must").at(0).at("bool").at("should");
  ASSERT_EQ(words.get_array().size(), 2U);
  // Two of four rows have each.
  EXPECT_NEAR(words.at(0).at("constant_score").at("boost").to_number<double>(), 0.693147, 1e-6);
  const Result<json::value> value = parse_json(query);
  ASSERT_TRUE(value);
  const json::value& covered = value->at("bool").at("filter").at(0).at("function_score");
  EXPECT_EQ(covered.at("query"), question.at("must").at(0));
  // Two fifths of the best row's, and a little less.
  EXPECT_NEAR(covered.at("min_score").to_number<double>(), 0.8, 1e-5);
  EXPECT_LT(covered.at("min_score").to_number<double>(), 0.8);
}

TEST_F(WordQueryTest, HalfAsMuchIsAskedWhereNoRowLeftHasAsMuch) {
  best_ = 2;
  best_left_ = 0.3;
  const std::string query =
      query_of("graph words", text::WordCoverage::kMost, {{R"({"term":{"row":1}})"}, {}});
  const Result<json::value> value = parse_json(query);
  ASSERT_TRUE(value);
  EXPECT_NEAR(value->at("function_score").at("min_score").to_number<double>(), 0.2, 1e-5);
  best_left_ = 0;
  EXPECT_EQ(query_of("graph words", text::WordCoverage::kMost, {{R"({"term":{"row":1}})"}, {}}),
            R"({"match_none":{}})");
}

TEST_F(WordQueryTest, WhereNoRowHasAWordNoneHasMost) {
  best_ = 0;
  EXPECT_EQ(query_of("graph words", text::WordCoverage::kMost), R"({"match_none":{}})");
}

TEST_F(WordQueryTest, WordsRankByOurWeights) {
  text::TextQuery query{"graph graph words"};
  const Result<text::QueryPlan> plan = text::plan_query(*index_, query);
  ASSERT_TRUE(plan);
  const Result<json::value> ranking = parse_json(ranking_query(*index_, plan->terms));
  ASSERT_TRUE(ranking);
  const json::value& terms = ranking->at("bool").at("should");
  ASSERT_EQ(terms.get_array().size(), 2U);
  EXPECT_EQ(terms.at(0).at("term").at("w").at("boost").to_number<double>(), 2);
  EXPECT_EQ(terms.at(1).at("term").at("w").at("boost").to_number<double>(), 1);
}

}  // namespace
}  // namespace vitrine::cluster

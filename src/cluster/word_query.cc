#include "cluster/word_query.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/json_writer.h"
#include "cluster/index_layout.h"
#include "text/clause_words.h"
#include "text/coverage.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::cluster {
namespace {

using Kind = text::QueryClause::Kind;
using Role = text::QueryClause::Role;

/// Of more words than this only the weightiest rank: Lucene's limit of clauses is 1,024.
constexpr std::size_t kMostRanking = 512;
/// Sums of float32 in Lucene differ from ours by less than this part of them.
constexpr double kFloatRounding = 1e-6;

void write_list(JsonWriter& json, std::string_view key, std::span<const std::string> queries) {
  if (queries.empty()) return;
  json.key(key).begin_array();
  for (const std::string& query : queries) json.raw(query);
  json.end_array();
}

std::string term_query(const std::string& field, std::string_view term) {
  std::string query;
  JsonWriter(query)
      .begin_object()
      .key("term")
      .begin_object()
      .member(field, term)
      .end_object()
      .end_object();
  return query;
}

std::string terms_query(const std::string& field, std::span<const std::string> terms) {
  if (terms.empty()) return no_row_query();
  if (terms.size() == 1) return term_query(field, terms.front());
  std::string query;
  JsonWriter json(query);
  json.begin_object().key("terms").begin_object().key(field).begin_array();
  for (const std::string& term : terms) json.value(term);
  json.end_array().end_object().end_object();
  return query;
}

std::string phrase_query(const std::string& field, std::span<const std::string> terms) {
  if (terms.empty()) return no_row_query();
  if (terms.size() == 1) return term_query(field, terms.front());
  std::string words;
  for (const std::string& term : terms) words += (words.empty() ? "" : " ") + term;
  std::string query;
  JsonWriter json(query);
  json.begin_object().key("match_phrase").begin_object().key(field).begin_object();
  json.member("query", words).member("analyzer", "whitespace");
  json.end_object().end_object().end_object();
  return query;
}

std::string prefix_query(const std::string& field, std::string_view start) {
  std::string query;
  JsonWriter(query)
      .begin_object()
      .key("prefix")
      .begin_object()
      .member(field, start)
      .end_object()
      .end_object();
  return query;
}

/// A query whose score is `score` for every row that matches.
std::string constant_query(const std::string& query, double score) {
  std::string scored;
  JsonWriter json(scored);
  json.begin_object().key("constant_score").begin_object().key("filter").raw(query);
  json.member("boost", score).end_object().end_object();
  return scored;
}

class Matcher {
 public:
  Matcher(const text::TextVocabulary& vocabulary, text::Stemmer stemmer, const QueryFilters* left,
          const WordQuestions& questions)
      : vocabulary_(vocabulary), stemmer_(std::move(stemmer)), left_(left), questions_(questions) {}

  Result<std::string> group(const text::QueryClause& group, bool is_covered) {
    std::vector<std::string> any;
    for (const std::vector<text::QueryClause>& sequence : group.alternatives) {
      Result<std::string> query = this->sequence(sequence, is_covered);
      if (!query) return query;
      any.push_back(*std::move(query));
    }
    return any.size() == 1 ? any.front() : any_query(any);
  }

 private:
  Result<std::string> sequence(const std::vector<text::QueryClause>& clauses, bool is_covered) {
    if (clauses.empty()) return no_row_query();
    QueryFilters filters;
    std::vector<const text::QueryClause*> plain;
    for (const text::QueryClause& clause : clauses) {
      if (clause.role == Role::kAny) {
        plain.push_back(&clause);
        continue;
      }
      Result<std::string> query = this->clause(clause);
      if (!query) return query;
      (clause.role == Role::kMust ? filters.all : filters.none).push_back(*std::move(query));
    }
    if (!plain.empty()) {
      std::optional<Result<std::string>> most;
      if (is_covered) most = most_of(plain, filters);
      Result<std::string> query = most ? *std::move(most) : any_of(plain);
      if (!query) return query;
      filters.all.push_back(*std::move(query));
    }
    return filters.all.size() == 1 && filters.none.empty() ? filters.all.front()
                                                           : filter_query(filters);
  }

  Result<std::string> any_of(const std::vector<const text::QueryClause*>& clauses) {
    std::vector<std::string> terms;
    std::vector<std::string> any;
    for (const text::QueryClause* clause : clauses) {
      if (clause->kind == Kind::kWord && clause->field.empty() && !clause->open) {
        for (const text::Word& word : segmenter_.segment(clause->text)) {
          if (word.kind != text::WordKind::kBare)
            terms.emplace_back(stemmer_.stem(segmenter_.text_of(word)));
        }
        continue;
      }
      Result<std::string> query = this->clause(*clause);
      if (!query) return query;
      any.push_back(*std::move(query));
    }
    if (!terms.empty()) any.push_back(terms_query(std::string(kWordsField), terms));
    return any.size() == 1 ? any.front() : any_query(any);
  }

  /// Nothing where there are too many words to ask for most of them.
  std::optional<Result<std::string>> most_of(const std::vector<const text::QueryClause*>& clauses,
                                             const QueryFilters& musts) {
    const std::optional<std::vector<text::CoveredWord>> words =
        text::covered_words(vocabulary_, clauses, segmenter_, stemmer_);
    if (!words) return std::nullopt;
    std::vector<std::string> scored;
    for (const text::CoveredWord& word : *words) {
      std::string query = terms_query(std::string(kWordsField), word.terms);
      if (word.open != nullptr) {
        const Result<std::string> longer = clause(*word.open);
        if (!longer) return longer;
        query = any_query(std::vector{query, *longer});
      }
      double idf = word.idf;
      if (idf == 0) {
        if (word.open == nullptr) continue;  // no row has it
        const Result<std::uint64_t> rows = questions_.count(query);
        if (!rows) return Result<std::string>(rows.error());
        idf = text::inverse_document_frequency(vocabulary_.num_rows(), static_cast<double>(*rows));
      }
      scored.push_back(constant_query(query, idf));
    }
    const std::string all = any_query(scored);
    const Result<double> best = best_of(all, musts);
    if (!best) return Result<std::string>(best.error());
    Result<double> best_left = *best;
    if (!left_->all.empty() || !left_->none.empty()) {
      QueryFilters left = *left_;
      left.all.insert(left.all.end(), musts.all.begin(), musts.all.end());
      left.none.insert(left.none.end(), musts.none.begin(), musts.none.end());
      best_left = best_of(all, left);
      if (!best_left) return Result<std::string>(best_left.error());
    }
    if (*best_left <= 0) return Result<std::string>(no_row_query());
    std::string query;
    JsonWriter(query)
        .begin_object()
        .key("function_score")
        .begin_object()
        .key("query")
        .raw(all)
        .member("min_score",
                text::least_cover(*best, *best_left * (1 + kFloatRounding), words->size()) *
                    (1 - kFloatRounding))
        .end_object()
        .end_object();
    return Result<std::string>(std::move(query));
  }

  /// The best score of the rows that pass, for a query that scores them.
  Result<double> best_of(const std::string& scored, const QueryFilters& filters) const {
    std::string asked;
    JsonWriter json(asked);
    json.begin_object().key("bool").begin_object();
    write_list(json, "filter", filters.all);
    write_list(json, "must_not", filters.none);
    json.key("must").begin_array().raw(scored).end_array().end_object().end_object();
    return questions_.best_score(asked);
  }

  Result<std::string> clause(const text::QueryClause& clause) {
    if (clause.kind == Kind::kGroup) return group(clause, false);
    if (clause.kind == Kind::kCondition) return questions_.condition(clause.condition);
    const std::string field = field_of(clause.field);
    const text::ClauseWords words = text::clause_words(clause, segmenter_, stemmer_);
    std::vector<std::string> any = {phrase_query(field, words.phrase)};
    for (const std::string& whole : words.wholes) any.push_back(term_query(field, whole));
    if (!words.prefix.empty()) any.push_back(prefix_query(field, words.prefix));
    return any.size() == 1 ? any.front() : any_query(any);
  }

  std::string field_of(const std::string& name) const {
    const auto at = std::ranges::find(vocabulary_.fields(), name, &text::TextField::name);
    if (name.empty() || at == vocabulary_.fields().end()) return std::string(kWordsField);
    return words_field(static_cast<std::size_t>(at - vocabulary_.fields().begin()));
  }

  const text::TextVocabulary& vocabulary_;
  text::Stemmer stemmer_;
  const QueryFilters* left_;
  const WordQuestions& questions_;
  text::Segmenter segmenter_;
};

}  // namespace

std::string filter_query(const QueryFilters& filters) {
  if (filters.all.empty() && filters.none.empty()) return R"({"match_all":{}})";
  std::string query;
  JsonWriter json(query);
  json.begin_object().key("bool").begin_object();
  write_list(json, "filter", filters.all);
  write_list(json, "must_not", filters.none);
  json.end_object().end_object();
  return query;
}

std::string any_query(std::span<const std::string> queries) {
  if (queries.empty()) return no_row_query();
  std::string query;
  JsonWriter json(query);
  json.begin_object().key("bool").begin_object();
  write_list(json, "should", queries);
  json.member("minimum_should_match", 1).end_object().end_object();
  return query;
}

std::string no_row_query() {
  return R"({"match_none":{}})";
}

std::string terms_query(const text::TextVocabulary& vocabulary, const text::QueryTerms& terms) {
  std::vector<std::string> found;
  for (const text::QueryTerm& term : terms.terms()) {
    if (vocabulary.rows_of(term.term)) found.push_back(term.term);
  }
  return terms_query(std::string(kWordsField), found);
}

Result<std::string> words_query(const text::TextVocabulary& vocabulary,
                                const text::QueryTerms& terms, bool is_plain,
                                const text::QueryClause& clauses, text::WordCoverage coverage,
                                const QueryFilters& left, const WordQuestions& questions) {
  if (is_plain && coverage == text::WordCoverage::kAny) return terms_query(vocabulary, terms);
  Result<text::Stemmer> stemmer = text::Stemmer::create(vocabulary.language());
  if (!stemmer) return std::move(stemmer).error();
  Matcher matcher(vocabulary, *std::move(stemmer), &left, questions);
  return matcher.group(clauses, coverage == text::WordCoverage::kMost);
}

std::string ranking_query(const text::TextVocabulary& vocabulary, const text::QueryTerms& terms) {
  struct Ranked {
    std::string_view term;
    double weight = 0;
    double boost = 0;
  };
  std::vector<Ranked> ranked;
  for (const text::QueryTerm& term : terms.terms()) {
    const std::optional<std::uint32_t> rows = vocabulary.rows_of(term.term);
    if (!rows) continue;
    const double own = text::inverse_document_frequency(vocabulary.num_rows(), *rows);
    const double idf = term.rows == 0 ? own
                                      : text::inverse_document_frequency(
                                            vocabulary.num_rows(), static_cast<double>(term.rows));
    const double weight = idf * static_cast<double>(term.weight);
    // The engine multiplies by its own idf, which is of the term's own rows.
    ranked.push_back({term.term, weight, own > 0 ? weight / own : 0});
  }
  if (ranked.size() > kMostRanking) {
    std::ranges::stable_sort(ranked, std::ranges::greater(), &Ranked::weight);
    ranked.resize(kMostRanking);
  }
  std::vector<std::string> any;
  for (const Ranked& term : ranked) {
    std::string query;
    JsonWriter json(query);
    json.begin_object().key("term").begin_object().key(kWordsField).begin_object();
    json.member("value", term.term).member("boost", term.boost);
    json.end_object().end_object().end_object();
    any.push_back(std::move(query));
  }
  return any_query(any);
}

}  // namespace vitrine::cluster

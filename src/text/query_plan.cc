#include "text/query_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "text/index.h"
#include "text/segmenter.h"
#include "text/text_vocabulary.h"

namespace vitrine::text {
namespace {

/// A prefix is ranked by its most frequent words; it matches by all of them.
constexpr std::size_t kMaxPrefixTerms = 64;

/// Collects what the positive clauses of a query say, neighbouring words together.
class ClauseTerms {
 public:
  ClauseTerms(const TextVocabulary& vocabulary, QueryTerms& terms)
      : vocabulary_(vocabulary), terms_(terms) {}

  void add_group(const QueryClause& group) {
    for (const std::vector<QueryClause>& sequence : group.alternatives) {
      std::string words;
      for (const QueryClause& clause : sequence) {
        if (clause.role == QueryClause::Role::kMustNot) continue;
        if (clause.kind == QueryClause::Kind::kWord) {
          words += clause.text + " ";
          if (!clause.open) continue;
          open_is_a_word_ = is_a_word(clause.text);
          if (open_is_a_word_) continue;
        }
        terms_.add(words);
        words.clear();
        add_clause(clause);
      }
      terms_.add(words);
    }
  }

  bool open_is_a_word() const { return open_is_a_word_; }

 private:
  void add_clause(const QueryClause& clause) {
    switch (clause.kind) {
      case QueryClause::Kind::kGroup:
        return add_group(clause);
      case QueryClause::Kind::kCondition:
        return;
      case QueryClause::Kind::kWord:
        return add_prefix(clause.text);
      case QueryClause::Kind::kPhrase:
        return terms_.add(clause.text);
      case QueryClause::Kind::kPrefix:
        terms_.add(clause.text);
        return add_prefix(clause.text);
    }
  }

  static std::string last_word(std::string_view text) {
    Segmenter segmenter;
    std::string last;
    for (const Word& word : segmenter.segment(text)) {
      if (word.kind == WordKind::kMain) last = segmenter.text_of(word);
    }
    return last;
  }

  /// Whether the last word of `text`, as it stands, is one that some row has. Words that begin so
  /// then rank nothing: they are rarer as a rule ("modelsearch" beside "models"), and would come
  /// before the word itself.
  bool is_a_word(std::string_view text) const {
    const Result<std::vector<QueryTerm>> terms =
        query_terms(last_word(text), vocabulary_.language());
    return terms && !terms->empty() && vocabulary_.rows_of(terms->front().term).has_value();
  }

  void add_prefix(std::string_view text) {
    const std::string start = last_word(text);
    if (start.empty()) return;
    std::vector<std::pair<std::uint32_t, std::string>> frequent;
    std::uint64_t rows = 0;
    const auto more = [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    };
    vocabulary_.visit_terms(start, [&](std::string_view term, std::uint32_t rows_of_term) {
      if (!term.starts_with(start)) return false;
      rows += rows_of_term;
      frequent.emplace_back(rows_of_term, term);
      std::ranges::push_heap(frequent, more);
      if (frequent.size() > kMaxPrefixTerms) {
        std::ranges::pop_heap(frequent, more);
        frequent.pop_back();
      }
      return true;
    });
    std::ranges::sort(frequent, more);
    for (const auto& [size, term] : frequent) terms_.add_indexed(term, rows);
  }

  const TextVocabulary& vocabulary_;
  QueryTerms& terms_;
  bool open_is_a_word_ = false;
};

}  // namespace

double inverse_document_frequency(std::uint32_t num_rows, double rows) {
  const double df = std::min<double>(rows, num_rows);
  return std::log(1 + (num_rows - df + 0.5) / (df + 0.5));
}

Result<QueryPlan> plan_query(const TextVocabulary& vocabulary, const TextQuery& query) {
  Result<QueryTerms> terms = QueryTerms::create(vocabulary.language());
  if (!terms) return std::move(terms).error();
  QueryPlan plan = {*std::move(terms), {}, {}, true};
  const std::string_view text = utf8_prefix(query.text, kMaxQueryBytes);
  QueryClause closed;
  if (query.operators) {
    QueryNames names = {{}, query.columns};
    for (const TextField& field : vocabulary.fields()) names.fields.push_back(field.name);
    plan.clauses = parse_query(text, names);
    if (query.unfinished) {
      closed = plan.clauses;
      open_last_word(text, plan.clauses);
    }
    plan.plain = is_plain(plan.clauses);
  } else {
    plan.clauses.alternatives.resize(1);
    plan.clauses.alternatives[0].emplace_back().text = text;
  }
  if (plan.plain) {
    plan.terms.add(text);
  } else {
    ClauseTerms words(vocabulary, plan.terms);
    words.add_group(plan.clauses);
    if (words.open_is_a_word()) plan.finished = std::move(closed);
  }
  return plan;
}

bool has_only_words(const QueryPlan& plan) {
  if (plan.plain) return true;
  return plan.clauses.alternatives.size() == 1 &&
         std::ranges::all_of(plan.clauses.alternatives[0], [](const QueryClause& clause) {
           return clause.kind == QueryClause::Kind::kWord &&
                  clause.role == QueryClause::Role::kAny && clause.field.empty();
         });
}

Result<QueryTerms> corrected_terms(const TextVocabulary& vocabulary,
                                   std::span<const TextCorrection> corrections) {
  Result<QueryTerms> terms = QueryTerms::create(vocabulary.language());
  if (!terms) return terms;
  for (const TextCorrection& correction : corrections) terms->add_indexed(correction.term);
  return terms;
}

FoundTerms find_terms(const TextVocabulary& vocabulary, const QueryTerms& terms, bool adjacency,
                      const RowsOfTerm& rows_of) {
  FoundTerms found;
  std::vector<std::size_t> place(terms.terms().size(), FoundTerms::kAbsent);
  for (std::size_t i = 0; i < place.size(); ++i) {
    const QueryTerm& term = terms.terms()[i];
    const std::optional<std::uint32_t> own_rows = rows_of(term.term);
    if (!own_rows) continue;
    const auto rows = static_cast<double>(term.rows > 0 ? term.rows : *own_rows);
    const double idf = inverse_document_frequency(vocabulary.num_rows(), rows);
    place[i] = found.weights.size();
    found.source.push_back(i);
    found.idf.push_back(static_cast<float>(idf));
    found.weights.push_back(static_cast<float>(idf * static_cast<double>(term.weight)));
    // Words of one prefix follow each other.
    const bool is_counted = term.rows > 0 && i > 0 && terms.terms()[i - 1].rows == term.rows;
    if (!is_counted) found.full_score += found.weights.back();
  }
  if (!adjacency) return found;
  for (const QueryPair& pair : terms.pairs()) {
    const std::size_t first = place[pair.first];
    const std::size_t second = place[pair.second];
    if (first == FoundTerms::kAbsent || second == FoundTerms::kAbsent) continue;
    const double rows = vocabulary.pair_counts().estimate(
        pair_half(terms.terms()[pair.first].term), pair_half(terms.terms()[pair.second].term));
    const double idf = inverse_document_frequency(vocabulary.num_rows(), rows);
    found.pairs.push_back({first, second, static_cast<float>(idf)});
  }
  return found;
}

FoundTerms find_terms(const TextVocabulary& vocabulary, const QueryTerms& terms, bool adjacency) {
  return find_terms(vocabulary, terms, adjacency,
                    [&](std::string_view term) { return vocabulary.rows_of(term); });
}

}  // namespace vitrine::text

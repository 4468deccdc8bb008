// The words of a ClusterSplit: what the engine finds, scored as a text index of the rows would.

#include <algorithm>
#include <utility>

#include "ask/column_range.h"
#include "base/json_writer.h"
#include "cluster/cluster_split.h"
#include "cluster/index_layout.h"
#include "cluster/predicate_query.h"
#include "cluster/row_texts.h"
#include "store/artefacts.h"
#include "text/rescoring.h"
#include "text/spelling.h"

namespace vitrine::cluster {
namespace {

/// Rows are scored anew in blocks of the engine's order, so that a row's place does not depend on
/// the page that it is asked for on. Our best row is among the engine's best 50, and of our best
/// ten 99 % are among its best 200.
constexpr std::size_t kBlock = 200;
/// Behind these rows the engine's own order stands.
constexpr std::size_t kMostRescored = 1000;
/// The name by which a hit tells that it is ranked.
constexpr std::string_view kRankedName = "ranked";

}  // namespace

Result<const text::TextLexicon*> ClusterSplit::lexicon() const {
  if (layout().text_columns.empty())
    return unsupported("no column of this split holds text to search in");
  const std::lock_guard lock(mutex_);
  if (!lexicon_ || (!*lexicon_ && lexicon_->error().code() == ErrorCode::kIo))
    lexicon_.emplace(text::TextLexicon::open(artefact_path(store::Artefact::kLexicon)));
  if (!*lexicon_) {
    const bool absent = lexicon_->error().code() == ErrorCode::kNotFound;
    return store::corrupt_dataset(
        dataset(), absent ? snapshot().missing("one of its index files") : lexicon_->error());
  }
  if (!lexicon_->value().is_intact())
    return store::corrupt_dataset(dataset(),
                                  corrupt("a part of an index file cannot be read any more"));
  return &lexicon_->value();
}

Result<std::vector<text::TextField>> ClusterSplit::text_fields() const {
  const Result<const text::TextLexicon*> vocabulary = lexicon();
  if (!vocabulary) return vocabulary.error();
  return (*vocabulary)->fields();
}

Result<std::string> ClusterSplit::text_language() const {
  const Result<const text::TextLexicon*> vocabulary = lexicon();
  if (!vocabulary) return vocabulary.error();
  return (*vocabulary)->language();
}

Result<ClusterSplit::WordSearch> ClusterSplit::word_search(const text::TextQuery& query,
                                                           const QueryFilters& left,
                                                           const std::stop_token& stop) const {
  const Result<const text::TextLexicon*> vocabulary = lexicon();
  if (!vocabulary) return vocabulary.error();
  Result<text::QueryPlan> plan = text::plan_query(**vocabulary, query);
  if (!plan) return std::move(plan).error();
  WordQuestions questions;
  questions.best_score = [&](const std::string& asked) { return best_score(asked, stop); };
  questions.count = [&](const std::string& asked) { return count(asked, stop); };
  questions.condition = [&](const text::ColumnCondition& condition) {
    return condition_query(ask::range_predicate(features(), condition.column,
                                                {condition.value, condition.low, condition.high}),
                           stop);
  };
  WordSearch search{*vocabulary, query, std::move(plan->terms)};
  Result<std::string> matched = words_query(**vocabulary, search.terms, plan->plain, plan->clauses,
                                            query.coverage, left, questions);
  if (!matched) return std::move(matched).error();
  search.matched = *std::move(matched);
  if (plan->finished) {
    Result<std::string> finished = words_query(**vocabulary, search.terms, false, *plan->finished,
                                               query.coverage, left, questions);
    if (!finished) return std::move(finished).error();
    search.finished = *std::move(finished);
    search.matched = any_query(std::vector{search.matched, search.finished});
  }
  search.may_correct = query.correct && text::has_only_words(*plan);
  return search;
}

/// Looks for the terms nearest to those that no row has. Requires: no row matches.
Status ClusterSplit::correct(WordSearch& search, const std::stop_token& stop) const {
  std::vector<text::TextCorrection> corrections =
      text::correct_terms(*search.vocabulary, search.terms, stop);
  if (corrections.empty()) return {};
  Result<text::QueryTerms> terms = text::corrected_terms(*search.vocabulary, corrections);
  if (!terms) return std::move(terms).error();
  search.terms = *std::move(terms);
  search.corrections = std::move(corrections);
  search.matched = terms_query(*search.vocabulary, search.terms);
  search.finished.clear();
  search.query.adjacency = false;
  return {};
}

/// The texts of rows by the fields of the lexicon.
Result<std::vector<text::TextRow>> ClusterSplit::texts_of(std::span<const EngineHit> hits) const {
  const std::vector<std::size_t>& stored = layout().row_columns;
  std::vector<text::TextRow> rows;
  for (const EngineHit& hit : hits) {
    const Result<std::vector<std::string_view>> cells = array_elements(hit.cells);
    if (!cells) return store::corrupt_dataset(dataset(), cells.error());
    if (cells->size() != stored.size())
      return store::corrupt_dataset(dataset(), corrupt("a row in the engine has other columns"));
    text::TextRow& row = rows.emplace_back();
    row.row = static_cast<std::uint32_t>(hit.row);
    for (const std::size_t column : layout().text_columns) {
      std::vector<std::string>& values = row.fields.emplace_back();
      const auto at = std::ranges::find(stored, column) - stored.begin();
      for_each_text((*cells)[static_cast<std::size_t>(at)], features()[column].type,
                    [&](std::string_view text) { values.emplace_back(text); });
    }
  }
  return rows;
}

/// The rows that match, best first, with their scores.
Result<search::WordHits> ClusterSplit::ranked_hits(const WordSearch& search,
                                                   const QueryFilters& left, std::size_t limit,
                                                   const std::stop_token& stop) const {
  const std::size_t wanted = limit == 0 ? 0 : std::max(limit, kBlock);
  if (limit > kDeepestRanked) {
    return too_large("an engine ranks the first " + std::to_string(kDeepestRanked) +
                     " rows: narrow them by a filter, or sort them");
  }
  QueryFilters filters = left;
  filters.all.push_back(search.matched);
  std::string ranking = ranking_query(*search.vocabulary, search.terms);
  std::string body;
  JsonWriter json(body);
  json.begin_object().key("query").begin_object().key("bool").begin_object().key("filter");
  json.begin_array();
  for (const std::string& filter : filters.all) json.raw(filter);
  json.end_array().key("must_not").begin_array();
  for (const std::string& filter : filters.none) json.raw(filter);
  json.end_array().key("should").begin_array().begin_object().key("bool").begin_object();
  json.member("_name", kRankedName).key("must").begin_array().raw(ranking).end_array();
  json.key("filter").begin_array();
  if (!search.finished.empty()) json.raw(search.finished);
  json.end_array().end_object().end_object().end_array().member("minimum_should_match", 0);
  json.end_object().end_object().member("size", wanted).member("track_total_hits", true);
  json.key("sort").raw(R"([{"_score":"desc"},{"row":"asc"}])");
  if (wanted > 0 && wanted <= kMostRescored) {
    json.key("_source").begin_array().value("cells").end_array();
  } else {
    json.member("_source", false);
  }
  json.end_object();
  const Result<std::string> answer =
      ask(std::move(body), stop, "&search_type=dfs_query_then_fetch");
  if (!answer) return answer.error();
  Result<EngineHits> found = read_hits(*answer);
  if (!found) return std::move(found).error();
  search::WordHits hits;
  hits.total = found->total;
  const text::FoundTerms terms =
      text::find_terms(*search.vocabulary, search.terms, search.query.adjacency && limit > 0);
  hits.full_score = terms.full_score;
  hits.corrections = search.corrections;
  std::vector<EngineHit>& candidates = found->hits;
  for (std::size_t begin = 0; begin < candidates.size(); begin += kBlock) {
    const auto block =
        std::span(candidates).subspan(begin, std::min(kBlock, candidates.size() - begin));
    if (begin >= kMostRescored) {
      for (const EngineHit& hit : block)
        hits.hits.push_back({static_cast<std::uint32_t>(hit.row), hit.is_named ? hit.score : 0, 0});
      continue;
    }
    Status scored = score_block(search, block, begin == 0, hits.hits, stop);
    if (!scored) return std::move(scored).error();
  }
  if (hits.hits.size() > limit) hits.hits.resize(limit);
  return hits;
}

/// Appends the rows of a block in the order of their own scores.
Status ClusterSplit::score_block(const WordSearch& search, std::span<EngineHit> block,
                                 bool is_first, std::vector<text::TextHit>& hits,
                                 const std::stop_token& stop) const {
  std::vector<std::uint64_t> numbers;
  std::vector<bool> ranked;
  for (const EngineHit& hit : block) {
    numbers.push_back(hit.row);
    ranked.push_back(hit.is_named);
  }
  Result<std::vector<text::TextRow>> rows = std::vector<text::TextRow>();
  if (block.front().cells.empty()) {
    const Result<std::vector<EngineHit>> fetched = fetch(numbers, true, {}, stop);
    if (!fetched) return fetched.error();
    rows = texts_of(*fetched);
  } else {
    rows = texts_of(block);
  }
  if (!rows) return std::move(rows).error();
  for (std::size_t i = 0; i < rows->size(); ++i) (*rows)[i].finished = ranked[i];
  text::TextQuery query = search.query;
  query.adjacency = query.adjacency && is_first;
  const Result<std::vector<text::TextHit>> scored =
      text::rescore(*search.vocabulary, query, search.corrections, *rows);
  if (!scored) return scored.error();
  hits.insert(hits.end(), scored->begin(), scored->end());
  return {};
}

Result<search::WordHits> ClusterSplit::words(const text::TextQuery& query, std::size_t limit,
                                             const search::Selection& among,
                                             std::stop_token stop) const {
  const Result<QueryFilters> left = filters_of(among, stop);
  if (!left) return left.error();
  Result<WordSearch> search = word_search(query, *left, stop);
  if (!search) return std::move(search).error();
  Result<search::WordHits> hits = ranked_hits(*search, *left, limit, stop);
  if (hits && hits->total == 0 && search->may_correct) {
    if (Status status = correct(*search, stop); !status) return std::move(status).error();
    if (!search->corrections.empty()) hits = ranked_hits(*search, *left, limit, stop);
  }
  if (!hits) return hits;
  if (!query.want_matched) return hits;
  text::TextQuery asked = query;
  asked.match_column = {};
  hits->matched = among;
  hits->matched.keep_words(std::move(asked));
  return hits;
}

Result<std::vector<text::TextExplanation>> ClusterSplit::explain(
    const text::TextQuery& query, std::span<const text::TextHit> hits,
    std::span<const text::TextCorrection> corrections) const {
  const Result<const text::TextLexicon*> vocabulary = lexicon();
  if (!vocabulary) return vocabulary.error();
  std::vector<std::uint64_t> numbers;
  for (const text::TextHit& hit : hits) numbers.push_back(hit.row);
  if (numbers.empty()) return std::vector<text::TextExplanation>();
  const Result<std::vector<EngineHit>> fetched = fetch(numbers, true, {}, {});
  if (!fetched) return fetched.error();
  const Result<std::vector<text::TextRow>> rows = texts_of(*fetched);
  if (!rows) return rows.error();
  return text::explain_rows(**vocabulary, query, hits, corrections, *rows);
}

}  // namespace vitrine::cluster

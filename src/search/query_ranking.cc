#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/utf8.h"
#include "search/examples.h"
#include "search/query_run.h"
#include "search/split.h"
#include "search/text_conditions.h"
#include "text/query_parser.h"
#include "text/query_terms.h"

namespace vitrine::search {
namespace {

/// The rows of the semantic leg that get all parts of the score: see kKeywordPool.
constexpr std::size_t kSemanticPool = 100;
/// In a small split one row in this many counts as near in meaning.
constexpr std::uint64_t kRowsPerNearRow = 100;

/// The best rows of both legs, each once.
std::vector<FusedRow> pool_of(const WordHits& words, const vector::Neighbours& near) {
  std::vector<FusedRow> pool;
  std::unordered_map<std::uint64_t, std::size_t> places;
  for (std::size_t i = 0; i < std::min(kKeywordPool, words.hits.size()); ++i) {
    const text::TextHit& hit = words.hits[i];
    places[hit.row] = pool.size();
    pool.push_back({hit.row, 0, Reason::of_keyword(LegScore::at(i, hit))});
  }
  for (std::size_t i = 0; i < near.nearest.size(); ++i) {
    const auto [row, similarity] = near.nearest[i];
    const auto [place, is_new] = places.try_emplace(row, pool.size());
    if (is_new) pool.push_back({row, 0, {}});
    pool[place->second].reason.semantic = LegScore::at(i, similarity);
  }
  return pool;
}

}  // namespace

/// The words that rows are wanted for, without operators, conditions and what is not wanted.
std::string QueryRun::plain_words() const {
  std::string words;
  const auto add = [&](const auto& self, const text::QueryClause& group) -> void {
    for (const std::vector<text::QueryClause>& sequence : group.alternatives) {
      for (const text::QueryClause& clause : sequence) {
        if (clause.role == text::QueryClause::Role::kMustNot) continue;
        if (clause.kind == text::QueryClause::Kind::kGroup) self(self, clause);
        words += clause.text + " ";
      }
    }
  };
  const std::vector<text::TextField> no_fields;
  add(add, text::parse_query(utf8_prefix(words_, text::kMaxQueryBytes),
                             query_names(split_, text_fields_ ? *text_fields_ : no_fields)));
  return words;
}

/// A query that says more than words says which rows it wants: nothing is added to those.
bool QueryRun::is_strict() const {
  return !text::is_plain(text::parse_query(words_, query_names(split_, *text_fields_)));
}

/// By the vector of the words themselves.
Result<QueryRun::Direction> QueryRun::direction_of_text(const WordHits* words) {
  const FusionRule rule = projects_ ? kProjectionRule : kTextRule;
  meaning_ = projects_ ? Meaning::kProjection : Meaning::kText;
  if (words_.empty()) return Direction{{}, rule};
  Result<TextVector> meant = split_.vector_of_text(*column_, plain_words());
  if (!meant) return std::move(meant).error();
  // A word in pieces may be a name that the rows have; one that they have not either is noise.
  const bool is_noise =
      !meant->has_known_word && words != nullptr && words->full_score == 0 && words->hits.empty();
  if (is_noise) meant->vector.clear();
  if (meant->vector.empty())
    meaning_off_ = "the built-in encoder knows none of the words, so only words were compared";
  return Direction{std::move(meant->vector), rule};
}

Result<QueryRun::Direction> QueryRun::direction_of_words(const WordHits* words) {
  if (model_) {
    meaning_ = Meaning::kModel;
    return Direction{model_->vector, kModelRule};
  }
  if (projects_ || *column_ == split_.text_column()) return direction_of_text(words);
  meaning_ = Meaning::kFeedback;
  std::vector<Example> best;
  const std::span<const text::TextHit> hits =
      words == nullptr ? std::span<const text::TextHit>() : words->hits;
  for (const text::TextHit& hit : hits.first(std::min(kFeedbackRows, hits.size())))
    best.push_back({hit.row, hit.score});
  Result<std::vector<float>> vector = mean_vector(split_, *column_, best);
  if (!vector) return std::move(vector).error();
  return Direction{*std::move(vector), kFeedbackRule};
}

Result<QueryRun::Direction> QueryRun::direction(const WordHits* words) {
  if (query_.like.empty() && query_.vector.empty()) {
    Result<Direction> out = direction_of_words(words);
    if (!out || query_.dislike.empty()) return out;
    if (Status status = steer_away(*out, true); !status) return status.error();
    return out;
  }
  meaning_ = *column_ == split_.text_column() ? Meaning::kText : Meaning::kGiven;
  Result<std::vector<float>> vector = mean_vector(split_, *column_, equal_examples(query_.like));
  if (!vector) return std::move(vector).error();
  if (!query_.vector.empty()) {
    if (Status status = check_vector(split_, *column_, query_.vector); !status)
      return status.error();
    add_direction(*vector, query_.vector, 1);
  } else if (has_words() && !vector->empty()) {
    return direction_of_words_and_likes(words, *std::move(vector));
  }
  Direction out{*std::move(vector), kExampleRule};
  if (query_.dislike.empty() || out.vector.empty()) return out;
  if (Status status = steer_away(out, false); !status) return status.error();
  return out;
}

/// Beside words: vectors of the text turn what the words mean, given ones stand beside it.
Result<QueryRun::Direction> QueryRun::direction_of_words_and_likes(const WordHits* words,
                                                                   std::vector<float> liked) {
  const bool is_of_text = *column_ == split_.text_column();
  Result<Direction> out =
      is_of_text ? direction_of_text(words) : Direction{std::move(liked), kExampleBesideWordsRule};
  if (!out) return out;
  if (is_of_text) {
    add_direction(out->vector, liked, kLikeWeightBesideWords);
    meaning_off_.clear();
  }
  if (query_.dislike.empty()) return out;
  if (Status status = steer_away(*out, is_of_text); !status) return status.error();
  return out;
}

/// Takes the rows disliked from a direction.
Status QueryRun::steer_away(Direction& direction, bool beside_words) const {
  const Result<bool> steered = subtract_dislikes(
      split_, *column_, query_.dislike, beside_words ? kDislikeWeightBesideWords : kDislikeWeight,
      direction.vector);
  if (!steered) return steered.error();
  // Rows away from what is rejected come first, also of those that have the words.
  if (*steered && !direction.rule.ranks_keyword_hits) direction.rule = kExampleRule;
  return {};
}

/// Prepared, since several questions are asked of them.
Result<Selection> QueryRun::rows_but_likes() const {
  Selection rows = wanted_;
  rows.remove(query_.like);
  return split_.prepare(std::move(rows), stop_);
}

Result<Hits> QueryRun::by_meaning() {
  std::optional<WordHits> words;
  if (text_fields_ && !model_ && !projects_ && *column_ != split_.text_column()) {
    Result<WordHits> found = search_text(kFeedbackRows, false);
    if (!found) return std::move(found).error();
    words = *std::move(found);
  }
  Result<Direction> direction = this->direction(words ? &*words : nullptr);
  if (!direction) return std::move(direction).error();
  vector_ = std::move(direction->vector);
  Hits none;
  none.mode = SearchMode::kSemantic;
  none.matched = Selection::none();
  if (vector_.empty()) return none;

  Result<Selection> among = rows_but_likes();
  if (!among) return std::move(among).error();
  NearestQuery nearest{.column = *column_, .vector = vector_, .limit = is_ordered() ? 0 : depth()};
  nearest.among = *std::move(among);
  const Result<vector::Neighbours> found = nearest_in_order(split_, nearest, stop_);
  if (!found) return found.error();
  if (is_ordered() || query_.want_matched) {
    Result<Selection> comparable =
        split_.comparable(*column_, std::move(nearest.among), found->num_comparable, stop_);
    if (!comparable) return std::move(comparable).error();
    if (is_ordered()) return by_order(*std::move(comparable), SearchMode::kSemantic);
    none.matched = *std::move(comparable);
  }

  Hits hits = std::move(none);
  hits.total = found->num_comparable;
  if (words) hits.corrections = std::move(words->corrections);
  for (std::uint64_t i = query_.offset; i < found->nearest.size(); ++i) {
    const auto [row, similarity] = found->nearest[i];
    hits.rows.push_back(row);
    hits.scores.push_back(similarity);
    hits.reasons.push_back(Reason::of_semantic(LegScore::at(i, similarity)));
  }
  if (Status status = add_nearest_likes(hits); !status) return status.error();
  return hits;
}

/// Gives the rows that have none yet their keyword score where any of the words match, without a
/// rank.
Status QueryRun::add_keyword_parts(std::vector<FusedRow>& rows, bool correct) const {
  std::vector<std::uint64_t> missing;
  std::unordered_map<std::uint64_t, std::size_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].reason.keyword) continue;
    missing.push_back(rows[i].row);
    places[rows[i].row] = i;
  }
  if (places.empty()) return {};
  text::TextQuery asked = any_words();
  asked.correct = correct;
  const Result<WordHits> found =
      split_.words(asked, places.size(), Selection::of(std::move(missing)), stop_);
  if (!found) return found.error();
  for (const text::TextHit& hit : found->hits)
    rows[places[hit.row]].reason.keyword = LegScore{0, hit.score, hit.adjacency};
  return {};
}

/// Gives the rows that have none yet their cosine, without a rank.
Status QueryRun::add_semantic_parts(std::vector<FusedRow>& rows) const {
  std::vector<std::uint64_t> missing;
  for (const FusedRow& row : rows) {
    if (!row.reason.semantic) missing.push_back(row.row);
  }
  const Result<std::vector<std::optional<float>>> found =
      split_.similarities(*column_, vector_, missing);
  if (!found) return found.error();
  std::size_t next = 0;
  for (FusedRow& row : rows) {
    if (row.reason.semantic) continue;
    if (const std::optional<float>& similarity = (*found)[next++])
      row.reason.semantic = LegScore{0, *similarity};
  }
  return {};
}

/// The rows near in meaning that their words alone do not find.
Result<std::vector<std::uint64_t>> QueryRun::rows_not_in(const Selection& matched,
                                                         const vector::Neighbours& near) const {
  std::vector<std::uint64_t> rows;
  for (const vector::Neighbour& one : near.nearest) rows.push_back(one.row);
  const Result<std::vector<bool>> found = split_.contains(matched, rows, stop_);
  if (!found) return found.error();
  std::size_t next = 0;
  std::erase_if(rows, [&](std::uint64_t) { return (*found)[next++]; });
  return rows;
}

Result<Hits> QueryRun::by_both() {
  if (is_ordered()) return by_keyword();
  const std::size_t num_near =
      std::min<std::uint64_t>(kSemanticPool, split_.num_rows() / kRowsPerNearRow);
  const bool strict = is_strict();
  Result<WordHits> words = search_text(kKeywordPool + num_near + depth(), true);
  if (!words) return std::move(words).error();
  Result<Direction> direction = this->direction(&*words);
  if (!direction) return std::move(direction).error();
  vector_ = std::move(direction->vector);
  if (vector_.empty()) return by_keyword();

  NearestQuery nearest{.column = *column_, .vector = vector_, .limit = num_near};
  nearest.among = strict ? words->matched : wanted_;
  const Result<vector::Neighbours> near = split_.nearest(nearest, stop_);
  if (!near) return near.error();
  std::vector<FusedRow> pool = pool_of(*words, *near);
  if (Status status = add_keyword_parts(pool, !words->corrections.empty()); !status)
    return status.error();
  const FusionRule rule = direction->rule;
  if (rule.ranks_keyword_hits) {
    if (Status status = add_semantic_parts(pool); !status) return status.error();
  }
  Result<std::vector<std::uint64_t>> added = rows_not_in(words->matched, *near);
  if (!added) return std::move(added).error();
  append_rest(words->hits, pool);
  fuse(pool, keyword_unit(*words, rule), rule);
  Result<Hits> hits = page_of(std::move(pool), words->total + added->size(), SearchMode::kHybrid);
  if (!hits) return hits;
  hits->near = added->size();
  hits->corrections = std::move(words->corrections);
  if (!query_.want_matched) return hits;
  // Which rows are near depends on what there is to choose from: counted with those that have the
  // words, a value would be said to have fewer rows than are found once it is chosen.
  hits->matched = std::move(words->matched);
  if (words->total == 0) hits->matched.add(*added);
  return hits;
}

Result<Hits> QueryRun::page_of(std::vector<FusedRow> ranked, std::uint64_t total,
                               SearchMode mode) const {
  Hits hits;
  hits.mode = mode;
  hits.total = total;
  const std::uint64_t end = std::min<std::uint64_t>(depth(), ranked.size());
  for (std::uint64_t i = query_.offset; i < end; ++i) {
    hits.rows.push_back(ranked[i].row);
    hits.scores.push_back(ranked[i].score);
    hits.reasons.push_back(ranked[i].reason);
  }
  if (Status status = add_nearest_likes(hits); !status) return status.error();
  return hits;
}

Status QueryRun::add_nearest_likes(Hits& hits) const {
  if (query_.like.empty() || !column_) return {};
  const Result<std::vector<std::vector<float>>> likes =
      float_vectors(split_, *column_, query_.like);
  if (!likes) return likes.error();
  for (std::size_t like = 0; like < likes->size(); ++like) {
    const std::vector<float>& vector = (*likes)[like];
    if (vector.empty()) continue;
    const Result<std::vector<std::optional<float>>> found =
        split_.similarities(*column_, vector, hits.rows);
    if (!found) return found.error();
    for (std::size_t i = 0; i < hits.rows.size(); ++i) {
      Reason& reason = hits.reasons[i];
      const std::optional<float>& similarity = (*found)[i];
      if (!similarity || (reason.nearest_like && *similarity <= reason.similarity_to_like))
        continue;
      reason.nearest_like = query_.like[like];
      reason.similarity_to_like = *similarity;
    }
  }
  return {};
}

}  // namespace vitrine::search

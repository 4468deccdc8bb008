#include "search/query.h"

#include <algorithm>
#include <array>
#include <utility>

#include "search/examples.h"
#include "search/query_run.h"
#include "search/text_conditions.h"

namespace vitrine::search {
namespace {

constexpr std::array<std::pair<SearchMode, std::string_view>, 3> kModes = {{
    {SearchMode::kHybrid, "hybrid"},
    {SearchMode::kKeyword, "keyword"},
    {SearchMode::kSemantic, "semantic"},
}};

constexpr std::array<std::string_view, 6> kMeanings = {"none",  "text",       "given",
                                                       "model", "projection", "feedback"};

}  // namespace

Status QueryRun::prepare_rows() {
  if (query_.condition) wanted_ = Selection::where(*query_.condition);
  wanted_.remove(query_.dislike);
  if (wanted_.is_all()) return {};
  Result<Selection> rows = split_.prepare(std::move(wanted_), stop_);
  if (!rows) return std::move(rows).error();
  wanted_ = *std::move(rows);
  return {};
}

Status QueryRun::prepare() {
  if (Status status = prepare_rows(); !status) return status;
  words_ = query_.text;
  if (Status status = choose_column(); !status) return status;
  if (!column_ && words_.empty() && !query_.like.empty()) return use_words_of_examples();
  if (words_.empty()) return {};
  if (Status status = prepare_words(); !status) return status;
  return ask_models();
}

/// Sets column_ where the query has a semantic leg, and says why where it cannot have the one that
/// it wants.
Status QueryRun::choose_column() {
  const std::vector<std::size_t>& given = split_.layout().vector_columns;
  if (given.empty() && !query_.vector.empty())
    return unsupported("no column of this split holds vectors to compare a vector with");
  if (query_.mode == SearchMode::kKeyword || (!has_examples() && words_.empty())) return {};
  const bool by_rows = is_by_rows();
  if (query_.column) {
    column_ = *query_.column;
  } else if (by_rows && !given.empty()) {
    column_ = given.front();
  } else if (Status status = choose_column_for_words(); !status) {
    return status;
  }
  if (column_ && !by_rows && *column_ != split_.text_column()) look_for_projection(*column_);
  return {};
}

/// A column whose projection finds more than the vectors of the text, else those, else any.
Status QueryRun::choose_column_for_words() {
  const std::vector<std::size_t>& given = split_.layout().vector_columns;
  for (const std::size_t column : given) {
    const Result<std::optional<meaning::ProjectionQuality>> quality = split_.projection(column);
    if (!quality || !*quality || !(*quality)->beats_text()) continue;
    column_ = column;
    return {};
  }
  const Status has_text = split_.check_text_vectors();
  if (has_text) {
    column_ = split_.text_column();
  } else if (!given.empty()) {
    column_ = given.front();
  } else if (query_.mode == SearchMode::kSemantic) {
    return has_text.error();
  } else {
    say_why_meaning_is_off(has_text.error());
  }
  return {};
}

/// Whether words can be projected among the vectors of a column; where that is damaged, why not.
void QueryRun::look_for_projection(std::size_t column) {
  const Result<std::optional<meaning::ProjectionQuality>> quality = split_.projection(column);
  if (!quality) say_why_meaning_is_off(quality.error());
  projects_ = quality && *quality && (*quality)->is_related();
}

/// Where a model of given vectors can encode the words, these are compared; else it stays as it is,
/// and the reason is told where a model was named.
Status QueryRun::ask_models() {
  if (query_.models == nullptr || !column_ || is_by_rows()) return {};
  std::vector<std::size_t> columns = split_.layout().vector_columns;
  if (query_.column) columns = {*query_.column};
  for (const std::size_t column : columns) {
    if (column == split_.text_column()) continue;
    Result<std::optional<ColumnModels::Encoded>> encoded =
        query_.models->encode(split_, column, plain_words(), stop_);
    if (!encoded && encoded.error().code() == ErrorCode::kCancelled) return encoded.error();
    if (!encoded) say_why_meaning_is_off(encoded.error());
    if (!encoded || !*encoded) continue;
    column_ = column;
    projects_ = false;
    model_ = **std::move(encoded);
    meaning_off_.clear();
    meaning_error_.reset();
    return {};
  }
  return {};
}

Status QueryRun::prepare_words() {
  Result<std::vector<text::TextField>> fields = split_.text_fields();
  if (!fields) return std::move(fields).error();
  text_fields_ = *std::move(fields);
  return {};
}

/// Without vectors, what the rows liked say is searched for, without those rows.
Status QueryRun::use_words_of_examples() {
  Result<std::string> words = words_of_rows(split_, query_.like);
  if (!words) return std::move(words).error();
  words_ = *std::move(words);
  operators_ = false;
  Result<Selection> others = rows_but_likes();
  if (!others) return std::move(others).error();
  wanted_ = *std::move(others);
  return prepare_words();
}

Result<Hits> QueryRun::run() {
  if (Status status = prepare(); !status) return status.error();
  Result<Hits> hits = run_legs();
  if (!hits && column_ && has_words() && hits.error().code() == ErrorCode::kCorrupt) {
    // Damage met while vectors were read: words go on. Met again without them, it is the words'.
    const Error damage = hits.error();
    column_.reset();
    vector_.clear();
    model_.reset();
    hits = run_legs();
    if (hits) say_why_meaning_is_off(damage);
  }
  if (!hits) return hits;
  hits->meaning = hits->mode == SearchMode::kKeyword ? Meaning::kNone : meaning_;
  if (hits->meaning == Meaning::kModel) hits->meaning_model = model_->model;
  hits->meaning_off = meaning_off_;
  hits->meaning_error = meaning_error_;
  return hits;
}

Result<Hits> QueryRun::run_legs() {
  if (!text_fields_ && !column_) return browse();
  if (!column_) return by_keyword();
  return has_words() ? by_both() : by_meaning();
}

Result<Hits> QueryRun::browse() {
  if (is_ordered()) return by_order(wanted_, SearchMode::kKeyword);
  Result<RowPage> page = split_.page(wanted_, {}, query_.offset, query_.limit, stop_);
  if (!page) return std::move(page).error();
  Hits hits;
  hits.total = page->total;
  hits.rows = std::move(page->rows);
  if (query_.want_matched) hits.matched = wanted_;
  return hits;
}

/// The words, of which a row needs one.
text::TextQuery QueryRun::any_words() const {
  text::TextQuery asked = text_query(split_, words_);
  asked.operators = operators_;
  asked.unfinished = query_.unfinished;
  return asked;
}

/// What rows liked say, which is searched for without operators, no other row has most of.
Result<WordHits> QueryRun::search_text(std::size_t limit, bool want_matched) const {
  text::TextQuery asked = any_words();
  if (operators_) asked.coverage = query_.coverage;
  asked.want_matched = want_matched;
  return split_.words(asked, limit, wanted_, stop_);
}

Result<Hits> QueryRun::by_keyword() {
  if (!is_ordered() && steers_by_words()) return by_words_and_examples();
  const bool want_matched = query_.want_matched || is_ordered();
  Result<WordHits> found = search_text(is_ordered() ? 0 : depth(), want_matched);
  if (!found) return std::move(found).error();
  if (is_ordered()) {
    Result<Hits> hits = by_order(std::move(found->matched), SearchMode::kKeyword);
    if (hits) hits->corrections = std::move(found->corrections);
    return hits;
  }
  Hits hits;
  hits.total = found->total;
  hits.corrections = std::move(found->corrections);
  for (std::uint64_t i = query_.offset; i < found->hits.size(); ++i) {
    const text::TextHit& hit = found->hits[i];
    hits.rows.push_back(hit.row);
    hits.scores.push_back(hit.score);
    hits.reasons.push_back(Reason::of_keyword(LegScore::at(i, hit)));
  }
  if (query_.want_matched) hits.matched = std::move(found->matched);
  return hits;
}

/// The page in the order asked for, with what the legs say of its rows.
Result<Hits> QueryRun::by_order(Selection matched, SearchMode mode) {
  Result<RowPage> page = split_.page(matched, query_.sort, query_.offset, query_.limit, stop_);
  if (!page) return std::move(page).error();
  Hits hits;
  hits.mode = mode;
  hits.total = page->total;
  hits.rows = std::move(page->rows);
  if (query_.want_matched) hits.matched = std::move(matched);
  if (!text_fields_ && vector_.empty()) return hits;
  std::vector<FusedRow> rows;
  for (const std::uint64_t row : hits.rows) rows.push_back({row, 0, {}});
  if (mode == SearchMode::kSemantic) {
    if (Status status = add_semantic_parts(rows); !status) return status.error();
  } else {
    if (Status status = add_keyword_parts(rows, true); !status) return status.error();
  }
  for (const FusedRow& row : rows) {
    const std::optional<LegScore>& part =
        mode == SearchMode::kSemantic ? row.reason.semantic : row.reason.keyword;
    hits.scores.push_back(part ? part->score : 0);
    hits.reasons.push_back(row.reason);
  }
  return hits;
}

std::string_view search_mode_name(SearchMode mode) {
  return std::ranges::find(kModes, mode, &std::pair<SearchMode, std::string_view>::first)->second;
}

std::optional<SearchMode> parse_search_mode(std::string_view name) {
  for (const auto& [mode, mode_name] : kModes) {
    if (mode_name == name) return mode;
  }
  return std::nullopt;
}

std::string_view meaning_name(Meaning meaning) {
  return kMeanings.at(static_cast<std::size_t>(meaning));
}

Result<Hits> run_query(const Split& split, const Query& query, std::stop_token stop) {
  return QueryRun(split, query, stop).run();
}

Result<std::vector<text::TextExplanation>> explain_words(const Split& split, const Query& query,
                                                         const Hits& hits) {
  std::vector<text::TextExplanation> all(hits.reasons.size());
  std::vector<text::TextHit> with_words;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < hits.reasons.size(); ++i) {
    const std::optional<LegScore>& part = hits.reasons[i].keyword;
    if (!part) continue;
    with_words.push_back({static_cast<std::uint32_t>(hits.rows[i]), part->score, part->adjacency});
    places.push_back(i);
  }
  if (with_words.empty() || query.text.empty()) return all;
  text::TextQuery asked = text_query(split, query.text);
  asked.unfinished = query.unfinished;
  Result<std::vector<text::TextExplanation>> found =
      split.explain(asked, with_words, hits.corrections);
  if (!found) return found;
  for (std::size_t i = 0; i < places.size(); ++i) all[places[i]] = std::move((*found)[i]);
  return all;
}

}  // namespace vitrine::search

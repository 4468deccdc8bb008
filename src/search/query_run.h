#pragma once
// QueryRun: one query while it is answered. query.cc decides which legs rank and pages through
// orders; query_ranking.cc ranks by meaning and by both legs, query_steering.cc by words and
// examples.

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "search/column_models.h"
#include "search/fusion.h"
#include "search/query.h"

namespace vitrine::search {

/// Every member is set up once, by run(). What it is made of must outlive it.
class QueryRun {
 public:
  QueryRun(const Split& split, const Query& query, const std::stop_token& stop)
      : split_(split), query_(query), stop_(stop) {}

  Result<Hits> run();

 private:
  bool has_examples() const {
    return !query_.like.empty() || !query_.dislike.empty() || !query_.vector.empty();
  }
  /// Whether rows are compared with rows or a vector of the caller's, and not with words.
  bool is_by_rows() const {
    return words_.empty() || !query_.like.empty() || !query_.vector.empty();
  }
  /// Whether examples steer a ranking by words: not the likes that are its words themselves.
  bool steers_by_words() const {
    return !query_.dislike.empty() || (!query_.like.empty() && operators_);
  }
  bool has_words() const { return text_fields_ && query_.mode != SearchMode::kSemantic; }
  /// Whether rows come in an order that was asked for, and not by score or by row.
  bool is_ordered() const { return !query_.sort.empty(); }
  bool is_strict() const;
  std::string plain_words() const;
  /// How many rows from the top of the order the page needs.
  std::uint64_t depth() const {
    const std::uint64_t rows = split_.num_rows();
    return query_.offset >= rows ? rows
                                 : query_.offset + std::min(query_.limit, rows - query_.offset);
  }

  Status prepare();
  Status choose_column();
  Status choose_column_for_words();
  void look_for_projection(std::size_t column);
  Status ask_models();
  Status prepare_rows();
  Status prepare_words();
  Status use_words_of_examples();
  Result<Hits> run_legs();
  void say_why_meaning_is_off(const Error& error) {
    meaning_off_ = error.message();
    meaning_error_ = error.code();
  }
  Result<Hits> browse();
  Result<Hits> by_keyword();
  Result<Hits> by_words_and_examples();
  Result<Hits> by_meaning();
  Result<Hits> by_both();
  Result<Hits> by_order(Selection matched, SearchMode mode);

  text::TextQuery any_words() const;
  Result<WordHits> search_text(std::size_t limit, bool want_matched) const;
  /// A query vector, empty if nothing gives one, and how it counts beside words.
  struct Direction {
    std::vector<float> vector;
    FusionRule rule = kFeedbackRule;
  };
  Result<Direction> direction(const WordHits* words);
  Result<Direction> direction_of_words(const WordHits* words);
  Result<Direction> direction_of_text(const WordHits* words);
  Result<Direction> direction_of_words_and_likes(const WordHits* words, std::vector<float> liked);
  Status steer_away(Direction& direction, bool beside_words) const;
  Result<Selection> rows_but_likes() const;
  Result<std::vector<std::uint64_t>> rows_not_in(const Selection& matched,
                                                 const vector::Neighbours& near) const;
  Status add_keyword_parts(std::vector<FusedRow>& rows, bool correct) const;
  Status add_semantic_parts(std::vector<FusedRow>& rows) const;
  Result<std::vector<float>> likeness(std::span<const FusedRow> rows,
                                      std::span<const std::uint64_t> examples) const;
  Status add_example_parts(std::vector<FusedRow>& rows) const;
  Status add_nearest_likes(Hits& hits) const;
  Result<Hits> page_of(std::vector<FusedRow> ranked, std::uint64_t total, SearchMode mode) const;

  const Split& split_;
  const Query& query_;
  const std::stop_token& stop_;
  Selection wanted_;                                         // without rows disliked
  std::optional<std::vector<text::TextField>> text_fields_;  // nothing: the keyword leg is not used
  std::string words_;                                        // of the keyword leg
  bool operators_ = true;              // whether words_ is in the query language
  std::optional<std::size_t> column_;  // of vectors, if the semantic leg is used
  bool projects_ = false;              // whether words are projected among those of column_
  std::optional<ColumnModels::Encoded> model_;  // the words, where a model of column_ encoded them
  std::vector<float> vector_;
  Meaning meaning_ = Meaning::kNone;
  std::string meaning_off_;
  std::optional<ErrorCode> meaning_error_;
};

}  // namespace vitrine::search

#include "text/testing/damage.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <span>

#include "text/coverage.h"
#include "text/index.h"
#include "text/lexicon.h"
#include "text/query_plan.h"
#include "text/rescoring.h"
#include "text/segmenter.h"
#include "text/spelling.h"
#include "text/stemmer.h"

namespace vitrine::text {
namespace {

fs::path scratch_path() {
  return fs::temp_directory_path() / ("damaged_index_" + std::to_string(::getpid()));
}

}  // namespace

std::string small_index() {
  const fs::path path = scratch_path();
  Result<IndexWriter> writer = IndexWriter::create(path, {{"title", 3.0F}, {"body"}});
  std::mt19937 random(71);
  std::geometric_distribution<int> word(0.08);
  for (std::uint32_t row = 0; row < 700; ++row) {
    for (std::size_t field = 0; field < 2; ++field) {
      std::string text;
      for (std::size_t i = random() % 12; i > 0; --i)
        text += "w" + std::to_string(word(random)) + " ";
      writer->add(row, field, text);
    }
  }
  std::string bytes;
  if (writer->finish(700)) bytes = *read_file(path);
  fs::remove(path);
  return bytes;
}

std::string small_lexicon() {
  const fs::path path = scratch_path();
  if (!write_file_atomic(path, small_index())) return {};
  Result<TextIndex> index = TextIndex::open(path);
  fs::remove(path);
  if (!index || !write_lexicon(*index, path)) return {};
  std::string bytes = *read_file(path);
  fs::remove(path);
  return bytes;
}

void exercise_lexicon(const std::string& bytes) {
  const fs::path path = scratch_path();
  std::ofstream(path, std::ios::binary) << bytes;
  const Result<TextLexicon> lexicon = TextLexicon::open(path);
  fs::remove(path);
  if (!lexicon) return;
  Segmenter segmenter;
  Stemmer stemmer = *Stemmer::create("none");
  for (const std::string_view text : {"w0 w1 w2 w9 w30", "w1*", "title:w3 w1", "w12x"}) {
    TextQuery query{std::string(text)};
    query.unfinished = true;
    const Result<QueryPlan> plan = plan_query(*lexicon, query);
    if (!plan) continue;
    static_cast<void>(find_terms(*lexicon, plan->terms, true));
    static_cast<void>(correct_terms(*lexicon, plan->terms, {}));
    const std::vector<TextRow> rows = {{0, {{"w0 w1 w2"}, {"w3"}}}, {9, {{"w9 w12 w30"}}}};
    const Result<std::vector<TextHit>> hits = rescore(*lexicon, query, {}, rows);
    if (hits && hits->at(0).row == 0)
      static_cast<void>(explain_rows(*lexicon, query, *hits, {}, rows));
    for (const std::vector<QueryClause>& sequence : plan->clauses.alternatives) {
      std::vector<const QueryClause*> clauses;
      for (const QueryClause& clause : sequence) clauses.push_back(&clause);
      static_cast<void>(covered_words(*lexicon, clauses, segmenter, stemmer));
    }
  }
}

void exercise_index(const std::string& bytes) {
  const fs::path path = scratch_path();
  std::ofstream(path, std::ios::binary) << bytes;
  const Result<TextIndex> index = TextIndex::open(path);
  fs::remove(path);
  if (!index) return;
  for (const std::string_view text :
       {"w0 w1 w2 w9 w30", "\"w0 w1\"", "title:w3 -w1", "w1*", "wq3", "(w1 OR w9) AND w2"}) {
    TextQuery query{std::string(text)};
    query.want_matched = true;
    query.unfinished = true;
    for (const std::size_t limit : {std::size_t{10}, std::size_t{index->num_rows()}}) {
      const Result<TextResults> found = index->search(query, limit);
      if (!found) continue;
      const std::span<const TextHit> best(found->hits);
      const Result<std::vector<TextExplanation>> why = index->explain(
          query, best.first(std::min<std::size_t>(best.size(), 20)), found->corrections);
      if (!why) continue;
    }
  }
}

}  // namespace vitrine::text

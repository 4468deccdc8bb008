#include "text/rescoring.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "text/field_weights.h"
#include "text/query_plan.h"
#include "text/row_score.h"
#include "text/row_words.h"
#include "text/text_vocabulary.h"

namespace vitrine::text {
namespace {

constexpr std::uint32_t kNotAsked = ~0U;

/// What a query looks for.
struct AskedTerms {
  QueryTerms terms;
  FoundTerms found;
};

Result<AskedTerms> asked_terms(const TextVocabulary& vocabulary, const TextQuery& query,
                               std::span<const TextCorrection> corrections) {
  if (!corrections.empty()) {
    Result<QueryTerms> terms = corrected_terms(vocabulary, corrections);
    if (!terms) return std::move(terms).error();
    FoundTerms found = find_terms(vocabulary, *terms, query.adjacency);
    return AskedTerms{*std::move(terms), std::move(found)};
  }
  Result<QueryPlan> plan = plan_query(vocabulary, query);
  if (!plan) return std::move(plan).error();
  FoundTerms found = find_terms(vocabulary, plan->terms, query.adjacency);
  return AskedTerms{std::move(plan->terms), std::move(found)};
}

/// Reads what texts have of the terms asked for.
class EvidenceReader {
 public:
  static Result<EvidenceReader> create(const TextVocabulary& vocabulary, const AskedTerms& asked) {
    if (vocabulary.mean_length() == 0)
      return unsupported("the text index does not say how long its rows are");
    std::vector<TextField> fields = vocabulary.fields();
    Result<FieldWeights> weights = FieldWeights::of(fields);
    if (!weights) return std::move(weights).error();
    Result<Stemmer> stemmer = Stemmer::create(vocabulary.language());
    if (!stemmer) return std::move(stemmer).error();
    return EvidenceReader(vocabulary, asked, *std::move(weights), *std::move(stemmer));
  }

  /// Lasts until the next call. Errors: invalid_argument (too many fields).
  Result<const RowEvidence*> of(const TextRow& row) {
    if (row.fields.size() > weights_.units.size())
      return invalid_argument("a row has texts of more fields than its vocabulary");
    const auto term_of = [this](std::string_view word) {
      return stems_.of(word, [this](std::string_view stem) { return place_of(stem); });
    };
    const auto no_pair = [](std::uint32_t /*first*/, std::uint32_t /*second*/) {};
    for (std::size_t field = 0; field < row.fields.size(); ++field) {
      for (const std::string& value : row.fields[field]) words_.add(field, value, term_of, no_pair);
    }
    std::ranges::fill(evidence_.frequencies, 0);
    for (std::vector<std::uint32_t>& positions : evidence_.positions) positions.clear();
    const auto note = [this](std::size_t field, std::uint32_t place, std::uint32_t position) {
      if (place == kNotAsked) return;
      evidence_.frequencies[place] += weights_.units[field];
      evidence_.positions[place].push_back(position);
    };
    const RowExtent& extent = words_.finish(weights_.units, note);
    // A whole stands before the parts that it was read after.
    for (std::vector<std::uint32_t>& positions : evidence_.positions) std::ranges::sort(positions);
    evidence_.field_ends = extent.field_ends;
    evidence_.norm = row_norm(weights_.unit, extent.length, mean_length_);
    return &evidence_;
  }

 private:
  EvidenceReader(const TextVocabulary& vocabulary, const AskedTerms& asked, FieldWeights weights,
                 Stemmer stemmer)
      : weights_(std::move(weights)),
        mean_length_(vocabulary.mean_length()),
        words_(weights_.units.size()),
        stems_(std::move(stemmer)) {
    for (const std::size_t place : asked.found.source)
      stems_seen_.intern(asked.terms.terms()[place].term);
    evidence_.frequencies.resize(asked.found.source.size());
    evidence_.positions.resize(asked.found.source.size());
  }

  std::uint32_t place_of(std::string_view stem) {
    const std::uint32_t number = stems_seen_.intern(stem);
    return number < evidence_.frequencies.size() ? number : kNotAsked;
  }

  FieldWeights weights_;
  double mean_length_;
  RowWords words_;
  StemNumbers stems_;
  Vocabulary stems_seen_;  ///< First those asked for, in their order: none is there twice.
  RowEvidence evidence_;
};

/// A row to be ranked and where its texts are.
struct Candidate {
  RankedRow ranked;
  const TextRow* texts;
};

bool before(const Candidate& a, const Candidate& b) {
  return better(a.ranked, b.ranked);
}

}  // namespace

Result<std::vector<TextHit>> rescore(const TextVocabulary& vocabulary, const TextQuery& query,
                                     std::span<const TextCorrection> corrections,
                                     std::span<const TextRow> rows) {
  const Result<AskedTerms> asked = asked_terms(vocabulary, query, corrections);
  if (!asked) return asked.error();
  Result<EvidenceReader> evidence = EvidenceReader::create(vocabulary, *asked);
  if (!evidence) return std::move(evidence).error();
  const RowScore score(vocabulary, asked->terms, asked->found);
  std::vector<Candidate> candidates;
  candidates.reserve(rows.size());
  for (const TextRow& row : rows) {
    const Result<const RowEvidence*> found = evidence->of(row);
    if (!found) return found.error();
    const RankedRow ranked = row.finished ? score.words(row.row, **found) : RankedRow{row.row};
    candidates.push_back({ranked, &row});
  }
  std::ranges::sort(candidates, before);
  if (!asked->found.pairs.empty()) {
    const auto best = std::span(candidates).first(std::min(candidates.size(), kAdjacencyDepth));
    for (Candidate& candidate : best) {
      if (candidate.ranked.units > 0)
        score.add_pairs(**evidence->of(*candidate.texts), candidate.ranked);
    }
    std::ranges::sort(best, before);
  }
  std::vector<TextHit> hits;
  hits.reserve(candidates.size());
  for (const auto& [ranked, texts] : candidates) {
    hits.push_back({ranked.row, static_cast<float>(ranked.units) / score.units_per_point(),
                    static_cast<float>(ranked.pair_units) / score.units_per_point()});
  }
  return hits;
}

Result<std::vector<TextExplanation>> explain_rows(const TextVocabulary& vocabulary,
                                                  const TextQuery& query,
                                                  std::span<const TextHit> hits,
                                                  std::span<const TextCorrection> corrections,
                                                  std::span<const TextRow> rows) {
  if (!std::ranges::equal(hits, rows, {}, &TextHit::row, &TextRow::row))
    return invalid_argument("the texts are not those of the hits");
  const Result<AskedTerms> asked = asked_terms(vocabulary, query, corrections);
  if (!asked) return asked.error();
  Result<EvidenceReader> evidence = EvidenceReader::create(vocabulary, *asked);
  if (!evidence) return std::move(evidence).error();
  const RowScore score(vocabulary, asked->terms, asked->found);
  std::vector<TextExplanation> explanations(hits.size());
  for (std::size_t i = 0; i < hits.size(); ++i) {
    // What no word scores lies behind the others, whatever words it has besides.
    if (!(hits[i].score > 0)) continue;
    const Result<const RowEvidence*> found = evidence->of(rows[i]);
    if (!found) return found.error();
    explanations[i] = score.explain(**found, hits[i].adjacency > 0);
  }
  return explanations;
}

}  // namespace vitrine::text

#include "text/testing/exhaustive_index.h"

#include <algorithm>
#include <cmath>

#include "text/query_terms.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {
namespace {

/// As text/adjacency.h says.
constexpr std::size_t kDepth = 32;
constexpr double kShare = 0.2;

}  // namespace

void ExhaustiveIndex::add(std::uint32_t row, std::size_t field, std::string_view text) {
  if (rows_.size() <= row) rows_.resize(row + 1);
  Row& to = rows_[row];
  Segmenter segmenter;
  Result<Stemmer> stemmer = Stemmer::create(language_);
  const double weight = static_cast<double>(fields_[field].weight);
  std::string previous;
  for (const Word& word : segmenter.segment(text)) {
    const std::string term(stemmer->stem(segmenter.text_of(word)));
    to.frequencies[term] += weight;
    to.positions[term].insert(to.next_position + word.position);
    if (word.kind != WordKind::kMain) continue;
    if (!previous.empty()) pairs_.add(pair_half(previous), pair_half(term));
    previous = term;
  }
  to.length += weight * segmenter.num_positions();
  to.next_position += segmenter.num_positions() + 8;
}

double ExhaustiveIndex::mean_length() const {
  double total = 0;
  for (const Row& row : rows_) total += row.length;
  return total > 0 ? total / static_cast<double>(rows_.size()) : 1;
}

double ExhaustiveIndex::inverse_document_frequency(const std::string& term) const {
  return idf_of(static_cast<double>(std::ranges::count_if(
      rows_, [&](const Row& row) { return row.frequencies.contains(term); })));
}

double ExhaustiveIndex::idf_of(double df) const {
  df = std::min(df, static_cast<double>(rows_.size()));
  return std::log(1 + (static_cast<double>(rows_.size()) - df + 0.5) / (df + 0.5));
}

double ExhaustiveIndex::textbook_score(std::string_view query, std::uint32_t row) const {
  double score = 0;
  const Result<std::vector<QueryTerm>> terms = query_terms(query, language_);
  for (const QueryTerm& term : *terms) {
    const auto found = rows_[row].frequencies.find(term.term);
    if (found == rows_[row].frequencies.end()) continue;
    const double norm = 0.9 * (0.4 + 0.6 * rows_[row].length / mean_length());
    score += static_cast<double>(term.weight) * inverse_document_frequency(term.term) *
             found->second / (found->second + norm);
  }
  return score;
}

float ExhaustiveIndex::norm(std::uint32_t row, double mean) const {
  const auto relative = static_cast<float>(rows_[row].length / mean);
  return 0.9F * (1 - 0.6F + 0.6F * relative);
}

void ExhaustiveIndex::add_adjacency(std::string_view query, std::vector<Scored>& best) const {
  const double mean = mean_length();
  const std::string counters = pairs_.finish();
  const PairCounts counts(
      {reinterpret_cast<const unsigned char*>(counters.data()), counters.size()});
  Result<QueryTerms> terms = QueryTerms::create(language_);
  terms->add(query);
  for (const QueryPair& pair : terms->pairs()) {
    const std::string& first = terms->terms()[pair.first].term;
    const std::string& second = terms->terms()[pair.second].term;
    const auto weight =
        static_cast<float>(kShare) *
        static_cast<float>(idf_of(counts.estimate(pair_half(first), pair_half(second))));
    for (Scored& scored : best) {
      const Row& row = rows_[scored.row];
      if (!row.positions.contains(first) || !row.positions.contains(second)) continue;
      const auto count = static_cast<float>(std::ranges::count_if(
          row.positions.at(first),
          [&](std::uint32_t position) { return row.positions.at(second).contains(position + 1); }));
      if (count == 0) continue;
      const float impact = count / (count + norm(scored.row, mean));
      const auto gain = static_cast<std::uint32_t>(weight * 65536.0F * impact);
      scored.units += gain;
      scored.pair_units += gain;
    }
  }
}

TextResults ExhaustiveIndex::search(std::string_view query, std::size_t limit,
                                    const RowFilter* filter, bool adjacency) const {
  std::vector<std::uint32_t> units(rows_.size(), 0);
  const double mean = mean_length();
  const Result<std::vector<QueryTerm>> terms = query_terms(query, language_);
  for (const QueryTerm& term : *terms) {
    const auto weight =
        static_cast<float>(inverse_document_frequency(term.term) * term.weight) * 65536.0F;
    for (std::uint32_t r = 0; r < rows_.size(); ++r) {
      const auto found = rows_[r].frequencies.find(term.term);
      if (found == rows_[r].frequencies.end()) continue;
      const auto frequency = static_cast<float>(found->second);
      units[r] +=
          static_cast<std::uint32_t>(weight * (frequency / (frequency + norm(r, mean)))) + 1;
    }
  }
  std::vector<Scored> scored;
  for (std::uint32_t r = 0; r < units.size(); ++r) {
    if (units[r] > 0 && (filter == nullptr || filter->contains(r))) scored.push_back({r, units[r]});
  }
  std::ranges::stable_sort(scored, std::ranges::greater(), &Scored::units);
  TextResults results;
  results.total = scored.size();
  if (adjacency) {
    std::vector<Scored> best(scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(
                                                                  std::min(kDepth, scored.size())));
    add_adjacency(query, best);
    const auto better = [](const Scored& a, const Scored& b) {
      return a.units != b.units ? a.units > b.units : a.row < b.row;
    };
    std::ranges::sort(best, better);
    std::ranges::copy(best, scored.begin());
  }
  scored.resize(std::min(scored.size(), limit));
  for (const Scored& row : scored) {
    results.hits.push_back({row.row, static_cast<float>(row.units) / 65536.0F,
                            static_cast<float>(row.pair_units) / 65536.0F});
  }
  return results;
}

}  // namespace vitrine::text

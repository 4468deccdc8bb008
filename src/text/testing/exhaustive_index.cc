#include "text/testing/exhaustive_index.h"

#include <algorithm>
#include <cmath>

#include "text/query_terms.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine {

void ExhaustiveIndex::add(std::uint32_t row, std::size_t field, std::string_view text) {
  if (rows_.size() <= row) rows_.resize(row + 1);
  Segmenter segmenter;
  Result<Stemmer> stemmer = Stemmer::create(language_);
  const double weight = static_cast<double>(fields_[field].weight);
  for (const Word& word : segmenter.segment(text)) {
    rows_[row].frequencies[std::string(stemmer->stem(segmenter.text_of(word)))] += weight;
  }
  rows_[row].length += weight * segmenter.num_positions();
}

double ExhaustiveIndex::mean_length() const {
  double total = 0;
  for (const Row& row : rows_) total += row.length;
  return total > 0 ? total / static_cast<double>(rows_.size()) : 1;
}

double ExhaustiveIndex::inverse_document_frequency(const std::string& term) const {
  const auto df = static_cast<double>(
      std::ranges::count_if(rows_, [&](const Row& row) { return row.frequencies.contains(term); }));
  return std::log(1 + (static_cast<double>(rows_.size()) - df + 0.5) / (df + 0.5));
}

double ExhaustiveIndex::textbook_score(std::string_view query, std::uint32_t row) const {
  double score = 0;
  const Result<std::vector<QueryTerm>> terms = query_terms(query, language_);
  for (const QueryTerm& term : *terms) {
    const auto found = rows_[row].frequencies.find(term.term);
    if (found == rows_[row].frequencies.end()) continue;
    const double norm = 1.2 * (0.25 + 0.75 * rows_[row].length / mean_length());
    score += static_cast<double>(term.weight) * inverse_document_frequency(term.term) *
             found->second / (found->second + norm);
  }
  return score;
}

TextResults ExhaustiveIndex::search(std::string_view query, std::size_t limit,
                                    const RowFilter* filter) const {
  std::vector<std::uint32_t> units(rows_.size(), 0);
  const double mean = mean_length();
  const Result<std::vector<QueryTerm>> terms = query_terms(query, language_);
  for (const QueryTerm& term : *terms) {
    const auto weight =
        static_cast<float>(inverse_document_frequency(term.term) * term.weight) * 65536.0F;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const auto found = rows_[r].frequencies.find(term.term);
      if (found == rows_[r].frequencies.end()) continue;
      const auto frequency = static_cast<float>(found->second);
      const auto relative = static_cast<float>(rows_[r].length / mean);
      const float norm = 1.2F * (1 - 0.75F + 0.75F * relative);
      units[r] += static_cast<std::uint32_t>(weight * (frequency / (frequency + norm))) + 1;
    }
  }
  TextResults results;
  for (std::uint32_t r = 0; r < units.size(); ++r) {
    if (units[r] == 0 || (filter != nullptr && !filter->contains(r))) continue;
    ++results.total;
    results.hits.push_back({r, static_cast<float>(units[r]) / 65536.0F});
  }
  std::ranges::stable_sort(results.hits, std::ranges::greater(), &TextHit::score);
  results.hits.resize(std::min(results.hits.size(), limit));
  return results;
}

}  // namespace vitrine

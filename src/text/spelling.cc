#include "text/spelling.h"

#include <algorithm>
#include <array>

#include "text/index.h"
#include "text/query_terms.h"
#include "text/segmenter.h"
#include "text/text_vocabulary.h"

namespace vitrine::text {
namespace {

/// Terms between two looks at the stop token.
constexpr std::uint32_t kStopInterval = 4096;

struct Nearest {
  std::size_t distance;
  std::uint32_t rows = 0;
  std::string term = {};
};

std::size_t difference(std::size_t a, std::size_t b) {
  return a > b ? a - b : b - a;
}

}  // namespace

std::size_t allowed_errors(std::size_t length) {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  if (difference(a.size(), b.size()) > limit || b.size() > kMaxWordBytes) return limit + 1;
  using Line = std::array<std::size_t, kMaxWordBytes + 1>;
  Line before_last;
  Line last;
  Line line;
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    line[0] = i;
    std::size_t best = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      line[j] = std::min({substituted, last[j] + 1, line[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        line[j] = std::min(line[j], before_last[j - 2] + 1);
      best = std::min(best, line[j]);
    }
    // A swap reaches two lines back, where nothing is smaller than the last line's best less 1.
    if (best > limit + 1) return limit + 1;
    std::swap(before_last, last);
    std::swap(last, line);
  }
  return std::min(last[b.size()], limit + 1);
}

std::vector<std::string> nearest_terms(const TextVocabulary& vocabulary,
                                       std::span<const std::string> words,
                                       const std::stop_token& stop) {
  words = words.first(std::min(words.size(), kMaxCorrectedWords));
  std::vector<Nearest> nearest;
  nearest.reserve(words.size());
  for (const std::string& word : words) nearest.push_back({allowed_errors(word.size()) + 1});
  std::uint32_t visited = 0;
  vocabulary.visit_terms("", [&](std::string_view term, std::uint32_t rows) {
    for (std::size_t w = 0; w < words.size(); ++w) {
      Nearest& best = nearest[w];
      const std::size_t allowed = std::min(best.distance, allowed_errors(words[w].size()));
      if (allowed == 0 || difference(term.size(), words[w].size()) > allowed) continue;
      const std::size_t distance = edit_distance(words[w], term, allowed);
      if (distance > allowed || (distance == best.distance && rows <= best.rows)) continue;
      best = {distance, rows, std::string(term)};
    }
    return ++visited % kStopInterval != 0 || !stop.stop_requested();
  });
  std::vector<std::string> terms;
  terms.reserve(nearest.size());
  for (Nearest& best : nearest) terms.push_back(std::move(best.term));
  return terms;
}

std::vector<TextCorrection> correct_terms(const TextVocabulary& vocabulary, const QueryTerms& terms,
                                          const std::stop_token& stop) {
  std::vector<std::string> unknown;
  for (const QueryTerm& term : terms.terms()) {
    if (!vocabulary.rows_of(term.term)) unknown.push_back(term.term);
  }
  std::vector<TextCorrection> corrections;
  std::vector<std::string> nearest = nearest_terms(vocabulary, unknown, stop);
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    if (!nearest[i].empty()) corrections.push_back({unknown[i], std::move(nearest[i])});
  }
  return corrections;
}

}  // namespace vitrine::text

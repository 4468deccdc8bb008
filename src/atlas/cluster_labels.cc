#include "atlas/cluster_labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace vitrine::atlas {
namespace {

constexpr std::size_t kMostWordsOfAText = 40;
constexpr std::uint32_t kFewestTexts = 3;  // of a term that may name a cluster
// A pair says more than a word of the same weight.
constexpr double kPairBonus = 1.6;

// Words that carry a sentence, and those that every title has.
constexpr auto kFunctionWords = std::to_array<std::string_view>(
    {"a",        "about",     "across",  "after",  "against", "all",     "also",  "among",
     "an",       "and",       "any",     "are",    "as",      "at",      "based", "be",
     "been",     "before",    "between", "beyond", "both",    "but",     "by",    "can",
     "could",    "do",        "does",    "during", "each",    "for",     "from",  "further",
     "get",      "give",      "had",     "has",    "have",    "here",    "how",   "if",
     "improved", "improving", "in",      "into",   "is",      "it",      "its",   "just",
     "less",     "like",      "make",    "making", "may",     "more",    "most",  "my",
     "need",     "new",       "no",      "not",    "novel",   "of",      "off",   "on",
     "one",      "only",      "or",      "other",  "our",     "out",     "over",  "per",
     "s",        "should",    "so",      "some",   "such",    "t",       "than",  "that",
     "the",      "their",     "them",    "then",   "there",   "these",   "they",  "this",
     "those",    "through",   "to",      "too",    "toward",  "towards", "two",   "under",
     "up",       "use",       "used",    "useful", "using",   "very",    "via",   "was",
     "we",       "were",      "what",    "when",   "where",   "which",   "while", "who",
     "whom",     "why",       "will",    "with",   "within",  "without", "would", "you",
     "your"});
static_assert(std::ranges::is_sorted(kFunctionWords));

bool names_nothing(std::string_view word) {
  if (std::ranges::binary_search(kFunctionWords, word)) return true;
  return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<ClusterLabels> ClusterLabels::create(std::uint32_t num_clusters) {
  Result<text::Stemmer> stemmer = text::Stemmer::create("english");
  if (!stemmer) return std::move(stemmer).error();
  return ClusterLabels(*std::move(stemmer), num_clusters);
}

std::uint32_t ClusterLabels::stem_of(std::string_view word) {
  const auto next = static_cast<std::uint32_t>(stems_.size());
  return stems_.try_emplace(std::string(stemmer_.stem(word)), next).first->second;
}

void ClusterLabels::count(std::uint32_t cluster, std::vector<std::uint32_t> stems,
                          std::string_view spelling) {
  const std::uint64_t key =
      stems.size() == 1 ? stems[0] : (std::uint64_t{stems[0]} + 1) << 32U | stems[1];
  const auto next = static_cast<std::uint32_t>(terms_.size());
  const auto [id, is_new] = ids_.try_emplace(key, next);
  if (is_new) terms_.emplace_back().stems = std::move(stems);
  Term& term = terms_[id->second];
  ++term.texts[cluster];
  const auto found = term.spellings.find(spelling);
  if (found != term.spellings.end()) {
    ++found->second;
  } else {
    term.spellings.emplace(spelling, 1);
  }
}

void ClusterLabels::add(std::uint32_t cluster, std::string_view text) {
  ++num_texts_[cluster];
  // A title that is a book is cut; the segmenter reads half characters as separators.
  text = text.substr(0, kMostWordsOfAText * text::kMaxWordBytes);
  std::map<std::vector<std::uint32_t>, std::string> found;
  bool follows = false;  // a word that may be the first of a pair
  std::uint32_t previous = 0;
  std::string before;
  std::size_t num_words = 0;
  for (const text::Word& word : segmenter_.segment(text)) {
    if (word.kind != text::WordKind::kMain) continue;
    if (++num_words > kMostWordsOfAText) break;
    const std::string spelling(segmenter_.text_of(word));
    if (names_nothing(spelling)) {
      follows = false;
      continue;
    }
    const std::uint32_t stem = stem_of(spelling);
    found.try_emplace({stem}, spelling);
    if (follows && previous != stem) found.try_emplace({previous, stem}, before + " " + spelling);
    follows = true;
    previous = stem;
    before = spelling;
  }
  for (const auto& [stems, spelling] : found) count(cluster, stems, spelling);
}

std::vector<std::vector<std::string>> ClusterLabels::terms(
    const std::vector<std::uint16_t>& group_of, std::uint32_t num_groups, std::size_t limit) const {
  struct Candidate {
    double weight;
    std::uint32_t term;
  };
  std::vector<std::vector<Candidate>> candidates(num_groups);
  std::vector<double> group_texts(num_groups, 0.0);
  for (std::size_t i = 0; i < num_texts_.size(); ++i) {
    group_texts[group_of[i]] += static_cast<double>(num_texts_[i]);
  }
  double mean = 0;
  for (const double texts : group_texts) mean += texts / num_groups;

  std::map<std::uint32_t, std::uint32_t> by_group;
  for (std::uint32_t id = 0; id < terms_.size(); ++id) {
    by_group.clear();
    double everywhere = 0;
    for (const auto& [cluster, texts] : terms_[id].texts) {
      by_group[group_of[cluster]] += texts;
      everywhere += texts;
    }
    for (const auto& [group, texts] : by_group) {
      if (texts < kFewestTexts && group_texts[group] >= 2 * kFewestTexts) continue;
      const double share = texts / group_texts[group];
      const double bonus = terms_[id].stems.size() > 1 ? kPairBonus : 1;
      candidates[group].push_back({share * std::log(1 + mean / everywhere) * bonus, id});
    }
  }

  std::vector<std::vector<std::string>> chosen(num_groups);
  for (std::uint32_t group = 0; group < num_groups; ++group) {
    std::ranges::sort(candidates[group], [](const Candidate& a, const Candidate& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.term < b.term;
    });
    std::vector<std::uint32_t> used;
    for (const Candidate& candidate : candidates[group]) {
      if (chosen[group].size() == limit) break;
      const Term& term = terms_[candidate.term];
      if (std::ranges::find_first_of(used, term.stems) != used.end()) continue;
      used.insert(used.end(), term.stems.begin(), term.stems.end());
      const auto commonest = std::ranges::max_element(
          term.spellings, {}, [](const auto& spelling) { return spelling.second; });
      chosen[group].push_back(commonest->first);
    }
  }
  return chosen;
}

}  // namespace vitrine::atlas

#include "text/clause_words.h"

#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {

ClauseWords clause_words(const QueryClause& clause, Segmenter& segmenter, Stemmer& stemmer) {
  using Kind = QueryClause::Kind;
  std::vector<std::string> words;  // Unstemmed.
  ClauseWords found;
  for (const Word& word : segmenter.segment(clause.text)) {
    const std::string_view text = segmenter.text_of(word);
    if (word.kind == WordKind::kMain && words.size() < kMaxPhraseWords) words.emplace_back(text);
    // A phrase means what it says.
    if (word.kind == WordKind::kWhole && clause.kind == Kind::kWord)
      found.wholes.emplace_back(stemmer.stem(text));
  }
  if (clause.kind == Kind::kPrefix && !words.empty()) words = {words.back()};
  if (clause.kind == Kind::kPrefix || clause.open) {
    if (words.size() == 1) found.prefix = words[0];
  }
  for (const std::string& word : words) found.phrase.emplace_back(stemmer.stem(word));
  return found;
}

}  // namespace vitrine::text

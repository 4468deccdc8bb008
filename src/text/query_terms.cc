#include "text/query_terms.h"

#include <unordered_map>

#include "base/utf8.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine {

Result<std::vector<QueryTerm>> query_terms(std::string_view query, const std::string& language) {
  Result<Stemmer> stemmer = Stemmer::create(language);
  if (!stemmer) return std::move(stemmer).error();
  Segmenter segmenter;
  std::vector<QueryTerm> terms;
  std::unordered_map<std::string, std::size_t> known;
  for (const Word& word : segmenter.segment(utf8_prefix(query, kMaxQueryBytes))) {
    if (word.kind == WordKind::kBare) continue;
    std::string term(stemmer->stem(segmenter.text_of(word)));
    const auto [at, is_new] = known.try_emplace(term, terms.size());
    if (!is_new) {
      QueryTerm& seen = terms[at->second];
      if (seen.count < kMaxTermCount) ++seen.count;
    } else if (terms.size() < kMaxQueryTerms) {
      terms.push_back({std::move(term), 1});
    } else {
      break;
    }
  }
  return terms;
}

}  // namespace vitrine

#include "text/query_terms.h"

#include <algorithm>

#include "base/utf8.h"

namespace vitrine::text {
namespace {

constexpr std::uint32_t kNone = ~0U;

}  // namespace

Result<QueryTerms> QueryTerms::create(const std::string& language) {
  Result<Stemmer> stemmer = Stemmer::create(language);
  if (!stemmer) return std::move(stemmer).error();
  return QueryTerms(*std::move(stemmer));
}

std::uint32_t QueryTerms::add_term(std::string term, float weight) {
  const auto known = known_.find(term);
  if (known != known_.end()) {
    QueryTerm& seen = terms_[known->second];
    seen.weight = std::min(seen.weight + weight, kMaxTermWeight);
    return known->second;
  }
  if (terms_.size() == kMaxQueryTerms) return kNone;
  const auto id = static_cast<std::uint32_t>(terms_.size());
  known_.emplace(term, id);
  terms_.push_back({std::move(term), weight});
  return id;
}

void QueryTerms::add(std::string_view text) {
  text = utf8_prefix(text, bytes_left_);
  bytes_left_ -= text.size();
  std::uint32_t previous = kNone;
  for (const Word& word : segmenter_.segment(text)) {
    if (word.kind == WordKind::kBare) continue;
    std::string term(stemmer_.stem(segmenter_.text_of(word)));
    if (word.kind != WordKind::kMain) {
      add_term(std::move(term), word.kind == WordKind::kWhole ? kWholeWeight : 1.0F);
      continue;
    }
    const std::uint32_t id = add_term(std::move(term), 1.0F);
    const QueryPair pair = {previous, id};
    if (previous != kNone && id != kNone && pairs_.size() < kMaxQueryPairs &&
        std::ranges::find(pairs_, pair) == pairs_.end()) {
      pairs_.push_back(pair);
    }
    previous = id;
  }
}

void QueryTerms::add_indexed(std::string_view term, std::uint64_t rows) {
  if (known_.contains(std::string(term))) return;
  const std::uint32_t id = add_term(std::string(term), 1.0F);
  if (id != kNone) terms_[id].rows = rows;
}

Result<std::vector<QueryTerm>> query_terms(std::string_view query, const std::string& language) {
  Result<QueryTerms> terms = QueryTerms::create(language);
  if (!terms) return std::move(terms).error();
  terms->add(query);
  return terms->terms();
}

}  // namespace vitrine::text

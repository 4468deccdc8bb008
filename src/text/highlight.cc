#include "text/highlight.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/query_terms.h"

namespace vitrine::text {
namespace {

/// Texts with more distinct words than this are read as if each were the first.
constexpr std::size_t kMaxKnownBytes = 4U << 20U;

}  // namespace

std::size_t utf16_length(std::string_view utf8) {
  std::size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0U ? 2 : 1;
  }
  return units;
}

Result<Highlighter> Highlighter::create(std::string_view query, const std::string& language,
                                        const QueryNames& names) {
  Result<Stemmer> stemmer = Stemmer::create(language);
  if (!stemmer) return std::move(stemmer).error();
  Highlighter highlighter(*std::move(stemmer));
  highlighter.add_group(parse_query(utf8_prefix(query, kMaxQueryBytes), names));
  return highlighter;
}

void Highlighter::add_group(const QueryClause& group) {
  for (const std::vector<QueryClause>& sequence : group.alternatives) {
    for (const QueryClause& clause : sequence) {
      if (clause.role == QueryClause::Role::kMustNot) continue;
      if (clause.kind == QueryClause::Kind::kGroup) {
        add_group(clause);
      } else if (clause.kind != QueryClause::Kind::kCondition) {
        add_clause(clause);
      }
    }
  }
}

void Highlighter::add_clause(const QueryClause& clause) {
  Wanted& wanted = wanted_[clause.field];
  std::string last;
  for (const Word& word : segmenter_.segment(clause.text)) {
    if (word.kind == WordKind::kBare) continue;
    const std::string_view text = segmenter_.text_of(word);
    if (wanted.terms.size() < kMaxQueryTerms) wanted.terms.emplace(stemmer_.stem(text));
    if (word.kind == WordKind::kMain) last = text;
  }
  if (clause.kind == QueryClause::Kind::kPrefix && !last.empty()) wanted.prefixes.push_back(last);
}

bool Highlighter::wants(const Wanted& wanted, std::string_view word, std::string_view term) const {
  return wanted.terms.contains(term) ||
         std::ranges::any_of(wanted.prefixes,
                             [&](const std::string& prefix) { return word.starts_with(prefix); });
}

std::uint32_t Highlighter::wanted_term(Known& known, std::string_view field,
                                       std::string_view word) {
  if (known.words.memory_bytes() > kMaxKnownBytes) {
    known.words.clear();
    known.terms.clear();
  }
  const std::uint32_t id = known.words.intern(word);
  if (id < known.terms.size()) return known.terms[id];
  const std::string_view term = stemmer_.stem(word);
  const auto anywhere = wanted_.find("");
  const auto here = field.empty() ? wanted_.end() : wanted_.find(field);
  const bool wanted = (anywhere != wanted_.end() && wants(anywhere->second, word, term)) ||
                      (here != wanted_.end() && wants(here->second, word, term));
  known.terms.push_back(wanted ? terms_.intern(term) : kUnwanted);
  return known.terms.back();
}

/// Ascending; a whole takes the place of the parts that it covers.
std::vector<Highlighter::Match> Highlighter::matches(std::string_view text,
                                                     std::string_view field) {
  std::vector<Match> found;
  auto known = known_.find(field);
  if (known == known_.end()) known = known_.emplace(std::string(field), Known()).first;
  for (const Word& word : segmenter_.segment(utf8_prefix(text, kMaxHighlightBytes))) {
    const std::uint32_t term = wanted_term(known->second, field, segmenter_.text_of(word));
    if (term == kUnwanted) continue;
    while (!found.empty() && found.back().span.begin >= word.begin) found.pop_back();
    if (!found.empty() && found.back().span.end > word.begin) {
      found.back().span.end = std::max<std::size_t>(found.back().span.end, word.end);
    } else {
      found.push_back({{word.begin, word.end}, term});
    }
  }
  return found;
}

std::vector<HighlightSpan> Highlighter::spans(std::string_view text, std::string_view field) {
  std::vector<HighlightSpan> spans;
  for (const Match& match : matches(text, field)) spans.push_back(match.span);
  return spans;
}

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// `at`, moved towards `limit` to the start of a word, or of a character where no word starts.
std::size_t word_start(std::string_view text, std::size_t at, std::size_t limit) {
  if (at == 0 || is_space(text[at - 1])) return at;
  const std::size_t space = text.find_first_of(" \n\t\r", at);
  if (space < limit) return space + 1;
  while (at < limit && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  return at;
}

/// `at`, moved towards `limit` to the end of a word, or of a character where no word ends.
std::size_t word_end(std::string_view text, std::size_t at, std::size_t limit) {
  if (at >= text.size() || is_space(text[at])) return std::min(at, text.size());
  const std::size_t space = text.find_last_of(" \n\t\r", at);
  if (space != std::string_view::npos && space > limit) return space;
  return std::max(utf8_prefix(text, at).size(), limit);
}

}  // namespace

Snippet Highlighter::snippet(std::string_view text, std::string_view field, std::size_t max_bytes) {
  const std::vector<Match> found = matches(text, field);
  HighlightSpan core = {0, 0};
  std::size_t best_distinct = 0;
  std::size_t best_count = 0;
  for (std::size_t first = 0; first < found.size(); ++first) {
    std::set<std::uint32_t> distinct;
    std::size_t last = first;
    for (; last < found.size() && found[last].span.end - found[first].span.begin <= max_bytes;
         ++last) {
      distinct.insert(found[last].term);
    }
    const std::size_t count = last - first;
    if (std::pair(distinct.size(), count) <= std::pair(best_distinct, best_count)) continue;
    best_distinct = distinct.size();
    best_count = count;
    core = {found[first].span.begin, found[last - 1].span.end};
  }
  Snippet snippet = {0, text.size(), {}};
  if (text.size() > max_bytes) {
    // What is left of the room goes to both sides of the matches, all of it to one at the text's
    // ends.
    const std::size_t room = max_bytes - (core.end - core.begin);
    std::size_t begin = core.begin - std::min(core.begin, room / 2);
    begin = std::min(begin, text.size() - max_bytes);
    snippet.begin = word_start(text, begin, core.begin);
    snippet.end = word_end(text, std::min(text.size(), snippet.begin + max_bytes), core.end);
  }
  for (const Match& match : found) {
    if (match.span.begin >= snippet.begin && match.span.end <= snippet.end)
      snippet.spans.push_back(match.span);
  }
  return snippet;
}

}  // namespace vitrine::text

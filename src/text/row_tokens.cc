#include "text/row_tokens.h"

#include <algorithm>

namespace vitrine::text {
namespace {

constexpr std::size_t kMaxMemoryBytes = std::size_t{64} << 20U;

}  // namespace

Result<RowTokens> RowTokens::create(std::size_t num_fields, const std::string& language) {
  Result<Stemmer> stemmer = Stemmer::create(language);
  if (!stemmer) return std::move(stemmer).error();
  return RowTokens(num_fields, *std::move(stemmer));
}

std::span<const RowToken> RowTokens::read(std::span<const std::vector<std::string>> values) {
  if (stems_.memory_bytes() + terms_.memory_bytes() > kMaxMemoryBytes) {
    stems_.clear();
    terms_.clear();
  }
  const auto term_of = [&](std::string_view word) {
    return stems_.of(word, [&](std::string_view stem) { return terms_.intern(stem); });
  };
  const auto no_pair = [](std::uint32_t /*first*/, std::uint32_t /*second*/) {};
  for (std::size_t field = 0; field < values.size(); ++field) {
    for (const std::string& value : values[field]) words_.add(field, value, term_of, no_pair);
  }
  numbered_.clear();
  words_.finish(units_, [&](std::size_t field, std::uint32_t term, std::uint32_t position) {
    numbered_.push_back({term, static_cast<std::uint32_t>(field), position});
  });
  std::ranges::stable_sort(numbered_, {}, &Numbered::position);
  tokens_.clear();
  for (const auto& [term, field, position] : numbered_)
    tokens_.push_back({terms_.word(term), field, position});
  return tokens_;
}

}  // namespace vitrine::text

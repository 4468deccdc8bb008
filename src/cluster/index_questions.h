#pragma once
// Index questions: bodies of searches of a split's index, and the vectors in what they answer.

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/engine_hits.h"

namespace vitrine::cluster {

/// Values of `sort`: hits always end theirs with the row.
inline constexpr std::string_view kByRow = R"([{"row":"asc"}])";
inline constexpr std::string_view kByScore = R"([{"_score":"desc"},{"row":"asc"}])";

/// Queries: rows by their numbers; those from `begin` to before `end`; those that have a field;
/// those that two queries match.
std::string rows_query(std::span<const std::uint64_t> rows);
std::string range_query(std::uint64_t begin, std::uint64_t end);
std::string exists_query(const std::string& field);
std::string both(const std::string& first, const std::string& second);

/// A body that asks for the numbers of `size` rows without the first `from`, and the exact total.
std::string rows_body(const std::string& query, std::string_view sort, std::uint64_t from,
                      std::uint64_t size);

/// The sentence that a page lies too deep.
Error too_deep(std::uint64_t deepest, std::string_view what);

std::vector<std::uint64_t> numbers_of(const std::vector<EngineHit>& hits);

/// Calls `use` with a vector whose bytes the index has: spans of float or double, by their number.
/// Errors: corrupt.
template <typename Use>
Status with_values(const std::string& bytes, std::uint32_t dimension, const Use& use) {
  const auto read = [&](auto zero) {
    std::vector<decltype(zero)> values(dimension);
    std::memcpy(values.data(), bytes.data(), bytes.size());
    use(std::span<const decltype(zero)>(values));
  };
  if (bytes.size() == dimension * sizeof(float)) {
    read(0.0F);
  } else if (bytes.size() == dimension * sizeof(double)) {
    read(0.0);
  } else {
    return corrupt("a vector in the engine has another length than its column");
  }
  return {};
}

}  // namespace vitrine::cluster

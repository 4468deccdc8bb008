#include "cluster/rank_search.h"

#include <algorithm>

namespace vitrine::cluster {
namespace {

/// Where the value of a rank lies, and how many values are below that.
struct Place {
  std::uint64_t rank = 0;
  CodeRange range;
  std::uint64_t below = 0;
};

/// How many codes a range has, less one.
std::uint64_t width_of(const CodeRange& range) {
  return static_cast<std::uint64_t>(range.high) - static_cast<std::uint64_t>(range.low);
}

/// The range in up to 64 parts of one width.
std::vector<CodeRange> parts_of(const CodeRange& range) {
  constexpr std::uint64_t kParts = 64;
  const std::uint64_t step = width_of(range) / kParts + 1;
  std::vector<CodeRange> parts;
  for (CodeRange left = range;;) {
    if (width_of(left) < step) {
      parts.push_back(left);
      return parts;
    }
    const auto next = static_cast<std::int64_t>(static_cast<std::uint64_t>(left.low) + step);
    parts.push_back({left.low, next - 1});
    left.low = next;
  }
}

}  // namespace

Result<std::map<std::uint64_t, std::int64_t>> codes_at_ranks(std::span<const std::uint64_t> ranks,
                                                             const CodeRange& all,
                                                             const RangeCounter& count) {
  std::vector<Place> places;
  for (const std::uint64_t rank : ranks) places.push_back({rank, all});
  const auto is_open = [](const Place& place) { return place.range.low < place.range.high; };
  while (std::ranges::any_of(places, is_open)) {
    std::vector<CodeRange> asked;
    std::map<std::int64_t, std::size_t> first_part;  // by the low end of the range
    for (const Place& place : places) {
      if (!is_open(place) || first_part.contains(place.range.low)) continue;
      first_part.emplace(place.range.low, asked.size());
      for (const CodeRange& part : parts_of(place.range)) asked.push_back(part);
    }
    const Result<std::vector<std::uint64_t>> counts = count(asked);
    if (!counts) return counts.error();
    if (counts->size() != asked.size()) return internal_error("the engine left counts out");
    for (Place& place : places) {
      if (!is_open(place)) continue;
      const std::int64_t end = place.range.high;
      std::size_t part = first_part.at(place.range.low);
      while (place.below + (*counts)[part] <= place.rank) {
        if (asked[part].high == end) return internal_error("the engine counts fewer values now");
        place.below += (*counts)[part++];
      }
      place.range = asked[part];
    }
  }
  std::map<std::uint64_t, std::int64_t> codes;
  for (const Place& place : places) codes.emplace(place.rank, place.range.low);
  return codes;
}

}  // namespace vitrine::cluster

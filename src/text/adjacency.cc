#include "text/adjacency.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

#include "text/position_cursor.h"

namespace vitrine {
namespace {

/// The positions of one term in each of some rows, in one piece of memory.
class PositionTable {
 public:
  PositionTable(const Postings& postings, std::span<const std::uint32_t> rows) {
    PositionCursor cursor(postings);
    ends_.reserve(rows.size());
    for (const std::uint32_t row : rows) {
      const std::span<const std::uint32_t> positions = cursor.seek(row);
      positions_.insert(positions_.end(), positions.begin(), positions.end());
      ends_.push_back(positions_.size());
    }
  }
  std::span<const std::uint32_t> of(std::size_t i) const {
    const std::size_t start = i == 0 ? 0 : ends_[i - 1];
    return std::span(positions_).subspan(start, ends_[i] - start);
  }

 private:
  std::vector<std::uint32_t> positions_;
  std::vector<std::size_t> ends_;
};

/// How often a position of `second` directly follows one of `first`.
std::uint32_t count_adjacent(std::span<const std::uint32_t> first,
                             std::span<const std::uint32_t> second) {
  std::uint32_t count = 0;
  auto at = second.begin();
  for (const std::uint32_t position : first) {
    while (at != second.end() && *at <= position) ++at;
    if (at == second.end()) break;
    if (*at == position + 1) ++count;
  }
  return count;
}

}  // namespace

void add_adjacency(std::span<const AdjacentPair> pairs, std::span<const float> norms, float unit,
                   float units_per_point, std::span<RankedRow> rows) {
  rows = rows.first(std::min(rows.size(), kAdjacencyDepth));
  if (pairs.empty() || rows.empty()) return;
  std::ranges::sort(rows, {}, &RankedRow::row);
  std::vector<std::uint32_t> numbers;
  for (const RankedRow& row : rows) numbers.push_back(row.row);
  std::map<const Postings*, PositionTable> tables;
  const auto table_of = [&](const Postings* postings) -> const PositionTable& {
    return tables.try_emplace(postings, *postings, numbers).first->second;
  };
  for (const AdjacentPair& pair : pairs) {
    const PositionTable& first = table_of(pair.first);
    const PositionTable& second = table_of(pair.second);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint32_t count = count_adjacent(first.of(i), second.of(i));
      if (count == 0) continue;
      const float frequency = static_cast<float>(count) * unit;
      const float impact = frequency / (frequency + norms[rows[i].row]);
      const auto gain = static_cast<std::uint32_t>(pair.weight * units_per_point * impact);
      rows[i].units += std::min(gain, std::numeric_limits<std::uint32_t>::max() - rows[i].units);
    }
  }
  std::ranges::sort(rows, better);
}

}  // namespace vitrine

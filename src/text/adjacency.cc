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

}  // namespace

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

std::uint32_t pair_contribution(float weight_units, std::uint32_t count, float unit, float norm) {
  const float frequency = static_cast<float>(count) * unit;
  return static_cast<std::uint32_t>(weight_units * (frequency / (frequency + norm)));
}

void add_adjacency(std::span<const RankedTerm> terms, std::span<const AdjacentPair> pairs,
                   std::span<const float> norms, float unit, float units_per_point,
                   std::span<RankedRow> rows) {
  rows = rows.first(std::min(rows.size(), kAdjacencyDepth));
  if (pairs.empty() || rows.empty()) return;
  std::ranges::sort(rows, {}, &RankedRow::row);
  std::vector<std::uint32_t> numbers;
  for (const RankedRow& row : rows) numbers.push_back(row.row);
  std::map<std::size_t, PositionTable> tables;
  const auto table_of = [&](std::size_t term) -> const PositionTable& {
    return tables.try_emplace(term, terms[term].postings, numbers).first->second;
  };
  for (const AdjacentPair& pair : pairs) {
    const PositionTable& first = table_of(pair.first);
    const PositionTable& second = table_of(pair.second);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::uint32_t count = count_adjacent(first.of(i), second.of(i));
      if (count == 0) continue;
      const std::uint32_t gain =
          pair_contribution(pair.weight() * units_per_point, count, unit, norms[rows[i].row]);
      const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - rows[i].units;
      rows[i].units += std::min(gain, room);
      rows[i].pair_units += std::min(gain, room);
    }
  }
  std::ranges::sort(rows, better);
}

}  // namespace vitrine

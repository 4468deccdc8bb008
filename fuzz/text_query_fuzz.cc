// What a person types, asked of a real index. The first byte chooses how. Whatever the text is, it
// has an answer, in order, whose scores its explanation adds up to.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "text/index.h"
#include "text/testing/damage.h"

namespace {

vitrine::text::TextIndex small_index() {
  const vitrine::fs::path path =
      vitrine::fs::temp_directory_path() / ("query_fuzz_" + std::to_string(::getpid()));
  std::ofstream(path, std::ios::binary) << vitrine::text::small_index();
  vitrine::Result<vitrine::text::TextIndex> index = vitrine::text::TextIndex::open(path);
  vitrine::fs::remove(path);
  return *std::move(index);
}

/// Every third row, whatever the condition.
vitrine::Result<vitrine::text::RowBits> some_rows(
    const vitrine::text::ColumnCondition& /*condition*/, const std::stop_token& /*stop*/) {
  return vitrine::text::RowBits{0x9249249249249249U, 0x4924924924924924U, 0x2492492492492492U};
}

void require(bool holds) {
  if (!holds) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const vitrine::text::TextIndex index = small_index();
  if (size == 0) return 0;
  vitrine::text::TextQuery query{std::string(reinterpret_cast<const char*>(data) + 1, size - 1)};
  query.adjacency = (data[0] & 1) == 0;
  query.operators = (data[0] & 2) == 0;
  query.correct = (data[0] & 4) == 0;
  query.unfinished = (data[0] & 8) != 0;
  query.want_matched = (data[0] & 16) != 0;
  if ((data[0] & 32) != 0) query.coverage = vitrine::text::WordCoverage::kMost;
  query.columns = {"year", "title"};
  query.match_column = some_rows;
  const vitrine::Result<vitrine::text::TextResults> found = index.search(query, data[0] >> 4U);
  require(found.has_value() && found->total >= found->hits.size());
  for (std::size_t i = 1; i < found->hits.size(); ++i)
    require(found->hits[i - 1].score >= found->hits[i].score);
  const auto why = index.explain(query, found->hits, found->corrections);
  require(why.has_value() && why->size() == found->hits.size());
  for (std::size_t i = 0; i < why->size(); ++i)
    require(static_cast<float>((*why)[i].score) == found->hits[i].score);
  return 0;
}

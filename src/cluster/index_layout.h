#pragma once
// Index layout: the fields of an engine's index that holds a split's rows, one document a row.
// docs/formats/engine-index.md lists them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cluster/engine_vector.h"
#include "schema/features.h"
#include "store/split_layout.h"

namespace vitrine::cluster {

/// Bumped when rows stand otherwise in an index: one of another version is loaded anew.
inline constexpr int kEngineIndexVersion = 2;

/// The deepest row of an order that a page can begin at, plus its length.
inline constexpr std::uint64_t kDeepestRow = 100'000;
/// The same of rows ranked by words or by nearness.
inline constexpr std::uint64_t kDeepestRanked = 10'000;

/// The tokens of all text columns of a row.
inline constexpr std::string_view kWordsField = "w";
/// Between the words of one position.
inline constexpr std::string_view kJoiner = "\u241F";

/// Of the text column at `place` of SplitLayout::text_columns.
std::string words_field(std::size_t place);
/// What nearest rows are found by: of a column of vectors, or of the rows' texts
/// (Split::text_column()). Rows whose vector has no direction have none.
std::string vector_field(std::size_t column, const schema::Features& features);
/// What the numbers of that field are.
EngineNumber vector_number(std::size_t column, const schema::Features& features);
/// The vector itself: the bytes of its values; of the rows' texts, the record that a text vector
/// file keeps (meaning/text_vectors.h).
std::string exact_field(std::size_t column, const schema::Features& features);

struct IndexShape {
  std::uint32_t shards = 1;
  std::uint32_t text_vector_dimension = 0;  ///< 0: rows have no vectors of their texts.
};

/// How many shards suit so many rows on so many nodes.
std::uint32_t shards_for(std::uint64_t num_rows, std::uint32_t num_nodes);

/// The body that creates the index, empty, without copies of its shards.
std::string index_body(const schema::Features& features, const store::SplitLayout& layout,
                       const IndexShape& shape);

}  // namespace vitrine::cluster

#pragma once
// What a search asks of a split, and what it is answered with, before anybody writes it down.
//
// The answer holds the rows by their numbers; their cells are read when it is visited, so that a
// page costs no memory but what its reader keeps. Values; an answer keeps its split alive.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/catalogue.h"
#include "search/facets.h"
#include "search/query.h"

namespace vitrine::engine {

/// A split, and the dataset that it is of.
struct OpenSplit {
  std::shared_ptr<const OpenDataset> dataset;
  std::shared_ptr<const search::Split> split;
  /// Where `split` has labels as columns, these.
  std::shared_ptr<const LabelledSplit> labelled = nullptr;
};

struct SearchRequest {
  search::Query query;
  std::vector<std::size_t> columns;  ///< Shown of each row.
  std::vector<std::size_t> facets;   ///< Columns to count, each once.
  std::uint64_t facet_limit = 10;    ///< Values of each.
  bool want_quantiles = false;       ///< Of the facets.
  bool explain = false;              ///< Fill SearchAnswer::words.
};

struct SearchAnswer {
  OpenSplit place;
  SearchRequest request;
  search::Hits hits;
  std::vector<text::TextExplanation> words;  ///< One per hit, if asked for.
  std::vector<search::ColumnFacet> facets;   ///< One per column asked for.

  const search::Split& split() const { return *place.split; }
};

/// One row of an answer.
struct HitView {
  std::size_t position = 0;  ///< In the answer.
  std::uint64_t row = 0;
  std::optional<double> score;              ///< Nothing where nothing ranks.
  std::span<const std::string_view> cells;  ///< A JSON value per column shown.
};

/// Calls `visit` for each hit from position `first` on, in order, until it returns false; views are
/// valid during the call. Errors: corrupt, io. Cost: the decompression of the blocks touched.
Status visit_hits(const SearchAnswer& answer, std::size_t first,
                  const std::function<bool(const HitView&)>& visit);
inline Status visit_hits(const SearchAnswer& answer,
                         const std::function<bool(const HitView&)>& visit) {
  return visit_hits(answer, 0, visit);
}

}  // namespace vitrine::engine

#pragma once
// The principal plane: each point's coordinates along the two directions in which the points spread
// most. Where the layout starts, so that it keeps the large shape of the data and is the same every
// time.
//
// Source: Kobak and Linderman 2021, "Initialization is critical for preserving global data
// structure in both t-SNE and UMAP", Nature Biotechnology 39. The directions come from a subspace
// iteration over an even sample of the points (Halko, Martinsson and Tropp 2011).

#include <stop_token>

#include "atlas/unit_rows.h"

namespace vitrine::atlas {

struct Point2 {
  float x = 0;
  float y = 0;

  bool operator==(const Point2&) const = default;
};

/// One per point, around (0, 0). Errors: cancelled. Cost: some 0.5 s on one core.
Result<std::vector<Point2>> principal_plane(const UnitRows& rows, const std::stop_token& stop);

}  // namespace vitrine::atlas

#pragma once
// Highlights of a row: the pieces of its texts that a query matched, as JSON.
//
//   {"title": [{"text": "Reward models", "start": 0, "spans": [[0, 6]]}],
//    "authors": [{"item": 2, "text": "Ada Lovelace", "start": 0, "spans": [[0, 3]]}]}
//
// A text of some length is shown by its best piece, which begins at `start` of the whole. Places
// are counted in UTF-16 code units, as JavaScript, Java and C# count; spans are half-open and lie
// within `text`. Only columns with a match are there. Not thread safe: one per request. Cost: about
// 0.3 us a word of text.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "search/split.h"
#include "text/highlight.h"

namespace vitrine::search {

class RowHighlights {
 public:
  /// Of rows whose cells are those of `columns`, for a query in the query language and the terms
  /// that it was corrected to. `split` must outlive it.
  static Result<RowHighlights> create(const Split& split, std::string_view query,
                                      std::span<const text::TextCorrection> corrections,
                                      std::span<const std::size_t> columns);

  /// Appends the object for one row. Requires: as many cells as columns.
  void append_json(std::string& out, std::span<const std::string_view> cells);

 private:
  RowHighlights(const Split& split, text::Highlighter highlighter, std::vector<std::size_t> columns)
      : split_(&split), highlighter_(std::move(highlighter)), columns_(std::move(columns)) {}

  const Split* split_;
  text::Highlighter highlighter_;
  std::vector<std::size_t> columns_;
};

}  // namespace vitrine::search

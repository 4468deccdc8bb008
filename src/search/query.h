#pragma once
// Query: words, a condition and an order together, answered with a page of rows.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "search/split_reader.h"
#include "search/sql_rows.h"

namespace vitrine {

struct Query {
  std::string text;       ///< Words; empty: all rows.
  std::string condition;  ///< SQL from a grammar in search/filter; empty: all rows.
  std::string
      sort;  ///< ORDER BY list from a grammar; empty: by score if there are words, else by row.
  std::uint64_t offset = 0;
  std::uint64_t limit = 100;
};

struct Hits {
  std::uint64_t total = 0;          ///< Rows that match, on all pages.
  std::vector<std::uint64_t> rows;  ///< This page.
  std::vector<float> scores;        ///< BM25, one per row; empty without words.
};

/// Exact: every row is considered and counted. The same query gives the same answer every time;
/// ties go to the lower row. Errors: invalid_argument, unsupported (words, but no text), corrupt,
/// cancelled.
Result<Hits> run_query(const SplitReader& split, SqlRows& sql, const Query& query,
                       std::stop_token stop);

}  // namespace vitrine

#pragma once
// ExhaustiveIndex: the text index as its definition reads, without any of its speed.
//
// Keeps every word of every row in a map and scores every row for every query. For tests only: the
// inverted index is compared with it.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "text/index.h"

namespace vitrine::text {

class ExhaustiveIndex {
 public:
  explicit ExhaustiveIndex(std::vector<TextField> fields, std::string language = "english")
      : fields_(std::move(fields)), language_(std::move(language)) {}

  void add(std::uint32_t row, std::size_t field, std::string_view text);
  void finish(std::uint32_t num_rows) { rows_.resize(num_rows); }

  /// `adjacency` as in TextQuery.
  TextResults search(std::string_view query, std::size_t limit, const RowFilter* filter = nullptr,
                     bool adjacency = false) const;
  /// BM25 by the textbook, in double precision.
  double textbook_score(std::string_view query, std::uint32_t row) const;

 private:
  struct Row {
    double length = 0;
    std::map<std::string, double> frequencies;  ///< Weighted.
    std::map<std::string, std::set<std::uint32_t>> positions;
    std::uint32_t next_position = 0;
  };
  struct Scored {
    std::uint32_t row;
    std::uint32_t units;
    std::uint32_t pair_units = 0;
  };
  double idf_of(double df) const;
  float norm(std::uint32_t row, double mean) const;
  void add_adjacency(std::string_view query, std::vector<Scored>& best) const;
  double mean_length() const;
  double inverse_document_frequency(const std::string& term) const;

  std::vector<TextField> fields_;
  std::string language_;
  std::vector<Row> rows_;
  mutable PairCounter pairs_;  ///< Reading it settles what it has pending.
};

}  // namespace vitrine::text

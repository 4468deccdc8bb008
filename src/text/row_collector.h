#pragma once
// RowCollector: one thread's share of an index build: texts in, sorted runs of occurrences out.
//
// Words are segmented, stemmed once per distinct word and collected as (term, row, position); when
// the memory budget is reached the collection is sorted and spilled. What is known of each row
// besides (its length, where its fields end) goes to a scratch file. Several collectors share the
// rows of one index in any way: each row is wholly in one of them, in ascending order.
//
// Not thread safe: one per thread. Failures are kept and returned by close().

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "text/field_weights.h"
#include "text/index_run.h"
#include "text/index_writer.h"
#include "text/pair_counts.h"
#include "text/row_words.h"

namespace vitrine::text {

/// What is known of one row, as read back from the scratch file.
struct CollectedRow {
  std::uint32_t row;
  float length;  ///< As RowExtent has both.
  std::span<const std::uint32_t> field_ends;
};

class RowCollector {
 public:
  /// Scratch files are named `scratch` and more. `weights` must outlive the collector.
  /// Errors: invalid_argument (language), io.
  static Result<std::unique_ptr<RowCollector>> create(const fs::path& scratch,
                                                      const FieldWeights& weights,
                                                      const IndexOptions& options);
  ~RowCollector();
  RowCollector(const RowCollector&) = delete;
  RowCollector& operator=(const RowCollector&) = delete;

  /// As IndexWriter::add.
  void add(std::uint32_t row, std::size_t field, std::string_view text);

  /// Ends the last row. Call once, before what follows.
  Status close();

  /// The runs in the order in which they were made; they refer to the collector.
  Result<std::vector<std::unique_ptr<IndexRun>>> runs() const;
  PairCounter& pairs() { return pairs_; }
  std::uint32_t max_field_end() const { return max_field_end_; }
  /// One more than the last row added.
  std::uint64_t end_row() const { return static_cast<std::uint64_t>(row_ + 1); }

  /// Reads the rows back, by ascending row.
  class Rows {
   public:
    Rows() = default;
    Rows(MappedFile file, std::size_t num_fields)
        : file_(std::move(file)), num_fields_(num_fields) {}
    /// False at the end. What it points to lasts as long as this.
    bool next(CollectedRow& row);

   private:
    MappedFile file_;
    std::size_t num_fields_ = 0;
    std::size_t at_ = 0;
  };
  Result<Rows> rows() const;

 private:
  RowCollector(fs::path scratch, const FieldWeights& weights, std::uint64_t memory_bytes,
               Stemmer stemmer, FileWriter rows);
  std::uint32_t term_of(std::string_view word);
  void finish_row();
  void spill();
  fs::path run_path(std::size_t i) const;

  static constexpr std::int64_t kNone = -1;

  fs::path scratch_;
  const FieldWeights& weights_;
  std::uint64_t memory_bytes_;
  FileWriter rows_;
  RowWords words_;
  StemNumbers stems_;  ///< Terms in `buffer_`.
  TokenBuffer buffer_;
  std::vector<std::uint64_t> halves_;  ///< Of the pairs of each term in `buffer_`.
  PairCounter pairs_;
  std::int64_t row_ = kNone;
  std::vector<std::uint32_t> record_;
  std::uint32_t max_field_end_ = 0;
  std::size_t num_spills_ = 0;
  Status status_;
};

}  // namespace vitrine::text

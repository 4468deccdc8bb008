#pragma once
// Index runs: occurrences of words, collected in reading order and handed out sorted by term.
//
// A TokenBuffer collects until the writer says that memory is full; its content then becomes a run:
// sorted in memory (SortedTokens) and, when there is more than one, written to a spill file that is
// read back by a RunFile. A row never spans two runs. Not thread safe.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "base/vocabulary.h"

namespace vitrine::text {

/// Position and weight class in one word: position << 5 | class.
inline constexpr unsigned kWeightClassBits = 5;
inline constexpr std::uint32_t kMaxPosition = (1U << (32 - kWeightClassBits)) - 1;

struct RowPosition {
  std::uint32_t row;
  std::uint32_t position_and_class;
};

/// One sorted run. Terms are visited by ascending bytes.
class IndexRun {
 public:
  virtual ~IndexRun() = default;
  /// Moves to the next term (the first, at first). False at the end.
  virtual bool next() = 0;
  /// Requires: the last next() returned true. Lasts until the next call of next().
  virtual std::string_view term() const = 0;
  /// Some more of the term's occurrences by row, then position; whole rows, nothing behind the
  /// last. Lasts until the next call of this or next(). A frequent word's never are in memory all
  /// at once.
  virtual std::span<const RowPosition> occurrences() = 0;
};

class TokenBuffer {
 public:
  struct Token {
    std::uint32_t term;
    std::uint32_t position_and_class;
  };

  std::uint32_t intern(std::string_view term) { return terms_.intern(term); }
  void append(Token token) { tokens_.push_back(token); }
  /// Ends the row that the tokens since the last call belong to. Requires: rows ascending.
  void end_row(std::uint32_t row) { rows_.push_back({row, tokens_.size()}); }

  bool empty() const { return tokens_.empty(); }
  /// What sorting the content will take at its peak.
  std::size_t memory_bytes() const;
  /// Sorts the content. The run refers to the buffer, which must not change as long as it is read.
  std::unique_ptr<IndexRun> sorted() const;
  void clear();

 private:
  friend class SortedTokens;
  struct RowEnd {
    std::uint32_t row;
    std::size_t end;
  };
  Vocabulary terms_;
  std::vector<Token> tokens_;
  std::vector<RowEnd> rows_;
};

/// Writes a run for RunFile. Errors: io.
Status write_run(IndexRun& run, const fs::path& path);
/// Opens what write_run wrote in this process: a scratch file, so without version or checksum.
Result<std::unique_ptr<IndexRun>> open_run(const fs::path& path);

/// Visits the union of the runs' terms by ascending bytes. Cost: each step looks at every run, of
/// which there are few.
class RunMerge {
 public:
  explicit RunMerge(std::vector<std::unique_ptr<IndexRun>> runs);

  /// Moves to the next term. False at the end.
  bool next();
  const std::string& term() const { return term_; }
  /// The runs that have the term, in their order.
  std::span<IndexRun* const> sources() const { return sources_; }

 private:
  std::vector<std::unique_ptr<IndexRun>> runs_;
  std::vector<IndexRun*> live_;  ///< Standing at a term, in the order of `runs_`.
  std::vector<IndexRun*> sources_;
  std::string term_;
};

}  // namespace vitrine::text

#pragma once
// Partitions: the columns that folders called "year=2020" below a source say, as Hive, Spark and
// DuckDB lay them out: with nothing but such folders between them and the files. They come behind
// the columns of the files, which they never replace. Private to ingest.
//
// Tables of media in several folders of one split are told apart in the same way: the folder of
// each stands in front of the names in it (SourceColumns::media_folder).
//
// The files of each set of values are read as a split of their own, all of them as one table, and
// put together again behind FROM, so that no format's reader knows of partitions.

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ingest/source_columns.h"

namespace vitrine::ingest {

class Partitions {
 public:
  /// Looks at the folders between config.folder and its files; none without such a folder.
  explicit Partitions(const source::SourceConfig& config);

  /// What is to be read in place of the config. Lives as long as the partitions.
  const source::SourceConfig& pieces() const { return pieces_; }

  /// Makes the columns and splits of pieces() those of the config: FROM clauses and row counts of
  /// its splits, and the columns that folders say, whose types are judged as those of texts are.
  void join(SourceColumns& source) const;

  /// Everything that join() will put in: part of what a snapshot is named by.
  std::string text() const;

 private:
  struct Piece {
    std::size_t split = 0;                           ///< Of the config.
    std::vector<std::optional<std::string>> values;  ///< Of each key.
  };

  std::string from_of_split(const SourceColumns& source, std::size_t split,
                            const std::vector<std::string>& types) const;

  std::vector<std::string> keys_;
  std::set<std::string> passed_over_;
  std::vector<Piece> of_pieces_;  ///< One per split of pieces_.
  std::size_t num_splits_;
  source::SourceConfig pieces_;
};

}  // namespace vitrine::ingest

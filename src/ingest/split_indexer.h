#pragma once
// Split indexer: one ordered pass over a split's Parquet that writes everything else a snapshot
// keeps of it: row store, column values, vector files, text index.
//
// Rows are read and their values coded on the calling thread, while another renders and stores them
// and others analyse their text. Memory: chunks of bounded bytes (parquet_rows.h, row_indexer.h,
// text_indexer.h), whatever a row takes, and the text index's own budget.

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"
#include "store/manifest.h"

namespace vitrine::ingest {

class SplitIndexer {
 public:
  /// `features` must outlive the object.
  SplitIndexer(const schema::Features& features, fs::path index_directory);
  ~SplitIndexer();
  SplitIndexer(const SplitIndexer&) = delete;
  SplitIndexer& operator=(const SplitIndexer&) = delete;

  /// Reads `parquet_directory`/{files} in order and fills the existing empty index directory with
  /// all but the text index, whose words are collected.
  /// The SQL relations, in order, in which the split can be read again in chunks of bounded bytes:
  /// one a file, more where rows are large.
  /// Errors: invalid_argument for a vector of another length than its feature's; too_large above
  /// 2^32-1 rows; io; cancelled.
  Result<std::vector<std::string>> read(duck::Connection& connection,
                                        const fs::path& parquet_directory,
                                        const store::SplitManifest& split, ProgressSink* progress,
                                        const std::stop_token& stop);
  /// Writes the text index. Any thread may, after read(). Cost: a third of what read() took of
  /// texts, one core. Errors: io.
  Status write_text_index();

 private:
  class Files;
  std::unique_ptr<Files> files_;
};

}  // namespace vitrine::ingest

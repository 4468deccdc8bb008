#pragma once
// Fills a new column of vectors from the text of a dataset's rows, by a model.
//
// Each row's text is that of its title, summary and abstract (store/split_layout.h says which
// columns), or of the columns that are named. The dataset's Parquet is written again with the
// column behind the others and indexed anew, as another snapshot, which replaces the current one in
// one step; its manifest says which model made the column. Vectors go to a log beside the snapshots
// as they are made (vector_log.h): who is interrupted and asks again goes on there, and equal texts
// are encoded once.

#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "encoder/text_model.h"
#include "ingest/import.h"
#include "store/library.h"

namespace vitrine::embedding {

struct EmbedOptions {
  std::string column = "embedding";     ///< Of the vectors.
  std::vector<std::string> texts = {};  ///< Columns of text; empty: those that say what rows mean.
  ingest::ImportOptions import = {};
};

struct EmbedOutcome {
  std::string snapshot_id;
  std::uint64_t num_rows = 0;
  std::uint64_t num_vectors = 0;  ///< The rest have no text.
  std::uint64_t num_resumed = 0;  ///< Texts whose vectors an interrupted run had made.
};

/// Errors: not_found; exists if there is a column of that name; unsupported if no column holds
/// text; unavailable if another process writes the dataset; those of TextModel::encode; io;
/// cancelled. Cost: the model's for each distinct text, then that of an import.
Result<EmbedOutcome> embed_column(const store::Library& library, const store::DatasetName& dataset,
                                  const encoder::TextModel& model, const EmbedOptions& options,
                                  ProgressSink* progress, const std::stop_token& stop);

}  // namespace vitrine::embedding

#pragma once
// StoredTexts: what a split's rows say, read from its row store: the texts that vectors are made
// of.

#include <memory>
#include <string>
#include <vector>

#include "meaning/text_vectors_writer.h"
#include "store/row_store.h"
#include "store/split_layout.h"

namespace vitrine::ingest {

/// Thread safe.
class StoredTexts {
 public:
  /// The row store in `index_directory`, which is complete. Errors: corrupt, io.
  static Result<StoredTexts> open(const fs::path& index_directory,
                                  const store::SplitLayout& layout);

  std::uint64_t num_rows() const { return rows_.num_rows(); }
  /// Of each row its strings in those of layout.meaning_columns that hold words, told by a sample
  /// of rows: how near codes and keys are says nothing. A line each, up to kTextVectorBytes and a
  /// few more, which may cut a character. Valid as long as the object.
  meaning::RowTexts texts() const;

 private:
  StoredTexts(store::RowStore rows, std::vector<std::size_t> places)
      : rows_(std::move(rows)), places_(std::move(places)) {}
  Status read(std::uint64_t first, std::vector<std::string>& texts) const;

  store::RowStore rows_;
  std::vector<std::size_t> places_;  ///< Of the columns, in the row store.
};

}  // namespace vitrine::ingest

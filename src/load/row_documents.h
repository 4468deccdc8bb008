#pragma once
// Row documents: the rows of a split that has just been indexed on this machine, as the documents
// of an engine's index.
//
// Thread safe once open: several senders take documents of different rows. Cost: about 100 us a row
// of text with a vector of 256 values.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "cluster/columns.h"
#include "cluster/not_finite.h"
#include "meaning/text_vectors.h"
#include "schema/features.h"
#include "store/row_store.h"
#include "store/split_layout.h"
#include "store/vector_file.h"
#include "text/index_writer.h"

namespace vitrine::load {

class RowDocuments {
 public:
  /// `index_directory`: with the artefacts of the split. `features` must outlive the object;
  /// `not_finite` as find_not_finite() gives it. Errors: not_found, corrupt, io, unsupported, as
  /// those who open the artefacts.
  static Result<RowDocuments> open(const fs::path& index_directory,
                                   const schema::Features& features,
                                   std::vector<cluster::NotFinite> not_finite);

  std::uint64_t num_rows() const { return rows_.num_rows(); }
  /// 0 where rows have no vectors of their texts.
  std::uint32_t text_vector_dimension() const { return texts_ ? texts_->dimension() : 0; }

  /// Appends the lines of a _bulk body that put rows `begin` to `end` into the index. Requires:
  /// end <= num_rows(). Errors: corrupt.
  Status append(std::string& lines, std::uint64_t begin, std::uint64_t end) const;

 private:
  class Writer;

  RowDocuments(const schema::Features& features, std::vector<cluster::NotFinite> not_finite,
               store::RowStore rows)
      : features_(&features),
        layout_(features),
        fields_(features),
        not_finite_(std::move(not_finite)),
        rows_(std::move(rows)) {}

  const schema::Features* features_;
  store::SplitLayout layout_;
  cluster::ColumnFields fields_;
  std::vector<cluster::NotFinite> not_finite_;  ///< By row.
  store::RowStore rows_;
  std::vector<store::VectorFile> vectors_;  ///< Of each of the layout's vector columns.
  std::optional<meaning::TextVectors> texts_;
  std::string language_;
  std::vector<std::size_t> repeats_;  ///< How often a word of each text column stands in a row.
};

}  // namespace vitrine::load

#pragma once
// Split: one split of a dataset, as questions. The seam between what a person asks and where the
// rows are: the query (search/query.h), every face and every job ask this class, and know nothing
// of files, indexes or engines. local/ answers from the files of a snapshot on this machine;
// another engine is another class.
//
// What is the same wherever the rows are, stands in the base class: the manifest, the columns, the
// statistics and the Parquet of the snapshot, which every engine keeps here. Answers are exact
// unless a question says otherwise, and the same for equal questions. Thread safe, and none of it
// changes; what an answer points to lives as long as the split. Costs are those of local/.
//
// Sets of rows are described (selection.h), never listed by whoever asks: a split that has its rows
// here finds them as bitmaps, another puts the description into its own questions.
//
// Errors of every question: cancelled; corrupt, unsupported and io where a file is damaged, old or
// missing.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "ask/predicate.h"
#include "base/file.h"
#include "base/result.h"
#include "meaning/projection.h"
#include "schema/features.h"
#include "search/added_columns.h"
#include "search/facets.h"
#include "search/selection.h"
#include "store/artefacts.h"
#include "store/library.h"
#include "store/split_layout.h"
#include "text/index.h"
#include "vector/vector_query.h"

namespace vitrine::search {

/// Called for each row in the order asked for, until it returns false: its position in `rows` and
/// one JSON value per column asked for, which are valid during the call only.
using CellVisitor =
    std::function<bool(std::size_t position, std::span<const std::string_view> cells)>;

/// Rows by their vectors.
struct NearestQuery {
  std::size_t column = 0;         ///< Position of a vector column.
  std::span<const float> vector;  ///< As many values as the column's vectors have.
  std::uint64_t limit = 10;
  Selection among = {};            ///< Rows that may be returned.
  vector::Accuracy accuracy = {};  ///< Where there is an index; without one, answers are exact.
};

/// Some rows of a set in an order, and how many the set has.
struct RowPage {
  std::uint64_t total = 0;
  std::vector<std::uint64_t> rows;

  bool operator==(const RowPage&) const = default;
};

/// The best rows by their words.
struct WordHits {
  std::uint64_t total = 0;                        ///< Rows that match, all of them.
  std::vector<text::TextHit> hits;                ///< As TextResults::hits.
  float full_score = 0;                           ///< As TextResults::full_score.
  std::vector<text::TextCorrection> corrections;  ///< Only where nothing matched as it was written.
  Selection matched;                              ///< Those that match, if asked for.
};

/// What a text means.
struct TextVector {
  std::vector<float> vector;  ///< Of any length; empty if nothing in the text is known.
  /// Whether some word is known as a whole. Else the vector is of pieces of words.
  bool has_known_word = false;
};

/// What chosen rows are written as. Both carry the columns' features under the key `huggingface`.
enum class RowFileFormat {
  kParquet,      ///< A file, with the types that the source's columns have.
  kArrowStream,  ///< Arrow IPC, with the types that the features name; Json is text.
};

class Split {
 public:
  virtual ~Split() = default;
  Split(const Split&) = delete;
  Split& operator=(const Split&) = delete;

  const store::Snapshot& snapshot() const { return *snapshot_; }
  const store::ConfigManifest& config() const { return *config_; }
  const store::SplitManifest& split() const { return *split_; }
  const schema::Features& features() const { return config_->features; }
  const store::SplitLayout& layout() const { return layout_; }
  std::uint64_t num_rows() const { return split_->num_rows; }
  /// "{snapshot id}/{config}/{split}": names this content for caches.
  const std::string& key() const { return key_; }
  /// What format_statistics() makes, of every column. Errors: corrupt; io.
  virtual Result<std::string> statistics() const;
  /// The columns behind those of the Parquet; null where there are none.
  virtual const AddedColumns* added_columns() const { return nullptr; }
  /// The split's Parquet in order: for SQL over whole tables and for downloads. Not to be read
  /// before check_parquet().
  std::vector<fs::path> parquet_files() const;
  /// As Snapshot::check_parquet().
  Status check_parquet() const { return snapshot_->check_parquet(config_->name, *split_); }

  // Which rows, in which order.

  /// The same rows, with what this split can find of them once instead of in each question. Errors
  /// also: invalid_argument where the condition cannot be evaluated (a text that is not of the
  /// column's type, a map that has not been made); unsupported where it cannot be evaluated here;
  /// too_large. Cost: one scan of the columns it reads, then nothing while it is remembered.
  virtual Result<Selection> prepare(Selection rows, std::stop_token stop) const = 0;
  /// Up to `limit` of the rows in that order, leaving out the first `offset`, and the exact number
  /// of all of them. Errors and cost: as prepare(), with a sort where there is an order.
  virtual Result<RowPage> page(const Selection& rows, const ask::Order& order, std::uint64_t offset,
                               std::uint64_t limit, std::stop_token stop) const = 0;
  /// Of each row whether it is in the set, in the order given. Errors and cost: as prepare().
  virtual Result<std::vector<bool>> contains(const Selection& set,
                                             std::span<const std::uint64_t> rows,
                                             std::stop_token stop) const = 0;

  // Words. Errors also: unsupported if no column holds text.

  /// The names and weights of the text columns.
  virtual Result<std::vector<text::TextField>> text_fields() const = 0;
  /// The language whose words are stemmed.
  virtual Result<std::string> text_language() const = 0;
  /// The best `limit` rows by their words among those, and how many match.
  /// TextQuery::match_column is the split's own.
  virtual Result<WordHits> words(const text::TextQuery& query, std::size_t limit,
                                 const Selection& among, std::stop_token stop) const = 0;
  /// What the scores of `hits`, found by `query`, are made of. Cost: about 1 us a hit and word.
  virtual Result<std::vector<text::TextExplanation>> explain(
      const text::TextQuery& query, std::span<const text::TextHit> hits,
      std::span<const text::TextCorrection> corrections) const = 0;

  // Vectors. Requires: `column` is in layout().vector_columns or text_column(), rows < num_rows().

  /// Stands for the vectors that the program itself makes of the rows' text, where a column of
  /// vectors is asked for: the position behind the last column.
  std::size_t text_column() const { return features().size(); }
  /// Whether text_column() can be asked. Errors: unsupported (no column holds text; the vectors are
  /// of another version), corrupt, io: one sentence that says what to do.
  virtual Status check_text_vectors() const = 0;
  /// How well texts find rows in a column of given vectors; nothing where no projection was made:
  /// fewer than kMinProjectionRows rows have a text and a vector. Errors also: not those of
  /// text_column().
  virtual Result<std::optional<meaning::ProjectionQuality>> projection(
      std::size_t column) const = 0;
  /// The vector of a text, comparable with those of `column`: text_column(), or one with a
  /// projection that is related to the text. Cost: about 10 us and 0.5 us a token; by a projection
  /// 0.2 ms for 768 dimensions.
  virtual Result<TextVector> vector_of_text(std::size_t column, std::string_view text) const = 0;
  /// The column that rows are compared by unless another is asked for: the first of given vectors,
  /// else text_column(), else none.
  std::optional<std::size_t> first_vector_column() const;
  /// How many values the vectors of `column` have; 0 where it cannot be asked.
  virtual std::uint32_t dimension(std::size_t column) const = 0;

  /// By descending cosine similarity, ties by ascending row. Rows without a direction (no vector,
  /// all zeros, not finite) have no similar rows. The similarities are exact; of the rows as many
  /// are found as `accuracy` asks for. Errors also: invalid_argument for a vector of another
  /// length. Cost: of a column with an index, 0.3 ms for 92,299 rows of 768 values; without, one
  /// pass.
  virtual Result<vector::Neighbours> nearest(const NearestQuery& query,
                                             std::stop_token stop) const = 0;
  /// The cosine of each row with `vector`, in the order given; nothing where there is none. Errors
  /// also: as nearest(). Cost: about 0.4 us a row of 768 floats.
  virtual Result<std::vector<std::optional<float>>> similarities(
      std::size_t column, std::span<const float> vector,
      std::span<const std::uint64_t> rows) const = 0;
  /// The values of each row's vector, exactly; empty for a null.
  virtual Result<std::vector<std::vector<double>>> vectors(
      std::size_t column, std::span<const std::uint64_t> rows) const = 0;
  /// Those of the rows that have a similarity. `num_comparable` is what nearest() said of the same.
  virtual Result<Selection> comparable(std::size_t column, Selection among,
                                       std::uint64_t num_comparable,
                                       std::stop_token stop) const = 0;
  /// Every row's vector at once: what a map is made of.
  virtual Result<vector::AnyVectorMatrix> all_vectors(std::size_t column) const = 0;

  // What rows hold. Requires: rows < num_rows(), columns < features().size().

  /// Cost: the decompression of the blocks touched, about 40 ns a vector value.
  virtual Status visit_cells(std::span<const std::uint64_t> rows,
                             std::span<const std::size_t> columns,
                             const CellVisitor& visit) const = 0;
  /// One facet per column asked for, in that order; an empty one for vectors, structs and the like.
  /// Cost: about 1 ns for every value of a wanted row.
  virtual Result<std::vector<ColumnFacet>> facets(const FacetQuery& query,
                                                  const std::stop_token& stop) const = 0;
  /// The rows, in the order given, as the bytes of a file. Errors also: too_large above
  /// `max_bytes`; unsupported for a column of a type that the format has not. Cost: one scan of the
  /// columns asked for.
  virtual Result<std::string> write(RowFileFormat format, std::span<const std::uint64_t> rows,
                                    std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                    std::stop_token stop) const = 0;

 protected:
  /// `config` and `split` are of the snapshot's manifest.
  Split(std::shared_ptr<const store::Snapshot> snapshot, const store::ConfigManifest& config,
        const store::SplitManifest& split);
  /// `rows` with the features of `config`, of which those behind its own are in no artefact but
  /// the rows themselves. `config` outlives the split; `version` names what is added.
  Split(const Split& rows, const store::ConfigManifest& config, std::string_view version);
  /// Where an artefact is; `column` where there is one per column.
  fs::path artefact_path(store::Artefact artefact, std::size_t column = 0) const;

 private:
  std::shared_ptr<const store::Snapshot> snapshot_;
  const store::ConfigManifest* config_;
  const store::SplitManifest* split_;
  store::SplitLayout layout_;
  std::string key_;
};

/// As Split::vector_of_text(): of the program's own space, or in the place that a projection gives
/// it. Errors: corrupt.
Result<TextVector> text_vector(std::string_view text, const meaning::Projection* projection);

/// The nearest rows for pages of any depth: the first `query.limit` rows of one order that does not
/// depend on the limit. Its first 128 rows are found with a recall of 0.999; what follows is exact,
/// so that no row comes twice or never. `query.accuracy` is not used.
Result<vector::Neighbours> nearest_in_order(const Split& split, NearestQuery query,
                                            const std::stop_token& stop);

/// Errors: invalid_argument if `vector` has another length than those of the column.
Status check_vector(const Split& split, std::size_t column, std::span<const float> vector);

}  // namespace vitrine::search

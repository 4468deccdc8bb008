#include "text/index_writer.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>

#include "base/workers.h"
#include "text/field_weights.h"
#include "text/index_format.h"
#include "text/index_run.h"
#include "text/postings.h"
#include "text/row_collector.h"
#include "text/row_words.h"
#include "text/term_dictionary.h"
#include "text/text_meta.h"

namespace vitrine::text {
namespace {

/// Field ends are written in pieces of this size.
constexpr std::size_t kPieceBytes = 64U << 10U;
constexpr std::size_t kMaxShards = 64;

std::string_view as_text(const auto& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]};
}

}  // namespace

class IndexWriter::Builder {
 public:
  Builder(fs::path path, std::vector<TextField> fields, FieldWeights weights, IndexOptions options)
      : path_(std::move(path)),
        fields_(std::move(fields)),
        weights_(std::move(weights)),
        options_(std::move(options)) {}

  Status open_shards();
  void add(std::uint32_t row, std::size_t field, std::string_view text, std::size_t shard) {
    shards_[shard]->add(row, field, text);
  }
  Status finish(std::uint32_t num_rows);

 private:
  struct TermSource {
    IndexRun* run;
    std::span<const RowPosition> rows;  ///< Those that were asked for and are not yet written.
  };
  Status close_shards();
  Status read_lengths();
  double mean_length() const;
  std::vector<float> norms(double mean) const;
  Result<std::vector<std::unique_ptr<IndexRun>>> sorted_runs() const;
  Status write_records(ContainerWriter& out, std::span<const float> norms,
                       TermDictionaryWriter& dictionary);
  void encode_term(std::span<IndexRun* const> runs, PostingsEncoder& encoder);
  void encode_row(std::span<const RowPosition> occurrences, PostingsEncoder& encoder);
  std::uint32_t field_end_bytes() const;
  Status write_field_ends(ContainerWriter& out) const;
  Status write_sections(ContainerWriter& out);

  fs::path path_;
  std::vector<TextField> fields_;
  FieldWeights weights_;
  IndexOptions options_;
  std::vector<std::unique_ptr<RowCollector>> shards_;
  std::vector<float> lengths_;  ///< Per row, weighted.
  std::vector<std::uint32_t> positions_;
  std::vector<TermSource> sources_;  ///< Of the term that is being written.
};

Status IndexWriter::Builder::open_shards() {
  for (std::size_t i = 0; i < options_.shards; ++i) {
    Result<std::unique_ptr<RowCollector>> shard =
        RowCollector::create(path_.string() + "." + std::to_string(i), weights_, options_);
    if (!shard) return std::move(shard).error();
    shards_.push_back(*std::move(shard));
  }
  return {};
}

Status IndexWriter::Builder::close_shards() {
  for (const std::unique_ptr<RowCollector>& shard : shards_) {
    if (Status status = shard->close(); !status) return status;
    if (shard->end_row() > lengths_.size())
      return invalid_argument("a text index has more rows than it was finished with");
    if (shard != shards_[0]) shards_[0]->pairs().add(shard->pairs());
  }
  return {};
}

Status IndexWriter::Builder::read_lengths() {
  for (const std::unique_ptr<RowCollector>& shard : shards_) {
    Result<RowCollector::Rows> rows = shard->rows();
    if (!rows) return std::move(rows).error();
    for (CollectedRow row; rows->next(row);) lengths_[row.row] = row.length;
  }
  return {};
}

double IndexWriter::Builder::mean_length() const {
  double total = 0;
  for (const float length : lengths_) total += static_cast<double>(length);
  return total > 0 ? total / static_cast<double>(lengths_.size()) : 1;
}

std::vector<float> IndexWriter::Builder::norms(double mean) const {
  std::vector<float> norms;
  norms.reserve(lengths_.size());
  for (const float length : lengths_) norms.push_back(row_norm(weights_.unit, length, mean));
  return norms;
}

/// The runs of all shards. Sorting what is in memory is most of the work: a thread for each.
Result<std::vector<std::unique_ptr<IndexRun>>> IndexWriter::Builder::sorted_runs() const {
  std::vector<std::optional<Result<std::vector<std::unique_ptr<IndexRun>>>>> sorted(shards_.size());
  const Status ran = run_tasks(shards_.size(), static_cast<unsigned>(shards_.size()), {},
                               [&](std::size_t i) { sorted[i].emplace(shards_[i]->runs()); });
  if (!ran) return ran.error();
  std::vector<std::unique_ptr<IndexRun>> runs;
  for (auto& of_shard : sorted) {
    if (!*of_shard) return std::move(*of_shard).error();
    std::ranges::move(**of_shard, std::back_inserter(runs));
  }
  return runs;
}

void IndexWriter::Builder::encode_row(std::span<const RowPosition> occurrences,
                                      PostingsEncoder& encoder) {
  constexpr std::uint32_t class_mask = (1U << kWeightClassBits) - 1;
  std::uint32_t frequency = 0;
  positions_.clear();
  for (const RowPosition& occurrence : occurrences) {
    frequency += weights_.classes[occurrence.position_and_class & class_mask];
    positions_.push_back(occurrence.position_and_class >> kWeightClassBits);
  }
  // A whole stands before the parts that it was read after.
  if (!std::ranges::is_sorted(positions_)) std::ranges::sort(positions_);
  encoder.add(occurrences[0].row, frequency, positions_);
}

/// The runs' rows in ascending order; no two runs have the same.
void IndexWriter::Builder::encode_term(std::span<IndexRun* const> runs, PostingsEncoder& encoder) {
  sources_.clear();
  for (IndexRun* run : runs) sources_.push_back({run, run->occurrences()});
  while (!sources_.empty()) {
    const auto next = std::ranges::min_element(
        sources_, {}, [](const TermSource& source) { return source.rows[0].row; });
    std::uint32_t limit = std::numeric_limits<std::uint32_t>::max();
    for (auto at = sources_.begin(); at != sources_.end(); ++at) {
      if (at != next) limit = std::min(limit, at->rows.front().row);
    }
    const std::span<const RowPosition> rows = next->rows;
    std::size_t i = 0;
    while (i < rows.size() && rows[i].row < limit) {
      const std::uint32_t row = rows[i].row;
      std::size_t end = i + 1;
      while (end < rows.size() && rows[end].row == row) ++end;
      encode_row(rows.subspan(i, end - i), encoder);
      i = end;
    }
    next->rows = i < rows.size() ? rows.subspan(i) : next->run->occurrences();
    if (next->rows.empty()) sources_.erase(next);
  }
}

Status IndexWriter::Builder::write_records(ContainerWriter& out, std::span<const float> norms,
                                           TermDictionaryWriter& dictionary) {
  Result<std::vector<std::unique_ptr<IndexRun>>> runs = sorted_runs();
  if (!runs) return std::move(runs).error();
  RunMerge merge(*std::move(runs));
  PostingsEncoder encoder(norms);
  std::string record;
  while (merge.next()) {
    encode_term(merge.sources(), encoder);
    record.clear();
    const RecordShape shape = encoder.finish(record);
    if (record.size() > std::numeric_limits<std::uint32_t>::max())
      return too_large("the word '" + merge.term() + "' occurs too often for one text index");
    dictionary.add(merge.term(), shape);
    if (Status status = out.write(record); !status) return status;
  }
  return {};
}

std::uint32_t IndexWriter::Builder::field_end_bytes() const {
  std::uint32_t largest = 0;
  for (const std::unique_ptr<RowCollector>& shard : shards_)
    largest = std::max(largest, shard->max_field_end());
  return largest <= std::numeric_limits<std::uint16_t>::max() ? 2 : 4;
}

/// Row by row from whichever shard has it; a row that was never added has nothing in any field.
Status IndexWriter::Builder::write_field_ends(ContainerWriter& out) const {
  struct Source {
    RowCollector::Rows rows;
    CollectedRow row = {};
    bool live = false;
  };
  std::vector<Source> sources;
  for (const std::unique_ptr<RowCollector>& shard : shards_) {
    Result<RowCollector::Rows> rows = shard->rows();
    if (!rows) return std::move(rows).error();
    Source& source = sources.emplace_back(Source{*std::move(rows)});
    source.live = source.rows.next(source.row);
  }
  const std::uint32_t width = field_end_bytes();
  std::string piece;
  for (std::size_t row = 0; row < lengths_.size(); ++row) {
    const auto has_row = [&](const Source& source) { return source.live && source.row.row == row; };
    const auto source = std::ranges::find_if(sources, has_row);
    const std::size_t start = piece.size();
    piece.resize(start + fields_.size() * width, '\0');
    if (source != sources.end()) {
      for (std::size_t f = 0; f < fields_.size(); ++f)
        std::memcpy(&piece[start + f * width], &source->row.field_ends[f], width);
      source->live = source->rows.next(source->row);
    }
    if (piece.size() < kPieceBytes && row + 1 < lengths_.size()) continue;
    if (Status status = out.write(piece); !status) return status;
    piece.clear();
  }
  return {};
}

Status IndexWriter::Builder::write_sections(ContainerWriter& out) {
  const auto begin = [&](TextSection section) {
    return out.begin_section(static_cast<std::uint32_t>(section));
  };
  const auto write = [&](TextSection section, std::string_view bytes) {
    Status status = begin(section);
    return status ? out.write(bytes) : status;
  };
  const double mean = mean_length();
  const std::vector<float> norms = this->norms(mean);
  TermDictionaryWriter dictionary;
  if (Status status = begin(TextSection::kRecords); !status) return status;
  if (Status status = write_records(out, norms, dictionary); !status) return status;
  if (Status status = write(TextSection::kGroups, dictionary.groups()); !status) return status;
  if (Status status = write(TextSection::kGroupIndex, dictionary.group_index()); !status)
    return status;
  if (Status status = write(TextSection::kNorms, as_text(norms)); !status) return status;
  if (Status status = begin(TextSection::kFieldEnds); !status) return status;
  if (Status status = write_field_ends(out); !status) return status;
  if (Status status = write(TextSection::kPairs, shards_[0]->pairs().finish()); !status)
    return status;
  if (Status status = write(TextSection::kMeta, write_text_meta(options_.language, fields_));
      !status)
    return status;
  const TextIndexShape shape = {static_cast<std::uint32_t>(lengths_.size()),
                                static_cast<std::uint32_t>(fields_.size()), dictionary.size(),
                                field_end_bytes(), 0};
  if (Status status = write(TextSection::kShape, as_text(std::span(&shape, 1))); !status)
    return status;
  return write(TextSection::kMeanLength, as_text(std::span(&mean, 1)));
}

Status IndexWriter::Builder::finish(std::uint32_t num_rows) {
  lengths_.assign(num_rows, 0);
  if (Status status = close_shards(); !status) return status;
  if (Status status = read_lengths(); !status) return status;
  Result<ContainerWriter> out = ContainerWriter::create(path_, kTextIndexKind);
  if (!out) return std::move(out).error();
  if (Status status = write_sections(*out); !status) return status;
  shards_.clear();
  return out->finish();
}

IndexWriter::IndexWriter(std::unique_ptr<Builder> builder) : builder_(std::move(builder)) {}
IndexWriter::~IndexWriter() = default;
IndexWriter::IndexWriter(IndexWriter&& other) noexcept = default;

Result<IndexWriter> IndexWriter::create(const fs::path& path, std::vector<TextField> fields,
                                        IndexOptions options) {
  if (fields.empty() || fields.size() > std::numeric_limits<std::uint16_t>::max())
    return invalid_argument("a text index needs 1 to 65,535 fields");
  Result<FieldWeights> weights = FieldWeights::of(fields);
  if (!weights) return std::move(weights).error();
  if (options.shards == 0 || options.shards > kMaxShards)
    return invalid_argument("a text index is built by 1 to 64 threads");
  auto builder =
      std::make_unique<Builder>(path, std::move(fields), *std::move(weights), std::move(options));
  if (Status status = builder->open_shards(); !status) return std::move(status).error();
  return IndexWriter(std::move(builder));
}

void IndexWriter::add(std::uint32_t row, std::size_t field, std::string_view utf8,
                      std::size_t shard) {
  builder_->add(row, field, utf8, shard);
}

Status IndexWriter::finish(std::uint32_t num_rows) {
  return builder_->finish(num_rows);
}

}  // namespace vitrine::text

#include "text/row_collector.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace vitrine::text {
namespace {

/// Smaller budgets would make more runs than it is sensible to merge.
constexpr std::uint64_t kMinMemoryBytes = 1U << 20U;

fs::path rows_path(const fs::path& scratch) {
  return scratch.string() + ".rows.tmp";
}

}  // namespace

RowCollector::RowCollector(fs::path scratch, const FieldWeights& weights,
                           std::uint64_t memory_bytes, Stemmer stemmer, FileWriter rows)
    : scratch_(std::move(scratch)),
      weights_(weights),
      memory_bytes_(std::max(memory_bytes, kMinMemoryBytes)),
      rows_(std::move(rows)),
      words_(weights.units.size()),
      stems_(std::move(stemmer)) {}

RowCollector::~RowCollector() {
  std::error_code ignored;
  for (std::size_t i = 0; i < num_spills_; ++i) fs::remove(run_path(i), ignored);
  fs::remove(rows_path(scratch_), ignored);
}

Result<std::unique_ptr<RowCollector>> RowCollector::create(const fs::path& scratch,
                                                           const FieldWeights& weights,
                                                           const IndexOptions& options) {
  Result<Stemmer> stemmer = Stemmer::create(options.language);
  if (!stemmer) return std::move(stemmer).error();
  Result<FileWriter> rows = FileWriter::create(rows_path(scratch));
  if (!rows) return std::move(rows).error();
  const std::uint64_t memory_bytes =
      options.memory_bytes / std::max<std::size_t>(options.shards, 1);
  return std::unique_ptr<RowCollector>(
      new RowCollector(scratch, weights, memory_bytes, *std::move(stemmer), *std::move(rows)));
}

std::uint32_t RowCollector::term_of(std::string_view word) {
  return stems_.of(word, [&](std::string_view stem) {
    const std::uint32_t term = buffer_.intern(stem);
    if (term == halves_.size()) halves_.push_back(pair_half(stem));
    return term;
  });
}

void RowCollector::add(std::uint32_t row, std::size_t field, std::string_view text) {
  assert(field < weights_.units.size());
  if (row_ != kNone && row < row_) {
    status_ = invalid_argument("rows must be added to a text index in ascending order");
  }
  if (!status_) return;
  if (row_ != row) finish_row();
  row_ = row;
  words_.add(
      field, text, [this](std::string_view word) { return term_of(word); },
      [this](std::uint32_t first, std::uint32_t second) {
        pairs_.add(halves_[first], halves_[second]);
      });
}

/// Hands the row's tokens on and writes down what else is known of it.
void RowCollector::finish_row() {
  if (row_ == kNone || !status_) return;
  const auto row = static_cast<std::uint32_t>(row_);
  const auto append = [this](std::size_t field, std::uint32_t term, std::uint32_t position) {
    buffer_.append({term, position << kWeightClassBits | weights_.class_of[field]});
  };
  const RowExtent& extent = words_.finish(weights_.units, append);
  record_.assign(2, row);
  std::memcpy(&record_[1], &extent.length, sizeof extent.length);
  record_.insert(record_.end(), extent.field_ends.begin(), extent.field_ends.end());
  buffer_.end_row(row);
  max_field_end_ = std::max(max_field_end_, extent.field_ends.back());
  status_ = rows_.write(std::as_bytes(std::span(record_)));
  if (status_ && buffer_.memory_bytes() + stems_.memory_bytes() > memory_bytes_) spill();
}

fs::path RowCollector::run_path(std::size_t i) const {
  return scratch_.string() + ".run" + std::to_string(i) + ".tmp";
}

void RowCollector::spill() {
  if (buffer_.empty()) return;
  status_ = write_run(*buffer_.sorted(), run_path(num_spills_++));
  buffer_.clear();
  stems_.clear();
  halves_.clear();
}

Status RowCollector::close() {
  finish_row();
  if (!status_) return status_;
  return rows_.close();
}

Result<std::vector<std::unique_ptr<IndexRun>>> RowCollector::runs() const {
  std::vector<std::unique_ptr<IndexRun>> runs;
  for (std::size_t i = 0; i < num_spills_; ++i) {
    Result<std::unique_ptr<IndexRun>> run = open_run(run_path(i));
    if (!run) return std::move(run).error();
    runs.push_back(*std::move(run));
  }
  runs.push_back(buffer_.sorted());
  return runs;
}

Result<RowCollector::Rows> RowCollector::rows() const {
  Result<MappedFile> file = MappedFile::open(rows_path(scratch_), MappedFile::Access::kSequential);
  if (!file) return std::move(file).error();
  return Rows(*std::move(file), weights_.units.size());
}

bool RowCollector::Rows::next(CollectedRow& row) {
  const std::size_t size = (2 + num_fields_) * sizeof(std::uint32_t);
  if (file_.bytes().size() - at_ < size) return false;
  const auto* numbers = reinterpret_cast<const std::uint32_t*>(file_.bytes().data() + at_);
  row.row = numbers[0];
  std::memcpy(&row.length, &numbers[1], sizeof row.length);
  row.field_ends = {numbers + 2, num_fields_};
  at_ += size;
  return true;
}

}  // namespace vitrine::text

#include "text/row_collector.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

#include "base/utf8.h"
#include "text/index_format.h"

namespace vitrine {
namespace {

/// Long values are segmented in pieces of this size, cut at a space, so that one row of 50 MB does
/// not need a copy of itself.
constexpr std::size_t kPieceBytes = 64U << 10U;
/// Smaller budgets would make more runs than it is sensible to merge.
constexpr std::uint64_t kMinMemoryBytes = 1U << 20U;
constexpr std::uint32_t kNoTerm = ~0U;

/// The first piece of `text`: up to a space if there is one, never inside a character.
std::string_view first_piece(std::string_view text) {
  if (text.size() <= kPieceBytes) return text;
  const std::size_t space = text.find_last_of(" \n\t", kPieceBytes);
  if (space != std::string_view::npos && space > 0) return text.substr(0, space);
  const std::string_view piece = utf8_prefix(text, kPieceBytes);
  return piece.empty() ? text.substr(0, kPieceBytes) : piece;
}

fs::path rows_path(const fs::path& scratch) {
  return scratch.string() + ".rows.tmp";
}

}  // namespace

RowCollector::RowCollector(fs::path scratch, const FieldWeights& weights,
                           std::uint64_t memory_bytes, Stemmer stemmer, FileWriter rows)
    : scratch_(std::move(scratch)),
      weights_(weights),
      memory_bytes_(std::max(memory_bytes, kMinMemoryBytes)),
      stemmer_(std::move(stemmer)),
      rows_(std::move(rows)),
      fields_(weights.units.size()) {}

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
  const std::uint32_t id = words_.intern(word);
  if (id < terms_.size()) return terms_[id];
  const std::string_view stem = stemmer_.stem(word);
  terms_.push_back(buffer_.intern(stem));
  if (terms_.back() == halves_.size()) halves_.push_back(pair_half(stem));
  return terms_[id];
}

void RowCollector::add(std::uint32_t row, std::size_t field, std::string_view text) {
  assert(field < fields_.size());
  if (row_ != kNone && row < row_) {
    status_ = invalid_argument("rows must be added to a text index in ascending order");
  }
  if (!status_) return;
  if (row_ != row) finish_row();
  row_ = row;
  RowField& to = fields_[field];
  if (to.positions > 0) to.positions += kPositionGap;
  while (!text.empty()) {
    const std::string_view piece = first_piece(text);
    add_piece(to, piece);
    text.remove_prefix(piece.size());
  }
}

void RowCollector::add_piece(RowField& to, std::string_view text) {
  std::uint32_t previous = kNoTerm;
  for (const Word& word : segmenter_.segment(text)) {
    const std::uint32_t term = term_of(segmenter_.text_of(word));
    to.tokens.push_back({term, to.positions + word.position});
    if (word.kind != WordKind::kMain) continue;
    if (previous != kNoTerm) pairs_.add(halves_[previous], halves_[term]);
    previous = term;
  }
  to.positions += segmenter_.num_positions();
  to.words += segmenter_.num_positions();
}

/// Hands the row's tokens on, one field after the other, and writes down what else is known of it.
void RowCollector::finish_row() {
  if (row_ == kNone || !status_) return;
  const auto row = static_cast<std::uint32_t>(row_);
  std::uint32_t base = 0;
  float length = 0;
  record_.assign(2, row);
  for (std::size_t f = 0; f < fields_.size(); ++f) {
    RowField& field = fields_[f];
    if (field.positions > 0) {
      for (const TokenBuffer::Token& token : field.tokens) {
        const std::uint32_t position = std::min(base + token.position_and_class, kMaxPosition);
        buffer_.append({token.term, position << kWeightClassBits | weights_.class_of[f]});
      }
      length += static_cast<float>(field.words) * static_cast<float>(weights_.units[f]);
      base = std::min(base + field.positions + kPositionGap, kMaxPosition);
      field.tokens.clear();
      field.positions = field.words = 0;
    }
    record_.push_back(base);
  }
  std::memcpy(&record_[1], &length, sizeof length);
  buffer_.end_row(row);
  max_field_end_ = std::max(max_field_end_, base);
  status_ = rows_.write(std::as_bytes(std::span(record_)));
  if (status_ && buffer_.memory_bytes() + words_.memory_bytes() > memory_bytes_) spill();
}

fs::path RowCollector::run_path(std::size_t i) const {
  return scratch_.string() + ".run" + std::to_string(i) + ".tmp";
}

void RowCollector::spill() {
  if (buffer_.empty()) return;
  status_ = write_run(*buffer_.sorted(), run_path(num_spills_++));
  buffer_.clear();
  words_.clear();
  terms_.clear();
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
  return Rows(*std::move(file), fields_.size());
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

}  // namespace vitrine

#include "text/index_writer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/field_weights.h"
#include "text/index_format.h"
#include "text/index_run.h"
#include "text/pair_counts.h"
#include "text/postings.h"
#include "text/segmenter.h"
#include "text/stemmer.h"
#include "text/term_dictionary.h"
#include "text/varint.h"

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

/// Writes a file and hashes it on the way.
class HashedWriter {
 public:
  explicit HashedWriter(FileWriter file) : file_(std::move(file)) {}

  Status write(std::string_view bytes) {
    hasher_.update(bytes);
    return file_.write(bytes);
  }
  std::uint64_t offset() const { return file_.offset(); }
  Hash128 hash() const { return hasher_.digest(); }
  FileWriter& file() { return file_; }

 private:
  FileWriter file_;
  Hasher128 hasher_;
};

std::string_view as_text(const auto& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]};
}

}  // namespace

class IndexWriter::Builder {
 public:
  Builder(fs::path path, std::vector<TextField> fields, FieldWeights weights, IndexOptions options,
          Stemmer stemmer, FileWriter field_ends)
      : path_(std::move(path)),
        fields_(std::move(fields)),
        weights_(std::move(weights)),
        options_(std::move(options)),
        stemmer_(std::move(stemmer)),
        field_ends_(std::move(field_ends)),
        row_fields_(fields_.size()) {}

  ~Builder() { remove_scratch(); }

  void add(std::uint32_t row, std::size_t field, std::string_view text);
  Status finish(std::uint32_t num_rows);

  static fs::path field_ends_path(const fs::path& path) { return path.string() + ".fields.tmp"; }

 private:
  struct RowField {
    std::vector<TokenBuffer::Token> tokens;
    std::uint32_t positions = 0;
    std::uint32_t words = 0;
  };

  std::uint32_t term_of(std::string_view word);
  void add_piece(RowField& to, std::string_view text);
  void start_row(std::uint32_t row);
  void end_row();
  void write_field_ends();
  void spill();
  std::vector<float> norms() const;
  Status write_records(HashedWriter& out, std::span<const float> norms,
                       TermDictionaryWriter& dictionary);
  Status encode_term(IndexRun& run, PostingsEncoder& encoder);
  Status write_field_ends_section(HashedWriter& out, std::uint32_t& width);
  Status write_sections(HashedWriter& out, TextIndexFooter& footer);
  Result<std::vector<std::unique_ptr<IndexRun>>> open_runs();
  std::string meta() const;
  void remove_scratch();

  fs::path path_;
  std::vector<TextField> fields_;
  FieldWeights weights_;
  IndexOptions options_;
  Stemmer stemmer_;
  Segmenter segmenter_;
  Vocabulary words_;                  ///< Unstemmed.
  std::vector<std::uint32_t> terms_;  ///< Term in `buffer_` of each of them.
  TokenBuffer buffer_;
  std::vector<std::uint64_t> halves_;  ///< Of the pairs of each term in `buffer_`.
  PairCounter pairs_;
  FileWriter field_ends_;
  std::vector<std::uint32_t> row_field_ends_;
  std::uint32_t max_field_end_ = 0;
  std::vector<RowField> row_fields_;
  std::vector<float> lengths_;  ///< Per row begun, weighted; its size is the number of rows begun.
  std::vector<fs::path> spills_;
  Status status_;
};

std::uint32_t IndexWriter::Builder::term_of(std::string_view word) {
  const std::uint32_t id = words_.intern(word);
  if (id < terms_.size()) return terms_[id];
  const std::string_view stem = stemmer_.stem(word);
  terms_.push_back(buffer_.intern(stem));
  if (terms_.back() == halves_.size()) halves_.push_back(pair_half(stem));
  return terms_[id];
}

void IndexWriter::Builder::add(std::uint32_t row, std::size_t field, std::string_view text) {
  assert(field < fields_.size());
  if (!status_) return;
  start_row(row);
  if (!status_) return;
  RowField& to = row_fields_[field];
  if (to.positions > 0) to.positions += kPositionGap;
  while (!text.empty()) {
    const std::string_view piece = first_piece(text);
    add_piece(to, piece);
    text.remove_prefix(piece.size());
  }
}

void IndexWriter::Builder::add_piece(RowField& to, std::string_view text) {
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

void IndexWriter::Builder::start_row(std::uint32_t row) {
  if (row + 1 == lengths_.size()) return;
  if (row < lengths_.size() || row == std::numeric_limits<std::uint32_t>::max()) {
    status_ = invalid_argument("rows must be added to a text index in ascending order");
    return;
  }
  while (status_ && lengths_.size() <= row) {
    if (!lengths_.empty()) end_row();
    lengths_.push_back(0);
  }
}

void IndexWriter::Builder::end_row() {
  const auto row = static_cast<std::uint32_t>(lengths_.size() - 1);
  std::uint32_t base = 0;
  row_field_ends_.clear();
  for (std::size_t f = 0; f < row_fields_.size(); ++f) {
    RowField& field = row_fields_[f];
    if (field.positions > 0) {
      for (const TokenBuffer::Token& token : field.tokens) {
        const std::uint32_t position = std::min(base + token.position_and_class, kMaxPosition);
        buffer_.append({token.term, position << kWeightClassBits | weights_.class_of[f]});
      }
      lengths_.back() += static_cast<float>(field.words) * static_cast<float>(weights_.units[f]);
      base = std::min(base + field.positions + kPositionGap, kMaxPosition);
      field.tokens.clear();
      field.positions = field.words = 0;
    }
    row_field_ends_.push_back(base);
  }
  buffer_.end_row(row);
  max_field_end_ = std::max(max_field_end_, base);
  status_ = field_ends_.write(as_text(row_field_ends_));
  const std::uint64_t budget = std::max(options_.memory_bytes, kMinMemoryBytes);
  if (status_ && buffer_.memory_bytes() + words_.memory_bytes() > budget) spill();
}

void IndexWriter::Builder::spill() {
  if (buffer_.empty()) return;
  const fs::path path = path_.string() + ".run" + std::to_string(spills_.size()) + ".tmp";
  spills_.push_back(path);
  status_ = write_run(*buffer_.sorted(), path);
  buffer_.clear();
  words_.clear();
  terms_.clear();
  halves_.clear();
}

std::vector<float> IndexWriter::Builder::norms() const {
  double total = 0;
  for (const float length : lengths_) total += static_cast<double>(length);
  const double mean = total > 0 ? total / static_cast<double>(lengths_.size()) : 1;
  const float unit = weights_.unit;
  std::vector<float> norms;
  norms.reserve(lengths_.size());
  for (const float length : lengths_) {
    const auto relative = static_cast<float>(static_cast<double>(length) / mean);
    norms.push_back(unit * kBm25K1 * (1 - kBm25B + kBm25B * relative));
  }
  return norms;
}

Result<std::vector<std::unique_ptr<IndexRun>>> IndexWriter::Builder::open_runs() {
  std::vector<std::unique_ptr<IndexRun>> runs;
  for (const fs::path& path : spills_) {
    Result<std::unique_ptr<IndexRun>> run = open_run(path);
    if (!run) return std::move(run).error();
    runs.push_back(*std::move(run));
  }
  runs.push_back(buffer_.sorted());
  return runs;
}

Status IndexWriter::Builder::encode_term(IndexRun& run, PostingsEncoder& encoder) {
  std::vector<std::uint32_t> positions;
  const std::span<const RowPosition> all = run.occurrences();
  for (std::size_t i = 0; i < all.size();) {
    const std::uint32_t row = all[i].row;
    std::uint32_t frequency = 0;
    positions.clear();
    for (; i < all.size() && all[i].row == row; ++i) {
      constexpr std::uint32_t class_mask = (1U << kWeightClassBits) - 1;
      frequency += weights_.classes[all[i].position_and_class & class_mask];
      positions.push_back(all[i].position_and_class >> kWeightClassBits);
    }
    // A whole stands before the parts that it was read after.
    if (!std::ranges::is_sorted(positions)) std::ranges::sort(positions);
    encoder.add(row, frequency, positions);
  }
  return {};
}

Status IndexWriter::Builder::write_records(HashedWriter& out, std::span<const float> norms,
                                           TermDictionaryWriter& dictionary) {
  Result<std::vector<std::unique_ptr<IndexRun>>> runs = open_runs();
  if (!runs) return std::move(runs).error();
  RunMerge merge(*std::move(runs));
  PostingsEncoder encoder(norms);
  std::string record;
  while (merge.next()) {
    for (IndexRun* run : merge.sources()) {
      if (Status status = encode_term(*run, encoder); !status) return status;
    }
    record.clear();
    const RecordShape shape = encoder.finish(record);
    if (record.size() > std::numeric_limits<std::uint32_t>::max())
      return too_large("the word '" + merge.term() + "' occurs too often for one text index");
    dictionary.add(merge.term(), shape);
    if (Status status = out.write(record); !status) return status;
  }
  return {};
}

Status IndexWriter::Builder::write_field_ends_section(HashedWriter& out, std::uint32_t& width) {
  if (Status status = field_ends_.close(); !status) return status;
  width = max_field_end_ <= std::numeric_limits<std::uint16_t>::max() ? 2 : 4;
  Result<MappedFile> file =
      MappedFile::open(field_ends_path(path_), MappedFile::Access::kSequential);
  if (!file) return std::move(file).error();
  if (width == 4) return out.write(file->text());
  std::vector<std::uint16_t> narrow;
  const std::span<const std::byte> wide = file->bytes();
  for (std::size_t at = 0; at < wide.size(); at += 4) {
    std::uint32_t value = 0;
    std::memcpy(&value, &wide[at], sizeof value);
    narrow.push_back(static_cast<std::uint16_t>(value));
    if (narrow.size() == kPieceBytes || at + 4 == wide.size()) {
      if (Status status = out.write(as_text(narrow)); !status) return status;
      narrow.clear();
    }
  }
  return {};
}

std::string IndexWriter::Builder::meta() const {
  std::string text;
  append_varint(text, options_.language.size());
  text += options_.language;
  for (const TextField& field : fields_) {
    append_varint(text, field.name.size());
    text += field.name;
    append_varint(text, static_cast<std::uint64_t>(field.weight * 16));
  }
  return text;
}

Status IndexWriter::Builder::write_sections(HashedWriter& out, TextIndexFooter& footer) {
  std::uint64_t start = 0;
  const auto close_section = [&](TextSection section) {
    footer.sections[static_cast<std::size_t>(section)] = {start, out.offset() - start};
    const std::string padding((8 - out.offset() % 8) % 8, '\0');
    Status status = out.write(padding);
    start = out.offset();
    return status;
  };
  const std::vector<float> norms = this->norms();
  TermDictionaryWriter dictionary;
  if (Status status = write_records(out, norms, dictionary); !status) return status;
  if (Status status = close_section(TextSection::kRecords); !status) return status;
  if (Status status = out.write(dictionary.groups()); !status) return status;
  if (Status status = close_section(TextSection::kGroups); !status) return status;
  if (Status status = out.write(dictionary.group_index()); !status) return status;
  if (Status status = close_section(TextSection::kGroupIndex); !status) return status;
  if (Status status = out.write(as_text(norms)); !status) return status;
  if (Status status = close_section(TextSection::kNorms); !status) return status;
  if (Status status = write_field_ends_section(out, footer.field_end_bytes); !status) return status;
  if (Status status = close_section(TextSection::kFieldEnds); !status) return status;
  if (Status status = out.write(pairs_.finish()); !status) return status;
  if (Status status = close_section(TextSection::kPairs); !status) return status;
  if (Status status = out.write(meta()); !status) return status;
  footer.num_terms = dictionary.size();
  return close_section(TextSection::kMeta);
}

Status IndexWriter::Builder::finish(std::uint32_t num_rows) {
  if (status_ && num_rows < lengths_.size())
    status_ = invalid_argument("a text index has more rows than it was finished with");
  if (status_ && num_rows > 0) start_row(num_rows - 1);
  if (status_ && num_rows > 0) end_row();
  if (!status_) return status_;

  Result<FileWriter> file = FileWriter::create(path_);
  if (!file) return std::move(file).error();
  HashedWriter out(*std::move(file));
  TextIndexFooter footer = {};
  std::ranges::copy(kTextIndexMagic, footer.magic.begin());
  footer.version = kTextIndexVersion;
  footer.num_rows = num_rows;
  footer.num_fields = static_cast<std::uint32_t>(fields_.size());
  if (Status status = write_sections(out, footer); !status) return status;
  footer.content_hash = {out.hash().high, out.hash().low};
  const auto bytes = std::as_bytes(std::span(&footer, 1));
  footer.footer_checksum = checksum64(bytes.first(offsetof(TextIndexFooter, footer_checksum)));
  if (Status status = out.file().write(bytes); !status) return status;
  remove_scratch();
  return out.file().close();
}

void IndexWriter::Builder::remove_scratch() {
  std::error_code ignored;
  for (const fs::path& path : spills_) fs::remove(path, ignored);
  fs::remove(field_ends_path(path_), ignored);
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
  Result<Stemmer> stemmer = Stemmer::create(options.language);
  if (!stemmer) return std::move(stemmer).error();
  Result<FileWriter> field_ends = FileWriter::create(Builder::field_ends_path(path));
  if (!field_ends) return std::move(field_ends).error();
  return IndexWriter(std::make_unique<Builder>(path, std::move(fields), *std::move(weights),
                                               std::move(options), *std::move(stemmer),
                                               *std::move(field_ends)));
}

void IndexWriter::add(std::uint32_t row, std::size_t field, std::string_view utf8) {
  builder_->add(row, field, utf8);
}

Status IndexWriter::finish(std::uint32_t num_rows) {
  return builder_->finish(num_rows);
}

}  // namespace vitrine

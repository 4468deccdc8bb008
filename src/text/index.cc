#include "text/index.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <cstring>

#include "text/index_format.h"
#include "text/term_dictionary.h"
#include "text/text_meta.h"

namespace vitrine::text {
namespace {

/// Whether the sections are as long as the counts say.
bool has_sound_sections(const Container& file, const TextIndexShape& shape) {
  const auto size_of = [&](TextSection section) {
    return file.section(static_cast<std::uint32_t>(section)).size();
  };
  return size_of(TextSection::kGroupIndex) == (shape.num_terms + 15) / 16 * 16 &&
         size_of(TextSection::kNorms) == std::uint64_t{shape.num_rows} * 4 &&
         (shape.field_end_bytes == 2 || shape.field_end_bytes == 4) && shape.num_fields > 0 &&
         shape.num_fields <= 65535 &&
         size_of(TextSection::kFieldEnds) ==
             std::uint64_t{shape.num_rows} * shape.num_fields * shape.field_end_bytes &&
         PairCounts::is_sound(size_of(TextSection::kPairs));
}

}  // namespace

struct TextIndex::State {
  explicit State(Container opened) : file(std::move(opened)) {}

  Container file;
  TextIndexShape shape = {};
  TermDictionary dictionary;
  std::span<const unsigned char> records;
  std::span<const float> norms;
  PairCounts pairs;
  TextMeta meta;
  double mean_length = 0;
  mutable std::atomic<bool> is_damaged = false;

  std::span<const unsigned char> section(TextSection which) const {
    return file.array<unsigned char>(static_cast<std::uint32_t>(which));
  }
  /// Of records and field ends, which open() does not read. Once a part is found damaged, status()
  /// says so of the whole index.
  bool is_whole(std::span<const unsigned char> part) const {
    if (file.check_once(std::as_bytes(part))) return true;
    is_damaged = true;
    return false;
  }
  std::optional<Postings> open(const TermDictionary::Entry& entry) const;
  Status check_small_sections() const;
  Status read_shape();
  bool read_mean_length();
};

Status TextIndex::State::check_small_sections() const {
  for (const TextSection which :
       {TextSection::kGroups, TextSection::kGroupIndex, TextSection::kNorms, TextSection::kPairs,
        TextSection::kMeta, TextSection::kShape, TextSection::kMeanLength}) {
    Status whole = file.check_once(std::as_bytes(section(which)));
    if (!whole) return whole;
  }
  return {};
}

Status TextIndex::State::read_shape() {
  const auto shapes = file.array<TextIndexShape>(static_cast<std::uint32_t>(TextSection::kShape));
  if (shapes.size() != 1) return file.damaged("has no shape");
  shape = shapes[0];
  return has_sound_sections(file, shape) ? Status() : Status(file.damaged("has the wrong size"));
}

/// The section is missing in what was written before lexicons were.
bool TextIndex::State::read_mean_length() {
  const std::span<const unsigned char> bytes = section(TextSection::kMeanLength);
  if (bytes.empty()) return true;
  if (bytes.size() != sizeof mean_length) return false;
  std::memcpy(&mean_length, bytes.data(), sizeof mean_length);
  return mean_length > 0 && std::isfinite(mean_length);
}

TextIndex::TextIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextIndex::~TextIndex() = default;
TextIndex::TextIndex(TextIndex&& other) noexcept = default;
TextIndex& TextIndex::operator=(TextIndex&& other) noexcept = default;

Result<TextIndex> TextIndex::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kTextIndexKind);
  if (!file) return std::move(file).error();
  auto state = std::make_unique<State>(*std::move(file));
  Status status = state->check_small_sections();
  if (status) status = state->read_shape();
  if (!status) return std::move(status).error();
  if (!read_text_meta(state->section(TextSection::kMeta), state->shape.num_fields, state->meta))
    return state->file.damaged("has damaged field names");
  if (!state->read_mean_length()) return state->file.damaged("has a damaged mean length");
  state->records = state->section(TextSection::kRecords);
  state->dictionary =
      TermDictionary(state->section(TextSection::kGroups), state->section(TextSection::kGroupIndex),
                     state->shape.num_terms);
  const std::span<const unsigned char> norms = state->section(TextSection::kNorms);
  state->pairs = PairCounts(state->section(TextSection::kPairs));
  state->norms = {reinterpret_cast<const float*>(norms.data()), state->shape.num_rows};
  // Everything that is divided by a norm relies on it.
  if (!std::ranges::all_of(state->norms, [](float norm) { return norm > 0 && norm < 1e30F; }))
    return state->file.damaged("has damaged norms");
  return TextIndex(std::move(state));
}

std::uint32_t TextIndex::num_rows() const {
  return state_->shape.num_rows;
}
const std::vector<TextField>& TextIndex::fields() const {
  return state_->meta.fields;
}
bool TextIndex::is_intact() const {
  return state_->file.is_intact();
}
Status TextIndex::status() const {
  return state_->is_damaged ? Status(state_->file.damaged()) : Status();
}
const std::string& TextIndex::language() const {
  return state_->meta.language;
}
std::uint64_t TextIndex::num_terms() const {
  return state_->shape.num_terms;
}
std::uint64_t TextIndex::size_bytes() const {
  return state_->file.size_bytes();
}
std::span<const float> TextIndex::norms() const {
  return state_->norms;
}

const PairCounts& TextIndex::pair_counts() const {
  return state_->pairs;
}
double TextIndex::mean_length() const {
  return state_->mean_length;
}

std::optional<Postings> TextIndex::State::open(const TermDictionary::Entry& entry) const {
  const std::uint64_t size = entry.shape.postings_bytes + entry.shape.positions_bytes;
  if (entry.offset > records.size() || size > records.size() - entry.offset) return std::nullopt;
  const std::span<const unsigned char> record = records.subspan(entry.offset, size);
  if (!is_whole(record)) return std::nullopt;
  return Postings::open(record, entry.shape, shape.num_rows);
}

std::optional<Postings> TextIndex::postings(std::string_view term) const {
  const std::optional<TermDictionary::Entry> entry = state_->dictionary.find(term);
  return entry ? state_->open(*entry) : std::nullopt;
}

std::optional<std::uint32_t> TextIndex::rows_of(std::string_view term) const {
  const std::optional<TermDictionary::Entry> entry = state_->dictionary.find(term);
  return entry ? std::optional(entry->shape.rows) : std::nullopt;
}

void TextIndex::visit_terms(
    std::string_view from,
    const std::function<bool(std::string_view term, std::uint32_t rows)>& visit) const {
  state_->dictionary.visit_from(from, [&](const TermDictionary::Entry& entry) {
    return visit(entry.term, entry.shape.rows);
  });
}

void TextIndex::visit_postings(
    std::string_view from,
    const std::function<bool(std::string_view term, const Postings& postings)>& visit) const {
  state_->dictionary.visit_from(from, [&](const TermDictionary::Entry& entry) {
    const std::optional<Postings> postings = state_->open(entry);
    return !postings || visit(entry.term, *postings);
  });
}

std::pair<std::uint32_t, std::uint32_t> TextIndex::field_positions(std::uint32_t row,
                                                                   std::size_t field) const {
  const std::span<const unsigned char> ends = state_->section(TextSection::kFieldEnds);
  const std::size_t width = state_->shape.field_end_bytes;
  const std::size_t row_bytes = state_->shape.num_fields * width;
  if (!state_->is_whole(ends.subspan(row * row_bytes, row_bytes))) return {0, 0};
  const auto end_of = [&](std::size_t f) {
    std::uint32_t end = 0;
    std::memcpy(&end, &ends[(std::size_t{row} * state_->shape.num_fields + f) * width], width);
    return end;
  };
  return {field == 0 ? 0 : end_of(field - 1), end_of(field)};
}

}  // namespace vitrine::text

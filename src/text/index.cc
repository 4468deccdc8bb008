#include "text/index.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <fstream>

#include "base/hash.h"
#include "text/index_format.h"
#include "text/stemmer.h"
#include "text/term_dictionary.h"
#include "text/varint.h"

namespace vitrine {
namespace {

std::span<const unsigned char> as_unsigned(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()};
}

/// Reads through the file rather than the map, so that checking an index does not make it resident.
Result<Hash128> hash_prefix(const fs::path& path, std::uint64_t size) {
  std::ifstream file(path, std::ios::binary);
  std::string buffer(1U << 20U, '\0');
  Hasher128 hasher;
  while (size > 0) {
    const std::uint64_t want = std::min<std::uint64_t>(size, buffer.size());
    if (!file.read(buffer.data(), static_cast<std::streamsize>(want)))
      return io_error("cannot read " + path.string());
    hasher.update(std::string_view(buffer).substr(0, want));
    size -= want;
  }
  return hasher.digest();
}

/// Whether the sections lie in the file, in order, and are as long as the counts say.
bool has_sound_sections(const TextIndexFooter& footer, std::uint64_t content_size) {
  std::uint64_t at = 0;
  for (const TextIndexFooter::Range& range : footer.sections) {
    if (range.offset < at || range.offset % 8 != 0 || range.offset > content_size ||
        range.size > content_size - range.offset) {
      return false;
    }
    at = range.offset + range.size;
  }
  const auto size_of = [&](TextSection section) {
    return footer.sections[static_cast<std::size_t>(section)].size;
  };
  return size_of(TextSection::kGroupIndex) == (footer.num_terms + 15) / 16 * 16 &&
         size_of(TextSection::kNorms) == std::uint64_t{footer.num_rows} * 4 &&
         (footer.field_end_bytes == 2 || footer.field_end_bytes == 4) && footer.num_fields > 0 &&
         footer.num_fields <= 65535 &&
         size_of(TextSection::kFieldEnds) ==
             std::uint64_t{footer.num_rows} * footer.num_fields * footer.field_end_bytes &&
         PairCounts::is_sound(size_of(TextSection::kPairs));
}

}  // namespace

struct TextIndex::State {
  MappedFile file;
  TextIndexFooter footer = {};
  TermDictionary dictionary;
  std::span<const unsigned char> records;
  std::span<const float> norms;
  PairCounts pairs;
  std::vector<TextField> fields;
  std::string language;

  std::span<const unsigned char> section(TextSection which) const {
    const TextIndexFooter::Range& range = footer.sections[static_cast<std::size_t>(which)];
    return as_unsigned(file.bytes()).subspan(range.offset, range.size);
  }
  std::optional<Postings> open(const TermDictionary::Entry& entry) const;
  Status read_footer(const fs::path& path);
  Status check_content(const fs::path& path) const;
  bool read_meta();
};

Status TextIndex::State::read_footer(const fs::path& path) {
  const std::span<const std::byte> bytes = file.bytes();
  if (bytes.size() < sizeof footer)
    return corrupt(path.filename().string() + " is too short for a text index");
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
  if (std::string_view(footer.magic.data(), footer.magic.size()) != kTextIndexMagic)
    return corrupt(path.filename().string() + " is no text index or is cut off");
  if (footer.version != kTextIndexVersion) {
    return unsupported(path.filename().string() + " is a text index of version " +
                       std::to_string(footer.version) + ", this program reads version " +
                       std::to_string(kTextIndexVersion));
  }
  const auto footer_bytes = std::as_bytes(std::span(&footer, 1));
  if (checksum64(footer_bytes.first(offsetof(TextIndexFooter, footer_checksum))) !=
          footer.footer_checksum ||
      !has_sound_sections(footer, bytes.size() - sizeof footer)) {
    return corrupt(path.filename().string() + " has a damaged footer");
  }
  return {};
}

Status TextIndex::State::check_content(const fs::path& path) const {
  Result<Hash128> hash = hash_prefix(path, file.bytes().size() - sizeof footer);
  if (!hash) return std::move(hash).error();
  if (hash->high != footer.content_hash[0] || hash->low != footer.content_hash[1])
    return corrupt(path.filename().string() + " is damaged: its checksum does not match");
  return {};
}

bool TextIndex::State::read_meta() {
  const std::span<const unsigned char> meta = section(TextSection::kMeta);
  const unsigned char* at = meta.data();
  const unsigned char* end = at + meta.size();
  const auto read_string = [&](std::string& out) {
    const std::uint64_t size = read_varint(at, end);
    if (size > static_cast<std::uint64_t>(end - at)) return false;
    out.assign(reinterpret_cast<const char*>(at), size);
    at += size;
    return true;
  };
  if (!read_string(language)) return false;
  for (std::uint32_t f = 0; f < footer.num_fields; ++f) {
    TextField field;
    if (!read_string(field.name)) return false;
    field.weight = static_cast<float>(read_varint(at, end)) / 16;
    fields.push_back(std::move(field));
  }
  return true;
}

TextIndex::TextIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextIndex::~TextIndex() = default;
TextIndex::TextIndex(TextIndex&& other) noexcept = default;
TextIndex& TextIndex::operator=(TextIndex&& other) noexcept = default;

Result<TextIndex> TextIndex::open(const fs::path& path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return std::move(file).error();
  auto state = std::make_unique<State>();
  state->file = *std::move(file);
  if (Status status = state->read_footer(path); !status) return std::move(status).error();
  if (Status status = state->check_content(path); !status) return std::move(status).error();
  if (!state->read_meta()) return corrupt(path.filename().string() + " has damaged field names");
  state->records = state->section(TextSection::kRecords);
  state->dictionary =
      TermDictionary(state->section(TextSection::kGroups), state->section(TextSection::kGroupIndex),
                     state->footer.num_terms);
  const std::span<const unsigned char> norms = state->section(TextSection::kNorms);
  state->pairs = PairCounts(state->section(TextSection::kPairs));
  state->norms = {reinterpret_cast<const float*>(norms.data()), state->footer.num_rows};
  // Everything that is divided by a norm relies on it.
  if (!std::ranges::all_of(state->norms, [](float norm) { return norm > 0 && norm < 1e30F; }))
    return corrupt(path.string() + " has damaged norms");
  return TextIndex(std::move(state));
}

std::uint32_t TextIndex::num_rows() const {
  return state_->footer.num_rows;
}
const std::vector<TextField>& TextIndex::fields() const {
  return state_->fields;
}
const std::string& TextIndex::language() const {
  return state_->language;
}
std::uint64_t TextIndex::num_terms() const {
  return state_->footer.num_terms;
}
std::uint64_t TextIndex::size_bytes() const {
  return state_->file.bytes().size();
}
std::span<const float> TextIndex::norms() const {
  return state_->norms;
}

const PairCounts& TextIndex::pair_counts() const {
  return state_->pairs;
}

std::optional<Postings> TextIndex::State::open(const TermDictionary::Entry& entry) const {
  const std::uint64_t size = entry.shape.postings_bytes + entry.shape.positions_bytes;
  if (entry.offset > records.size() || size > records.size() - entry.offset) return std::nullopt;
  return Postings::open(records.subspan(entry.offset, size), entry.shape, footer.num_rows);
}

std::optional<Postings> TextIndex::postings(std::string_view term) const {
  const std::optional<TermDictionary::Entry> entry = state_->dictionary.find(term);
  return entry ? state_->open(*entry) : std::nullopt;
}

void TextIndex::visit_terms(
    std::string_view from,
    const std::function<bool(std::string_view, const Postings&)>& visit) const {
  state_->dictionary.visit_from(from, [&](const TermDictionary::Entry& entry) {
    const std::optional<Postings> found = state_->open(entry);
    return !found || visit(entry.term, *found);
  });
}

std::pair<std::uint32_t, std::uint32_t> TextIndex::field_positions(std::uint32_t row,
                                                                   std::size_t field) const {
  const std::span<const unsigned char> ends = state_->section(TextSection::kFieldEnds);
  const std::size_t width = state_->footer.field_end_bytes;
  const auto end_of = [&](std::size_t f) {
    std::uint32_t end = 0;
    std::memcpy(&end, &ends[(std::size_t{row} * state_->footer.num_fields + f) * width], width);
    return end;
  };
  return {field == 0 ? 0 : end_of(field - 1), end_of(field)};
}

float TextIndex::unit() const {
  float unit = 1;
  for (const TextField& field : state_->fields) {
    while (field.weight * unit != std::floor(field.weight * unit) && unit < 16) unit *= 2;
  }
  return unit;
}

}  // namespace vitrine

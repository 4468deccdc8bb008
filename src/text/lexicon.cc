#include "text/lexicon.h"

#include <cmath>
#include <span>

#include "base/file_kinds.h"
#include "text/index.h"

namespace vitrine::text {
namespace {

/// Of a lexicon's file; docs/formats/lexicon.md draws the bytes.
enum class Section : std::uint32_t { kGroups = 1, kGroupIndex, kPairs, kMeta, kShape };

struct Shape {
  std::uint32_t num_rows;
  std::uint32_t num_fields;
  std::uint64_t num_terms;
  double mean_length;
};
static_assert(sizeof(Shape) == 24);

std::string_view as_text(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<TextLexicon> TextLexicon::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kLexiconKind);
  if (!file) return std::move(file).error();
  TextLexicon lexicon(*std::move(file));
  if (Status status = lexicon.read(); !status) return std::move(status).error();
  return lexicon;
}

Status TextLexicon::read() {
  if (Status whole = file_.check_all(); !whole) return whole;
  const auto section = [&](Section which) {
    return file_.array<unsigned char>(static_cast<std::uint32_t>(which));
  };
  const auto shapes = file_.array<Shape>(static_cast<std::uint32_t>(Section::kShape));
  if (shapes.size() != 1) return file_.damaged("has no shape");
  const Shape& shape = shapes[0];
  if (section(Section::kGroupIndex).size() != (shape.num_terms + 15) / 16 * 16 ||
      shape.num_fields == 0 || shape.num_fields > 65535 ||
      !PairCounts::is_sound(section(Section::kPairs).size()))
    return file_.damaged("has the wrong size");
  // Every norm is divided by it.
  if (!(shape.mean_length > 0 && std::isfinite(shape.mean_length)))
    return file_.damaged("has a damaged mean length");
  if (!read_text_meta(section(Section::kMeta), shape.num_fields, meta_))
    return file_.damaged("has damaged field names");
  num_rows_ = shape.num_rows;
  mean_length_ = shape.mean_length;
  pairs_ = PairCounts(section(Section::kPairs));
  dictionary_ =
      TermDictionary(section(Section::kGroups), section(Section::kGroupIndex), shape.num_terms);
  return {};
}

std::optional<std::uint32_t> TextLexicon::rows_of(std::string_view term) const {
  const std::optional<TermDictionary::Entry> entry = dictionary_.find(term);
  return entry ? std::optional(entry->shape.rows) : std::nullopt;
}

void TextLexicon::visit_terms(
    std::string_view from,
    const std::function<bool(std::string_view term, std::uint32_t rows)>& visit) const {
  dictionary_.visit_from(from, [&](const TermDictionary::Entry& entry) {
    return visit(entry.term, entry.shape.rows);
  });
}

Status write_lexicon(const TextIndex& index, const fs::path& path) {
  if (index.mean_length() == 0) {
    return unsupported(
        "the text index was written by an older program: import the dataset again, or have its "
        "indexes made again by `vitrine doctor --repair`");
  }
  TermDictionaryWriter dictionary;
  index.visit_terms("", [&](std::string_view term, std::uint32_t rows) {
    dictionary.add(term, {rows, 0, 0});
    return true;
  });
  Result<ContainerWriter> out = ContainerWriter::create(path, kLexiconKind);
  if (!out) return std::move(out).error();
  const auto write = [&](Section section, std::string_view bytes) {
    Status status = out->begin_section(static_cast<std::uint32_t>(section));
    return status ? out->write(bytes) : status;
  };
  const Shape shape = {index.num_rows(), static_cast<std::uint32_t>(index.fields().size()),
                       dictionary.size(), index.mean_length()};
  const std::string_view shape_bytes(reinterpret_cast<const char*>(&shape), sizeof shape);
  Status status = write(Section::kGroups, dictionary.groups());
  if (status) status = write(Section::kGroupIndex, dictionary.group_index());
  if (status) status = write(Section::kPairs, as_text(index.pair_counts().counters()));
  if (status) status = write(Section::kMeta, write_text_meta(index.language(), index.fields()));
  if (status) status = write(Section::kShape, shape_bytes);
  return status ? out->finish() : status;
}

}  // namespace vitrine::text

#include "ingest/stored_texts.h"

#include <algorithm>
#include <numeric>

#include "base/json_parse.h"
#include "store/artefacts.h"

namespace vitrine::ingest {
namespace {

/// A block is read once, by one thread: no more are kept than threads hold.
constexpr std::size_t kBlockBytes = std::size_t{16} << 20U;
/// Of a row's text. Who reads it stops after kTextVectorBytes, before a character that these cut.
constexpr std::size_t kMostBytes = meaning::kTextVectorBytes + 8;

/// Every string in a cell, a line each, as long as there is room.
void append_texts(const boost::json::value& cell, std::string& out) {
  if (out.size() >= meaning::kTextVectorBytes) return;
  if (cell.is_string()) {
    out += std::string_view(cell.get_string()).substr(0, kMostBytes - out.size());
    out += '\n';
  } else if (cell.is_array()) {
    for (const boost::json::value& item : cell.get_array()) append_texts(item, out);
  } else if (cell.is_object()) {
    for (const auto& member : cell.get_object()) append_texts(member.value(), out);
  }
}

/// The same of a cell as it is stored. Most are texts without an escape, which stand there as they
/// are.
void append_texts(std::string_view json, std::string& out) {
  if (json.starts_with('"') && json.find('\\') == std::string_view::npos) {
    if (out.size() >= meaning::kTextVectorBytes) return;
    out += json.substr(1, json.size() - 2).substr(0, kMostBytes - out.size());
    out += '\n';
    return;
  }
  const Result<boost::json::value> cell = parse_json(json);
  if (cell) append_texts(*cell, out);
}

bool is_part_of_token(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '/';
}

/// Whether three letters or more, not all of them capitals, stand together without a digit: a word
/// of any language. "TP53", "s17", "FR", keys, hashes, file names with a number hold none. Three
/// with digits beside each other are a text too: "phi3 beside llama2-7b and t5".
bool holds_word(std::string_view text) {
  std::size_t num_with_letters = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t letters = 0;
    bool is_word = false;
    bool has_digit = false;
    std::size_t end = begin;
    for (; end < text.size() && is_part_of_token(text[end]); ++end) {
      const char c = text[end];
      const bool high = static_cast<unsigned char>(c) >= 0x80;
      has_digit |= c >= '0' && c <= '9';
      letters += high || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? 1U : 0U;
      is_word |= high || (c >= 'a' && c <= 'z');
    }
    if (is_word && !has_digit && letters >= 3) return true;
    num_with_letters += is_word ? 1U : 0U;
    if (num_with_letters == 3) return true;
    begin = end + 1;
  }
  return false;
}

/// Rows in 16 places of the split, in their order.
std::vector<std::uint64_t> sample_of(std::uint64_t num_rows) {
  constexpr std::uint64_t kPlaces = 16;
  constexpr std::uint64_t kRows = 64;
  std::vector<std::uint64_t> rows;
  if (num_rows <= kPlaces * kRows) {
    rows.resize(num_rows);
    std::iota(rows.begin(), rows.end(), std::uint64_t{0});
    return rows;
  }
  for (std::uint64_t place = 0; place < kPlaces; ++place) {
    const std::uint64_t first = (num_rows - kRows) / (kPlaces - 1) * place;
    for (std::uint64_t row = first; row < first + kRows; ++row) rows.push_back(row);
  }
  return rows;
}

/// The columns without those whose texts in the sample hold words in less than one of fifty. Few
/// texts are no evidence, where there are rows beyond the sample.
Result<std::vector<std::size_t>> with_words(const store::RowStore& rows,
                                            std::vector<std::size_t> places) {
  constexpr std::size_t kOneOf = 50;
  constexpr std::size_t kFewTexts = 32;
  std::vector<std::size_t> texts(places.size());
  std::vector<std::size_t> worded(places.size());
  const auto look = [&](std::uint64_t, std::span<const std::string_view> cells) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      std::string text;
      append_texts(cells[places[i]], text);
      texts[i] += text.empty() ? 0U : 1U;
      worded[i] += holds_word(text) ? 1U : 0U;
    }
    return true;
  };
  const std::vector<std::uint64_t> sample = sample_of(rows.num_rows());
  if (Status status = rows.read(sample, look); !status) return std::move(status).error();
  const bool is_whole = sample.size() == rows.num_rows();
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const bool holds_words = worded[i] * kOneOf >= texts[i];
    if (holds_words || (texts[i] < kFewTexts && !is_whole)) kept.push_back(places[i]);
  }
  return kept;
}

/// Places of the columns that tell, in the row store.
std::vector<std::size_t> stored_places(const store::SplitLayout& layout) {
  std::vector<std::size_t> places;
  for (const std::size_t column : layout.meaning_columns) {
    const auto stored = std::ranges::find(layout.row_columns, column);
    if (stored != layout.row_columns.end())
      places.push_back(static_cast<std::size_t>(stored - layout.row_columns.begin()));
  }
  return places;
}

}  // namespace

Result<StoredTexts> StoredTexts::open(const fs::path& index_directory,
                                      const store::SplitLayout& layout) {
  Result<store::RowStore> rows =
      store::RowStore::open(index_directory / store::artefact_filename(store::Artefact::kRows),
                            std::make_shared<store::BlockCache>(kBlockBytes));
  if (!rows) return std::move(rows).error();
  Result<std::vector<std::size_t>> places = with_words(*rows, stored_places(layout));
  if (!places) return std::move(places).error();
  return StoredTexts(*std::move(rows), *std::move(places));
}

meaning::RowTexts StoredTexts::texts() const {
  return
      [this](std::uint64_t first, std::vector<std::string>& texts) { return read(first, texts); };
}

Status StoredTexts::read(std::uint64_t first, std::vector<std::string>& texts) const {
  std::vector<std::uint64_t> wanted(texts.size());
  std::iota(wanted.begin(), wanted.end(), first);
  const auto take = [&](std::uint64_t row, std::span<const std::string_view> cells) {
    std::string& text = texts[row - first];
    for (const std::size_t place : places_) {
      if (text.size() >= meaning::kTextVectorBytes) break;
      append_texts(cells[place], text);
    }
    return true;
  };
  Status status = rows_.read(wanted, take);
  if (status && !wanted.empty()) rows_.release(first, wanted.size());
  return status;
}

}  // namespace vitrine::ingest

#include "ingest/stored_texts.h"

#include <algorithm>
#include <numeric>

#include "base/json_parse.h"
#include "store/artefacts.h"

namespace vitrine {
namespace {

/// A block is read once, by one thread: no more are kept than threads hold.
constexpr std::size_t kBlockBytes = std::size_t{16} << 20U;
/// Of a row's text. Who reads it stops after kTextVectorBytes, before a character that these cut.
constexpr std::size_t kMostBytes = kTextVectorBytes + 8;

/// Every string in a cell, a line each, as long as there is room.
void append_texts(const boost::json::value& cell, std::string& out) {
  if (out.size() >= kTextVectorBytes) return;
  if (cell.is_string()) {
    out += std::string_view(cell.get_string()).substr(0, kMostBytes - out.size());
    out += '\n';
  } else if (cell.is_array()) {
    for (const boost::json::value& item : cell.get_array()) append_texts(item, out);
  } else if (cell.is_object()) {
    for (const auto& member : cell.get_object()) append_texts(member.value(), out);
  }
}

/// Places of the columns that tell, in the row store.
std::vector<std::size_t> stored_places(const SplitLayout& layout) {
  std::vector<std::size_t> places;
  for (const std::size_t column : layout.meaning_columns) {
    const auto stored = std::ranges::find(layout.row_columns, column);
    if (stored != layout.row_columns.end())
      places.push_back(static_cast<std::size_t>(stored - layout.row_columns.begin()));
  }
  return places;
}

}  // namespace

Result<StoredTexts> StoredTexts::open(const fs::path& index_directory, const SplitLayout& layout) {
  Result<RowStore> rows = RowStore::open(index_directory / artefact_filename(Artefact::kRows),
                                         std::make_shared<BlockCache>(kBlockBytes));
  if (!rows) return std::move(rows).error();
  return StoredTexts(*std::move(rows), stored_places(layout));
}

RowTexts StoredTexts::texts() const {
  return
      [this](std::uint64_t first, std::vector<std::string>& texts) { return read(first, texts); };
}

Status StoredTexts::read(std::uint64_t first, std::vector<std::string>& texts) const {
  std::vector<std::uint64_t> wanted(texts.size());
  std::iota(wanted.begin(), wanted.end(), first);
  const auto take = [&](std::uint64_t row, std::span<const std::string_view> cells) {
    std::string& text = texts[row - first];
    for (const std::size_t place : places_) {
      if (text.size() >= kTextVectorBytes) break;
      const Result<boost::json::value> cell = parse_json(cells[place]);
      if (cell) append_texts(*cell, text);
    }
    return true;
  };
  Status status = rows_.read(wanted, take);
  if (status && !wanted.empty()) rows_.release(first, wanted.size());
  return status;
}

}  // namespace vitrine

#include "hub/row_truncation.h"

#include "base/json_writer.h"
#include "base/utf8.h"
#include "hub/first_rows.h"

namespace vitrine::hub {
namespace {

/// What every item has besides its number, cells and names.
constexpr std::string_view kFrame = R"({"row_idx":,"row":{},"truncated_cells":[]})";

}  // namespace

RowTruncation::RowTruncation(std::vector<std::string> keys, std::vector<std::string> names,
                             std::vector<bool> exempt, std::int64_t budget)
    : keys_(std::move(keys)),
      names_(std::move(names)),
      exempt_(std::move(exempt)),
      budget_(budget) {}

RowTruncation::Item RowTruncation::make_item(std::uint64_t row,
                                             std::span<const std::string_view> cells) {
  Item item;
  item.cut.resize(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    // A cell that outweighs the whole budget will be cut for sure.
    const bool doomed = !exempt_[i] && cells[i].size() > kFirstRowsBytes;
    const std::string_view kept = doomed ? utf8_prefix(cells[i], kMinCellBytes) : cells[i];
    item.cells.push_back({std::string(kept), cells[i].size()});
    kept_bytes_ += kept.size();
  }
  item.size = size_of(row, item);
  return item;
}

std::size_t RowTruncation::size_of(std::uint64_t row, const Item& item) const {
  std::size_t size = kFrame.size() + std::to_string(row).size();
  std::size_t num_cut = 0;
  for (std::size_t i = 0; i < item.cells.size(); ++i) {
    size += keys_[i].size() + item.cells[i].size + (i > 0 ? 1 : 0);
    if (item.cut[i]) size += names_[i].size() + (num_cut++ > 0 ? 1 : 0);
  }
  return size;
}

bool RowTruncation::add(std::span<const std::string_view> cells) {
  if (is_full_) return false;
  const std::uint64_t row = items_.size();
  Item item = make_item(row, cells);
  const std::int64_t count = count_ + static_cast<std::int64_t>(item.size) + 1;
  if (row >= kFirstRowsMinNumber && count >= budget_) {
    is_full_ = true;
    return false;
  }
  count_ = count;
  items_.push_back(std::move(item));
  return items_.size() < kFirstRowsMinNumber || count_ < budget_;
}

void RowTruncation::cut(std::uint64_t row, Item& item) const {
  for (std::size_t i = 0; i < item.cells.size(); ++i) {
    Cell& cell = item.cells[i];
    if (exempt_[i] || cell.size <= kMinCellBytes) continue;
    std::string text;
    append_json_string(text, utf8_prefix(cell.json, kMinCellBytes));
    cell = {std::move(text), 0};
    cell.size = cell.json.size();
    item.cut[i] = true;
  }
  item.size = size_of(row, item);
}

void RowTruncation::append(std::string& out, std::uint64_t row, const Item& item) const {
  out += "{\"row_idx\":";
  append_json_number(out, row);
  out += ",\"row\":{";
  for (std::size_t i = 0; i < item.cells.size(); ++i) {
    if (i > 0) out += ',';
    out += keys_[i];
    out += item.cells[i].json;
  }
  out += "},\"truncated_cells\":[";
  bool first = true;
  for (std::size_t i = 0; i < item.cells.size(); ++i) {
    if (!item.cut[i]) continue;
    if (!first) out += ',';
    out += names_[i];
    first = false;
  }
  out += "]}";
}

RowTruncation::Rows RowTruncation::finish() && {
  if (count_ >= budget_) {
    // Counted anew as the list really is: it has one comma less than items.
    auto bytes = count_ - (items_.empty() ? 0 : 1);
    for (std::size_t row = items_.size(); row-- > 0 && bytes >= budget_;) {
      const std::size_t before = items_[row].size;
      cut(row, items_[row]);
      bytes += static_cast<std::int64_t>(items_[row].size) - static_cast<std::int64_t>(before);
    }
  }
  Rows rows{"[", items_.size()};
  for (std::size_t row = 0; row < items_.size(); ++row) {
    if (row > 0) rows.json += ',';
    append(rows.json, row, items_[row]);
  }
  rows.json += ']';
  return rows;
}

}  // namespace vitrine::hub

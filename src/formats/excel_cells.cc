#include "formats/excel_cells.h"

#include <charconv>
#include <cmath>
#include <deque>

#include "base/ascii.h"

namespace vitrine::formats {
namespace {

constexpr std::size_t kMaxColumns = 16'384;
constexpr std::size_t kMaxRows = 1'048'576;
/// More days than that, under a format of hours, are no span but a moment shown by its time of day.
constexpr double kMostDaysOfTimes = 366;
constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;

/// "AB12" as column 27 and row 11; nothing where it is no reference.
struct Place {
  std::optional<std::size_t> column;
  std::optional<std::size_t> row;
};

Place place_of(std::string_view reference) {
  Place out;
  std::size_t column = 0;
  std::size_t i = 0;
  const std::string letters = ascii_lower(reference.substr(0, 4));
  for (; i < letters.size() && letters[i] >= 'a' && letters[i] <= 'z'; ++i)
    column = column * 26 + static_cast<std::size_t>(letters[i] - 'a' + 1);
  if (column > 0) out.column = column - 1;
  std::size_t row = 0;
  const char* end = reference.data() + reference.size();
  if (std::from_chars(reference.data() + i, end, row).ec == std::errc() && row > 0)
    out.row = row - 1;
  return out;
}

/// Builds rows of what the parser tells.
class SheetXml final : public XmlHandler {
 public:
  explicit SheetXml(const ExcelWorkbook& workbook) : workbook_(workbook) {}

  void start(std::string_view name, const XmlAttributes& attributes) override;
  void end(std::string_view name) override;
  void text(std::string_view bytes) override {
    if (in_value_ && !in_reading_aid_) value_ += bytes;
  }

  struct Row {
    std::size_t number = 0;
    std::vector<ExcelCell> cells;
  };
  std::deque<Row> rows;
  bool too_large = false;
  bool damaged = false;
  std::size_t merged_ranges = 0;

 private:
  void start_row(const XmlAttributes& attributes);
  void start_cell(const XmlAttributes& attributes);
  void end_cell();
  ExcelCell cell_of() const;
  ExcelCell number_of(std::string_view text) const;

  const ExcelWorkbook& workbook_;
  Row row_;
  std::size_t next_row_ = 0;
  std::size_t column_ = 0;
  std::string type_;
  std::size_t style_ = 0;
  std::string value_;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_reading_aid_ = false;
  bool has_formula_ = false;
};

void SheetXml::start(std::string_view name, const XmlAttributes& attributes) {
  if (name == "row") start_row(attributes);
  if (name == "mergeCell") ++merged_ranges;
  if (name == "c") start_cell(attributes);
  if (name == "rPh") in_reading_aid_ = true;
  // <v> holds a value, <is><t> a text of the cell's own; of <f>, a formula, the result counts.
  if (in_cell_ && (name == "v" || name == "t")) in_value_ = true;
  if (in_cell_ && name == "f") has_formula_ = true;
}

void SheetXml::end(std::string_view name) {
  if (name == "rPh") in_reading_aid_ = false;
  if (name == "v" || name == "t") in_value_ = false;
  if (name == "c") end_cell();
  if (name == "row") {
    rows.push_back(std::move(row_));
    row_ = {};
  }
}

void SheetXml::start_row(const XmlAttributes& attributes) {
  const Place place = place_of(xml_attribute(attributes, "r"));
  row_ = {place.row.value_or(next_row_), {}};
  damaged |= row_.number < next_row_;
  too_large |= row_.number >= kMaxRows;
  next_row_ = row_.number + 1;
  column_ = 0;
}

void SheetXml::start_cell(const XmlAttributes& attributes) {
  column_ = place_of(xml_attribute(attributes, "r")).column.value_or(column_);
  too_large |= column_ >= kMaxColumns;
  type_ = xml_attribute(attributes, "t");
  const std::string_view style = xml_attribute(attributes, "s");
  style_ = 0;
  std::from_chars(style.data(), style.data() + style.size(), style_);
  value_.clear();
  has_formula_ = false;
  in_cell_ = true;
}

void SheetXml::end_cell() {
  in_cell_ = false;
  if (too_large) return;
  ExcelCell cell = cell_of();
  if (cell.kind != ExcelCell::Kind::kEmpty) {
    if (row_.cells.size() <= column_) row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(cell);
  }
  ++column_;
}

ExcelCell SheetXml::number_of(std::string_view text) const {
  using Kind = ExcelCell::Kind;
  ExcelCell cell{Kind::kNumber, std::string(text), 0};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, cell.number);
  if (error != std::errc() || rest != end || !std::isfinite(cell.number))
    return {Kind::kText, std::string(text), 0};
  if (style_ >= workbook_.formats.size()) return cell;
  switch (workbook_.formats[style_]) {
    case ExcelFormat::kNumber:
      break;
    case ExcelFormat::kDay:
      cell.kind = Kind::kDay;
      break;
    case ExcelFormat::kTime:
      cell.kind = cell.number > kMostDaysOfTimes ? Kind::kDay : Kind::kTime;
      break;
    case ExcelFormat::kSpan:
      cell.kind = Kind::kSpan;
      break;
  }
  return cell;
}

ExcelCell SheetXml::cell_of() const {
  using Kind = ExcelCell::Kind;
  if (type_ == "inlineStr" || type_ == "str") return {Kind::kText, excel_text(value_), 0};
  if (value_.empty()) return {has_formula_ ? Kind::kError : Kind::kEmpty, "", 0};
  const bool is_true = value_ == "1" || value_ == "true";
  if (type_ == "b") return {Kind::kBool, is_true ? "TRUE" : "FALSE", is_true ? 1.0 : 0};
  if (type_ == "e") return {Kind::kError, value_, 0};
  if (type_ == "d") return {Kind::kText, value_, 0};
  if (type_ != "s") return number_of(value_);
  std::size_t index = 0;
  const auto [rest, error] = std::from_chars(value_.data(), value_.data() + value_.size(), index);
  if (error != std::errc() || index >= workbook_.texts.size()) return {Kind::kError, value_, 0};
  return {Kind::kText, workbook_.texts[index], 0};
}

}  // namespace

struct ExcelCells::State {
  State(Archive opened, const ExcelWorkbook& workbook)
      : archive(std::move(opened)), sheet(workbook), stream(sheet) {}

  Archive archive;
  SheetXml sheet;
  XmlStream stream;
  std::string buffer = std::string(kBlockBytes, '\0');
  std::size_t next_row = 0;
  bool done = false;
};

ExcelCells::ExcelCells(std::unique_ptr<State> state) : state_(std::move(state)) {}
ExcelCells::~ExcelCells() = default;

Result<std::unique_ptr<ExcelCells>> ExcelCells::open(const fs::path& path,
                                                     const std::string& member,
                                                     const ExcelWorkbook& workbook) {
  Result<Archive> archive = open_member(path, member);
  if (!archive) return std::move(archive).error();
  return std::unique_ptr<ExcelCells>(
      new ExcelCells(std::make_unique<State>(*std::move(archive), workbook)));
}

Result<bool> ExcelCells::next(std::vector<ExcelCell>& row) {
  State& state = *state_;
  while (state.sheet.rows.empty() && !state.done) {
    const Result<std::size_t> n = state.archive.read(state.buffer);
    if (!n) return n.error();
    state.done = *n == 0;
    Status fed = state.stream.feed(std::string_view(state.buffer).substr(0, *n), state.done);
    if (!fed) return std::move(fed).error();
    if (state.sheet.damaged) return corrupt("the rows of the sheet are out of order");
    if (state.sheet.too_large)
      return too_large("the sheet has more rows or columns than Excel's sheets can have");
  }
  row.clear();
  if (state.sheet.rows.empty()) return false;
  if (state.sheet.rows.front().number == state.next_row) {
    row = std::move(state.sheet.rows.front().cells);
    state.sheet.rows.pop_front();
  }
  ++state.next_row;
  return true;
}

std::size_t ExcelCells::merged_ranges() const {
  return state_->sheet.merged_ranges;
}

std::string excel_column_name(std::size_t column) {
  std::string name;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
  return name;
}

}  // namespace vitrine::formats

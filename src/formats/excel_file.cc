#include "formats/excel_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "base/ascii.h"
#include "duck/types.h"
#include "formats/excel_cells.h"

namespace vitrine::formats {
namespace {

using Kind = ExcelCell::Kind;

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
constexpr double kDayMicros = 86'400e6;
/// Days beyond the year 9999, where Excel ends.
constexpr double kMaxSerial = 2'958'466;

/// Excel's count of days as microseconds since 1970. Its year 1900 has a 29th of February, day 60,
/// so that the days before count one less. Parts of a second are kept to a millisecond, which is
/// what a double of this size is good for.
std::int64_t micros_of(double serial, bool from_1904) {
  const double start = from_1904 ? 24'107 : serial < 60 ? 25'568 : 25'569;
  return std::llround((serial - start) * 86'400e3) * 1000;
}

/// A time of day or a span as a millisecond tells it.
std::int64_t micros_of_days(double days) {
  return std::llround(days * 86'400e3) * 1000;
}

/// "hh:mm:ss", with as many hours as there are.
std::string clock_text(std::int64_t micros) {
  const std::int64_t millis = std::abs(micros) / 1000;
  std::string out = fmt::format("{}{:02}:{:02}:{:02}", micros < 0 ? "-" : "", millis / 3'600'000,
                                millis / 60'000 % 60, millis / 1000 % 60);
  if (millis % 1000 != 0) out += fmt::format(".{:03}", millis % 1000);
  return out;
}

std::string moment_text(std::int64_t micros, bool with_time) {
  using namespace std::chrono;
  const sys_time<microseconds> moment{microseconds(micros)};
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  std::string out =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (!with_time) return out;
  return out + " " + clock_text(duration_cast<microseconds>(moment - day).count());
}

/// The cell as a text: numbers as the file has them, days and times as they are read.
std::string told(const ExcelCell& cell, bool from_1904) {
  if ((cell.kind == Kind::kTime || cell.kind == Kind::kSpan) && std::abs(cell.number) <= kMaxSerial)
    return clock_text(micros_of_days(cell.number));
  if (cell.kind != Kind::kDay || cell.number < 0 || cell.number >= kMaxSerial) return cell.text;
  return moment_text(micros_of(cell.number, from_1904), cell.number != std::floor(cell.number));
}

struct Column {
  std::string name;
  bool is_named = false;  ///< By the sheet.
  bool kinds[8] = {};     ///< By ExcelCell::Kind: whether there is such a cell.
  bool empty_texts = false;
  bool fractions = false;
  bool wide = false;          ///< Numbers or days that the type for them cannot hold.
  bool times_of_day = false;  ///< Days with a part.
  bool spans = false;         ///< Times that a day does not hold, or that are said to be spans.
  std::size_t errors = 0;
  std::size_t unsolved = 0;  ///< Formulas without a result.

  void add(const ExcelCell& cell);
  bool has(Kind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  bool has_times() const { return has(Kind::kTime) || has(Kind::kSpan); }
  /// Whether the sheet has neither a name nor a cell of it.
  bool is_blank() const;
  duck::CellType cell() const;
  schema::Feature feature() const;
};

bool Column::is_blank() const {
  constexpr Kind kFilled[] = {Kind::kNumber, Kind::kDay,  Kind::kTime, Kind::kSpan,
                              Kind::kText,   Kind::kBool, Kind::kError};
  return !is_named && !empty_texts &&
         std::ranges::none_of(kFilled, [this](Kind kind) { return has(kind); });
}

void Column::add(const ExcelCell& cell) {
  // As pandas writes what is missing: a text beside texts, a null beside all others.
  if (cell.kind == Kind::kText && cell.text.empty()) {
    empty_texts = true;
    return;
  }
  kinds[static_cast<std::size_t>(cell.kind)] = true;
  const double value = cell.number;
  switch (cell.kind) {
    case Kind::kNumber:
      fractions |=
          value != std::floor(value) || cell.text.find_first_of(".eE") != std::string::npos;
      // 2^53 + 1 comes as 2^53.
      wide |= std::abs(value) >= kExactIntegers;
      break;
    case Kind::kDay:
      times_of_day |= value != std::floor(value);
      wide |= value < 0 || value >= kMaxSerial;
      break;
    case Kind::kTime:
    case Kind::kSpan:
      spans |= cell.kind == Kind::kSpan || value < 0 || value >= 1;
      wide |= std::abs(value) > kMaxSerial;
      break;
    case Kind::kError:
      ++(cell.text.empty() ? unsolved : errors);
      break;
    case Kind::kEmpty:
    case Kind::kText:
    case Kind::kBool:
      break;
  }
}

duck::CellType Column::cell() const {
  int found = has_times() ? 1 : 0;
  for (const Kind kind : {Kind::kNumber, Kind::kDay, Kind::kText, Kind::kBool})
    found += has(kind) ? 1 : 0;
  if (found != 1 || has(Kind::kText)) return duck::CellType::kString;
  if (has(Kind::kBool)) return duck::CellType::kBool;
  if (has(Kind::kNumber))
    return !fractions && !wide ? duck::CellType::kInt64
           : !fractions        ? duck::CellType::kString
                               : duck::CellType::kFloat64;
  if (wide) return duck::CellType::kString;
  if (has(Kind::kDay)) return times_of_day ? duck::CellType::kTimestampUs : duck::CellType::kDate;
  return spans ? duck::CellType::kInt64 : duck::CellType::kTime;
}

schema::Feature Column::feature() const {
  const bool any = has(Kind::kNumber) || has(Kind::kDay) || has_times() || has(Kind::kText) ||
                   has(Kind::kBool) || empty_texts;
  if (!any) return schema::Feature::value("null");
  if (cell() == duck::CellType::kInt64 && has_times())
    return schema::Feature::value("duration[us]");
  duck::ColumnType type;
  type.cell = cell();
  return duck::feature_of(type);
}

struct Sheet {
  fs::path path;
  std::string member;
  ExcelWorkbook workbook;
  std::size_t first_row = 0;  ///< Of the data.
  std::size_t first_column = 0;
  std::size_t end_row = 0;   ///< Behind the last row with a cell.
  std::size_t num_rows = 0;  ///< From the first to there, without those that are left out.
  std::size_t merged_ranges = 0;
  bool has_header = true;
  bool header_has_years = false;  ///< So that it is one by the numbers below.
  std::uint64_t skip_rows = 0;
  std::vector<std::uint64_t> skipped = {};

  /// Whether row `number` of the sheet, from 0, is left out.
  bool leaves_out(std::size_t number) const;
};

bool Sheet::leaves_out(std::size_t number) const {
  const auto next = std::ranges::lower_bound(skipped, number);
  if (next != skipped.end() && *next == number) return true;
  return number - static_cast<std::size_t>(next - skipped.begin()) < skip_rows;
}

class ExcelReader final : public duck::RowReader {
 public:
  ExcelReader(const Sheet& sheet, std::unique_ptr<ExcelCells> cells,
              const std::vector<duck::RowColumn>& columns)
      : sheet_(sheet), cells_(std::move(cells)), columns_(columns) {}

  Result<std::size_t> read(duck::RowChunk& out) override {
    std::size_t rows = 0;
    std::vector<ExcelCell> cells;
    while (!out.is_full(rows) && row_ < sheet_.end_row) {
      const Result<bool> more = cells_->next(cells);
      if (!more) return more.error();
      if (!*more) break;
      const std::size_t number = row_++;
      if (number < sheet_.first_row || sheet_.leaves_out(number)) continue;
      cells.resize(std::max(cells.size(), sheet_.first_column + columns_.size()));
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const ExcelCell& cell = cells[sheet_.first_column + i];
        if (Status status = write(cell, columns_[i].type.cell, out.column(i), rows); !status)
          return std::move(status).error();
      }
      ++rows;
    }
    return rows;
  }

 private:
  Status write(const ExcelCell& cell, duck::CellType type, duck::ColumnWriter out,
               std::size_t row) const {
    if (cell.kind == Kind::kEmpty || cell.kind == Kind::kError) {
      out.null(row);
      return {};
    }
    if (type == duck::CellType::kString)
      return out.text(row, told(cell, sheet_.workbook.counts_from_1904));
    if (cell.kind == Kind::kText) {
      out.null(row);
      return {};
    }
    const bool from_1904 = sheet_.workbook.counts_from_1904;
    if (cell.kind == Kind::kDay) {
      const std::int64_t micros = micros_of(cell.number, from_1904);
      if (type == duck::CellType::kDate) {
        out.number(row,
                   static_cast<std::int32_t>(std::floor(static_cast<double>(micros) / kDayMicros)));
      } else {
        out.number(row, micros);
      }
    } else if (cell.kind == Kind::kTime || cell.kind == Kind::kSpan) {
      out.number(row, micros_of_days(cell.number));
    } else if (type == duck::CellType::kBool) {
      out.number(row, cell.number != 0);
    } else if (type == duck::CellType::kInt64) {
      out.number(row, static_cast<std::int64_t>(cell.number));
    } else {
      out.number(row, cell.number);
    }
    return {};
  }

  const Sheet& sheet_;
  std::unique_ptr<ExcelCells> cells_;
  const std::vector<duck::RowColumn>& columns_;
  std::size_t row_ = 0;
};

class ExcelRows final : public duck::RowSource {
 public:
  ExcelRows(Sheet sheet, std::vector<duck::RowColumn> columns)
      : sheet_(std::move(sheet)), columns_(std::move(columns)) {}
  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override { return sheet_.num_rows; }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    Result<std::unique_ptr<ExcelCells>> cells =
        ExcelCells::open(sheet_.path, sheet_.member, sheet_.workbook);
    if (!cells) return std::move(cells).error();
    return std::unique_ptr<duck::RowReader>(
        std::make_unique<ExcelReader>(sheet_, *std::move(cells), columns_));
  }

 private:
  Sheet sheet_;
  std::vector<duck::RowColumn> columns_;
};

/// A column without a name is called by its letter, unless another column is called so.
void give_way(std::vector<Column>& columns) {
  std::set<std::string> names;
  for (const Column& column : columns) {
    if (column.is_named) names.insert(ascii_lower(column.name));
  }
  for (Column& column : columns) {
    if (!column.is_named && names.contains(ascii_lower(column.name)))
      column.name = "column_" + column.name;
  }
}

/// Whether the header has but one name, in the first column: a title, most likely.
bool has_title(const std::vector<Column>& columns) {
  return columns.size() > 1 && columns.front().is_named &&
         std::ranges::count(columns, true, &Column::is_named) == 1;
}

/// Names of a header.
void name_columns(const std::vector<ExcelCell>& row, bool from_1904, std::vector<Column>& columns) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].kind == Kind::kEmpty || row[i].kind == Kind::kError || row[i].text.empty()) continue;
    columns[i].name = told(row[i], from_1904);
    columns[i].is_named = true;
  }
}

bool is_header(const std::vector<ExcelCell>& row) {
  return std::ranges::all_of(row, [](const ExcelCell& cell) {
    return cell.kind == Kind::kText || cell.kind == Kind::kEmpty;
  });
}

bool is_year(const ExcelCell& cell) {
  return cell.kind == Kind::kNumber && cell.number >= 1000 && cell.number < 3000 &&
         cell.number == std::floor(cell.number);
}

/// Texts and several years, each once: names of columns, if other numbers than years stand below.
bool may_be_header_of_years(const std::vector<ExcelCell>& row) {
  std::set<double> years;
  std::size_t texts = 0;
  for (const ExcelCell& cell : row) {
    if (cell.kind == Kind::kText) {
      ++texts;
    } else if (cell.kind != Kind::kEmpty && (!is_year(cell) || !years.insert(cell.number).second)) {
      return false;
    }
  }
  return texts > 0 && years.size() > 1;
}

/// Goes through the sheet: where the data is, and what each column has.
Result<std::vector<Column>> look_through(Sheet& sheet, std::optional<bool> has_header) {
  Result<std::unique_ptr<ExcelCells>> cells =
      ExcelCells::open(sheet.path, sheet.member, sheet.workbook);
  if (!cells) return std::move(cells).error();
  std::vector<Column> columns;
  std::vector<ExcelCell> row;
  bool begun = false;
  std::vector<ExcelCell> years;  ///< The first row, if it may be a header for its years.
  bool over_amounts = false;     ///< A number that is no year stands below one of its years.
  std::size_t left_out = 0;      ///< Since the first row.
  for (std::size_t number = 0;; ++number) {
    const Result<bool> more = (*cells)->next(row);
    if (!more) return more.error();
    if (!*more) break;
    if (sheet.leaves_out(number)) {
      left_out += begun ? 1U : 0U;
      continue;
    }
    if (row.empty()) continue;
    for (std::size_t i = columns.size(); i < row.size(); ++i)
      columns.push_back({.name = excel_column_name(i)});
    if (!begun) {
      begun = true;
      sheet.first_row = number;
      if (has_header.value_or(is_header(row))) {
        name_columns(row, sheet.workbook.counts_from_1904, columns);
        sheet.first_row = number + 1;
        continue;
      }
      sheet.has_header = false;
      if (!has_header && may_be_header_of_years(row)) years = row;
    } else if (!years.empty() && !over_amounts) {
      for (std::size_t i = 0; i < std::min(row.size(), years.size()); ++i)
        over_amounts |= is_year(years[i]) && row[i].kind == Kind::kNumber && !is_year(row[i]);
    }
    sheet.end_row = number + 1;
    sheet.num_rows = sheet.end_row - sheet.first_row - left_out;
    for (std::size_t i = 0; i < row.size(); ++i) columns[i].add(row[i]);
  }
  if (over_amounts) {
    sheet.has_header = true;
    sheet.header_has_years = true;
    return look_through(sheet, true);
  }
  sheet.merged_ranges = (*cells)->merged_ranges();
  const auto first = std::ranges::find_if_not(columns, &Column::is_blank);
  sheet.first_column = static_cast<std::size_t>(first - columns.begin());
  columns.erase(columns.begin(), first);
  give_way(columns);
  return columns;
}

/// Names the columns as `names` has them, of all columns in order.
Status give_names(const std::vector<std::string>& names, std::vector<Column>& columns) {
  if (names.empty()) return {};
  if (names.size() != columns.size())
    return invalid_argument("has " + std::to_string(columns.size()) + " columns where " +
                            std::to_string(names.size()) + " column names are given");
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].name = names[i];
    columns[i].is_named = true;
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> excel_sheets(const fs::path& path) {
  const Result<ExcelWorkbook> workbook = read_workbook(path, false);
  if (!workbook) return workbook.error();
  std::vector<std::string> names;
  for (const ExcelSheet& sheet : workbook->sheets) names.push_back(sheet.name);
  return names;
}

Result<RowFile> open_excel(const fs::path& path, const std::string& name,
                           const SheetReading& reading) {
  Result<ExcelWorkbook> workbook = read_workbook(path, true);
  if (!workbook) return std::move(workbook).error();
  const auto found = std::ranges::find(workbook->sheets, name, &ExcelSheet::name);
  if (found == workbook->sheets.end()) return not_found("it has no sheet \"" + name + "\"");
  const bool is_hidden = found->is_hidden;
  Sheet sheet{path, found->member, *std::move(workbook)};
  sheet.skip_rows = reading.skip_rows;
  sheet.skipped = reading.skipped;
  std::optional<bool> has_header = reading.has_header;
  if (!has_header && !reading.names.empty()) has_header = false;
  Result<std::vector<Column>> columns = look_through(sheet, has_header);
  if (!columns) return columns.error();
  if (columns->empty())
    return invalid_argument("the sheet \"" + name + "\" is empty" +
                            (reading.skip_rows > 0 || !reading.skipped.empty()
                                 ? " behind the rows that are left out"
                                 : ""));
  if (Status status = give_names(reading.names, *columns); !status)
    return std::move(status).error().in("the sheet \"" + name + "\"");
  RowFile out;
  if (is_hidden) out.notices.push_back("the sheet " + name + " is hidden in the workbook");
  if (!sheet.has_header && !has_header)
    out.notices.push_back("the sheet " + name +
                          " has no header, as its first row holds other than texts: its columns "
                          "are called A, B, ...; --header takes them for names");
  if (sheet.header_has_years)
    out.notices.push_back("the first row of the sheet " + name +
                          ", which has years over other numbers, is its header (--no-header makes "
                          "it data)");
  if (has_title(*columns) && reading.skip_rows == 0)
    out.notices.push_back("the sheet " + name + " has a name for 1 of its " +
                          std::to_string(columns->size()) +
                          " columns: if its first row is a title, leave it out (--skip-lines 1)");
  if (sheet.merged_ranges > 0)
    out.notices.push_back("the sheet " + name +
                          " has merged cells: the first has their value, the "
                          "others are null");
  std::vector<duck::RowColumn> cells;
  for (const Column& column : *columns) {
    duck::RowColumn made;
    made.name = position_name(cells.size());
    made.type.cell = column.cell();
    cells.push_back(std::move(made));
    out.features.push_back({column.name, column.feature()});
    if (column.errors > 0)
      out.notices.push_back("column \"" + column.name + "\" of sheet " + name + ": " +
                            std::to_string(column.errors) +
                            " cells hold an error of Excel's (#N/A, ...) and are null");
    if (column.unsolved > 0)
      out.notices.push_back("column \"" + column.name + "\" of sheet " + name + ": " +
                            std::to_string(column.unsolved) +
                            " formulas have no result in the file and are null: a program that "
                            "computes, such as Excel or LibreOffice, has to save it once");
  }
  out.rows = std::make_shared<ExcelRows>(std::move(sheet), std::move(cells));
  return out;
}

}  // namespace vitrine::formats

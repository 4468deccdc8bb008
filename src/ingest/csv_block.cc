#include "ingest/csv_block.h"

#include <type_traits>

#include "base/utf8.h"

namespace vitrine::ingest {
namespace {

using Form = TextType::Form;

constexpr std::size_t kTextBytes = 16;  // of a text in a chunk, beside its letters

}  // namespace

CsvBlock::Cells CsvBlock::no_cells(Form form) {
  switch (form) {
    case Form::kText:
      return Texts();
    case Form::kBool:
      return std::vector<std::uint8_t>();
    case Form::kInt64:
    case Form::kTimestamp:
    case Form::kUtc:
    case Form::kTime:
      return std::vector<std::int64_t>();
    case Form::kUint64:
      return std::vector<std::uint64_t>();
    case Form::kInt128:
      return std::vector<duck::Int128>();
    case Form::kFloat64:
      return std::vector<double>();
    case Form::kDate:
      return std::vector<std::int32_t>();
  }
  return Texts();
}

void CsvBlock::clear(Column& column) {
  column.null_rows.clear();
  std::visit(
      []<typename T>(T& cells) {
        if constexpr (std::is_same_v<T, Texts>) {
          cells.bytes.clear();
          cells.ends.clear();
        } else {
          cells.clear();
        }
      },
      column.cells);
}

void CsvBlock::start(const std::vector<CsvTarget>& targets) {
  if (targets_ != &targets) {
    targets_ = &targets;
    columns_.clear();
    for (const CsvTarget& target : targets) columns_.push_back({no_cells(target.type.form), {}});
  }
  for (Column& column : columns_) clear(column);
  rows_ = 0;
  bytes_ = 0;
}

Status CsvBlock::add(const CsvRecord& record, std::span<const std::size_t> positions) {
  static constexpr CsvField kNull;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const CsvField& field = positions[i] == std::string::npos ? kNull : record.fields[positions[i]];
    if (Status status = add_cell(columns_[i], (*targets_)[i].type, field); !status) return status;
  }
  ++rows_;
  return {};
}

Status CsvBlock::add_text(Column& column, Texts& texts, const CsvField& field) {
  if (field.is_null()) {
    column.null_rows.push_back(static_cast<std::uint32_t>(rows_));
  } else {
    // A delimiter may be a byte of any character.
    if (!is_valid_utf8(field.text)) return corrupt("a text is not valid UTF-8");
    texts.bytes += field.text;
    bytes_ += kTextBytes + field.text.size();
  }
  texts.ends.push_back(texts.bytes.size());
  return {};
}

Status CsvBlock::add_cell(Column& column, const TextType& type, const CsvField& field) {
  if (auto* texts = std::get_if<Texts>(&column.cells)) return add_text(column, *texts, field);
  TextValue value;
  const Result<bool> there = read_text_value(type, field.text, value);
  if (!there) return there.error();
  if (!*there) column.null_rows.push_back(static_cast<std::uint32_t>(rows_));
  const auto put = [&]<typename T>(T number) {
    std::get<std::vector<T>>(column.cells).push_back(number);
    if (*there) bytes_ += sizeof(T);
  };
  switch (type.form) {
    case Form::kText:
      break;
    case Form::kBool:
      put(static_cast<std::uint8_t>(value.boolean));
      break;
    case Form::kInt64:
    case Form::kTimestamp:
    case Form::kUtc:
    case Form::kTime:
      put(value.int64);
      break;
    case Form::kUint64:
      put(value.uint64);
      break;
    case Form::kInt128:
      put(value.int128);
      break;
    case Form::kFloat64:
      put(value.float64);
      break;
    case Form::kDate:
      put(static_cast<std::int32_t>(value.int64));
      break;
  }
  return {};
}

void CsvBlock::write_cells(const Column& column, duck::ColumnWriter& out) {
  const auto* texts = std::get_if<Texts>(&column.cells);
  if (texts == nullptr) {
    std::visit(
        [&](const auto& cells) {
          using Values = std::decay_t<decltype(cells)>;
          if constexpr (!std::is_same_v<Values, Texts>)
            out.numbers(std::span<const typename Values::value_type>(cells));
        },
        column.cells);
    for (const std::uint32_t row : column.null_rows) out.null(row);
    return;
  }
  auto null = column.null_rows.begin();
  std::size_t begin = 0;
  for (std::size_t row = 0; row < texts->ends.size(); ++row) {
    const std::size_t end = texts->ends[row];
    if (null != column.null_rows.end() && *null == row) {
      out.null(row);
      ++null;
    } else {
      out.checked_text(row, std::string_view(texts->bytes).substr(begin, end - begin));
    }
    begin = end;
  }
}

void CsvBlock::write(duck::RowChunk& out) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    duck::ColumnWriter writer = out.column(i);
    write_cells(columns_[i], writer);
  }
}

}  // namespace vitrine::ingest

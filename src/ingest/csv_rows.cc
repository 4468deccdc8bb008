#include "ingest/csv_rows.h"

#include <optional>
#include <utility>

namespace vitrine {
namespace {

using Form = TextType::Form;

ColumnType cell_type(Form form) {
  ColumnType type;
  switch (form) {
    case Form::kText:
      type.cell = CellType::kString;
      break;
    case Form::kBool:
      type.cell = CellType::kBool;
      break;
    case Form::kInt64:
      type.cell = CellType::kInt64;
      break;
    case Form::kUint64:
      type.cell = CellType::kUint64;
      break;
    case Form::kInt128:
      type.cell = CellType::kDecimal;
      type.storage = CellType::kInt128;
      type.width = 38;
      break;
    case Form::kFloat64:
      type.cell = CellType::kFloat64;
      break;
    case Form::kDate:
      type.cell = CellType::kDate;
      break;
    case Form::kTimestamp:
      type.cell = CellType::kTimestampUs;
      break;
    case Form::kUtc:
      type.cell = CellType::kTimestampTz;
      break;
    case Form::kTime:
      type.cell = CellType::kTime;
      break;
  }
  return type;
}

void write_value(ColumnWriter& column, std::size_t row, Form form, const TextValue& value) {
  switch (form) {
    case Form::kText:
      return;
    case Form::kBool:
      return column.number<bool>(row, value.boolean);
    case Form::kInt64:
    case Form::kTimestamp:
    case Form::kUtc:
    case Form::kTime:
      return column.number<std::int64_t>(row, value.int64);
    case Form::kUint64:
      return column.number<std::uint64_t>(row, value.uint64);
    case Form::kInt128:
      return column.number<Int128>(row, value.int128);
    case Form::kFloat64:
      return column.number<double>(row, value.float64);
    case Form::kDate:
      return column.number<std::int32_t>(row, static_cast<std::int32_t>(value.int64));
  }
}

Status write_field(ColumnWriter& column, std::size_t row, const TextType& type,
                   const CsvField& field) {
  if (type.form == Form::kText) {
    if (!field.is_null()) return column.text(row, field.text);
    column.null(row);
    return {};
  }
  TextValue value;
  const Result<bool> there = read_text_value(type, field.text, value);
  if (!there) return there.error();
  if (*there) {
    write_value(column, row, type.form, value);
  } else {
    column.null(row);
  }
  return {};
}

struct CsvTable {
  std::vector<CsvTarget> targets;
  std::vector<CsvPart> parts;
  std::vector<RowColumn> columns;
  std::uint64_t rows = 0;
};

class CsvRowReader final : public RowReader {
 public:
  explicit CsvRowReader(std::shared_ptr<const CsvTable> table) : table_(std::move(table)) {}

  Result<std::size_t> read(RowChunk& out) override {
    std::size_t row = 0;
    std::vector<ColumnWriter> writers;
    writers.reserve(table_->targets.size());
    for (std::size_t i = 0; i < table_->targets.size(); ++i) writers.push_back(out.column(i));
    while (!out.is_full(row)) {
      const Result<bool> more = next();
      if (!more) return more.error();
      if (!*more) break;
      if (Status status = write(writers, row); !status) return named(status.error());
      ++row;
    }
    return row;
  }

 private:
  const CsvPart& part() const { return table_->parts[part_]; }

  Error named(const Error& error) const { return in_file(part().file.file, error); }

  Result<bool> next() {
    while (part_ < table_->parts.size()) {
      if (!records_) {
        Result<CsvRecords> records = open_csv(part().file);
        if (!records) return named(records.error());
        records_.emplace(*std::move(records));
      }
      const Result<bool> more = records_->next(record_);
      if (!more) return named(more.error());
      if (*more) return true;
      records_.reset();
      ++part_;
    }
    return false;
  }

  Status write(std::vector<ColumnWriter>& writers, std::size_t row) {
    if (record_.fields.size() != part().file.names.size())
      return corrupt("the file changed while it was read");
    for (std::size_t i = 0; i < writers.size(); ++i) {
      const std::size_t position = part().positions[i];
      if (position == std::string::npos) {
        writers[i].null(row);
        continue;
      }
      Status status =
          write_field(writers[i], row, table_->targets[i].type, record_.fields[position]);
      if (!status) return status;
    }
    return {};
  }

  std::shared_ptr<const CsvTable> table_;
  std::size_t part_ = 0;
  std::optional<CsvRecords> records_;
  CsvRecord record_;
};

class CsvRowSource final : public RowSource {
 public:
  explicit CsvRowSource(std::shared_ptr<const CsvTable> table) : table_(std::move(table)) {}

  const std::vector<RowColumn>& columns() const override { return table_->columns; }
  std::optional<std::uint64_t> num_rows() const override { return table_->rows; }
  Result<std::unique_ptr<RowReader>> open() const override {
    return std::unique_ptr<RowReader>(std::make_unique<CsvRowReader>(table_));
  }

 private:
  std::shared_ptr<const CsvTable> table_;
};

}  // namespace

std::shared_ptr<const RowSource> csv_rows(std::vector<CsvTarget> targets,
                                          std::vector<CsvPart> parts) {
  auto table = std::make_shared<CsvTable>();
  for (const CsvTarget& target : targets)
    table->columns.push_back({target.name, cell_type(target.type.form)});
  for (const CsvPart& part : parts) table->rows += part.file.rows;
  table->targets = std::move(targets);
  table->parts = std::move(parts);
  return std::make_shared<CsvRowSource>(std::move(table));
}

}  // namespace vitrine

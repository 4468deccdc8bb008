#include "ingest/csv_rows.h"

#include <optional>
#include <utility>

#include "base/made_ahead.h"
#include "ingest/csv_block.h"

namespace vitrine::ingest {
namespace {

using Form = TextType::Form;

duck::ColumnType cell_type(Form form) {
  duck::ColumnType type;
  switch (form) {
    case Form::kText:
      type.cell = duck::CellType::kString;
      break;
    case Form::kBool:
      type.cell = duck::CellType::kBool;
      break;
    case Form::kInt64:
      type.cell = duck::CellType::kInt64;
      break;
    case Form::kUint64:
      type.cell = duck::CellType::kUint64;
      break;
    case Form::kInt128:
      type.cell = duck::CellType::kDecimal;
      type.storage = duck::CellType::kInt128;
      type.width = 38;
      break;
    case Form::kFloat64:
      type.cell = duck::CellType::kFloat64;
      break;
    case Form::kDate:
      type.cell = duck::CellType::kDate;
      break;
    case Form::kTimestamp:
      type.cell = duck::CellType::kTimestampUs;
      break;
    case Form::kUtc:
      type.cell = duck::CellType::kTimestampTz;
      break;
    case Form::kTime:
      type.cell = duck::CellType::kTime;
      break;
  }
  return type;
}

struct CsvTable {
  std::vector<CsvTarget> targets;
  std::vector<CsvPart> parts;
  std::vector<duck::RowColumn> columns;
  std::uint64_t rows = 0;
};

/// Makes blocks of the rows of all parts, one after the other.
class CsvBlockMaker {
 public:
  CsvBlockMaker(std::shared_ptr<const CsvTable> table, std::size_t most_rows)
      : table_(std::move(table)), most_rows_(most_rows) {}

  /// False at the end.
  Result<bool> make(CsvBlock& out) {
    out.start(table_->targets);
    while (!out.is_full(most_rows_)) {
      const Result<bool> more = next();
      if (!more) return more.error();
      if (!*more) break;
      if (record_.fields.size() != part().file.names.size())
        return named(corrupt("the file changed while it was read"));
      if (Status status = out.add(record_, part().positions); !status) return named(status.error());
    }
    return out.rows() > 0;
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

  std::shared_ptr<const CsvTable> table_;
  std::size_t most_rows_;
  std::size_t part_ = 0;
  std::optional<CsvRecords> records_;
  CsvRecord record_;
};

/// Reads and converts on a thread of its own, beside what DuckDB does with the rows: of numbers and
/// short texts that is about as much.
class CsvRowReader final : public duck::RowReader {
 public:
  explicit CsvRowReader(std::shared_ptr<const CsvTable> table) : table_(std::move(table)) {}

  Result<std::size_t> read(duck::RowChunk& out) override {
    if (!blocks_) {
      auto maker = std::make_shared<CsvBlockMaker>(table_, out.capacity());
      blocks_.emplace(kBytesAhead, [maker](CsvBlock& block) { return maker->make(block); });
    }
    const Result<CsvBlock*> block = blocks_->next();
    if (!block) return block.error();
    if (*block == nullptr) return std::size_t{0};
    (*block)->write(out);
    return (*block)->rows();
  }

 private:
  static constexpr std::size_t kBytesAhead = std::size_t{1} << 20U;

  std::shared_ptr<const CsvTable> table_;
  std::optional<MadeAhead<CsvBlock>> blocks_;
};

class CsvRowSource final : public duck::RowSource {
 public:
  explicit CsvRowSource(std::shared_ptr<const CsvTable> table) : table_(std::move(table)) {}

  const std::vector<duck::RowColumn>& columns() const override { return table_->columns; }
  std::optional<std::uint64_t> num_rows() const override { return table_->rows; }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(std::make_unique<CsvRowReader>(table_));
  }

 private:
  std::shared_ptr<const CsvTable> table_;
};

}  // namespace

std::shared_ptr<const duck::RowSource> csv_rows(std::vector<CsvTarget> targets,
                                                std::vector<CsvPart> parts) {
  auto table = std::make_shared<CsvTable>();
  for (const CsvTarget& target : targets)
    table->columns.push_back({target.name, cell_type(target.type.form)});
  for (const CsvPart& part : parts) table->rows += part.file.rows;
  table->targets = std::move(targets);
  table->parts = std::move(parts);
  return std::make_shared<CsvRowSource>(std::move(table));
}

}  // namespace vitrine::ingest

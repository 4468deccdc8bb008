#include "ingest/json_rows.h"

#include <optional>
#include <utility>

namespace vitrine::ingest {
namespace {

using Files = std::vector<JsonFile>;

class JsonRowReader final : public duck::RowReader {
 public:
  explicit JsonRowReader(std::shared_ptr<const Files> files) : files_(std::move(files)) {}

  Result<std::size_t> read(duck::RowChunk& out) override {
    duck::ColumnWriter column = out.column(0);
    std::size_t row = 0;
    while (!out.is_full(row) && file_ < files_->size()) {
      const Result<bool> more = next();
      if (!more) return in_file((*files_)[file_].file, more.error());
      if (!*more) {
        reader_.reset();
        ++file_;
        continue;
      }
      if (Status status = column.text(row, record_.text); !status) return std::move(status).error();
      ++row;
    }
    return row;
  }

 private:
  Result<bool> next() {
    if (!reader_) {
      Result<JsonFileReader> reader = JsonFileReader::open((*files_)[file_]);
      if (!reader) return std::move(reader).error();
      reader_.emplace(*std::move(reader));
    }
    return reader_->next(record_);
  }

  std::shared_ptr<const Files> files_;
  std::size_t file_ = 0;
  std::optional<JsonFileReader> reader_;
  JsonRecord record_;
};

class JsonRowSource final : public duck::RowSource {
 public:
  explicit JsonRowSource(Files files) : files_(std::make_shared<const Files>(std::move(files))) {
    duck::ColumnType type;
    type.cell = duck::CellType::kString;
    type.is_json = true;
    columns_.push_back({"json", type});
  }

  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override {
    std::uint64_t rows = 0;
    for (const JsonFile& file : *files_) rows += file.rows;
    return rows;
  }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(std::make_unique<JsonRowReader>(files_));
  }

 private:
  std::shared_ptr<const Files> files_;
  std::vector<duck::RowColumn> columns_;
};

}  // namespace

std::shared_ptr<const duck::RowSource> json_rows(std::vector<JsonFile> files) {
  return std::make_shared<JsonRowSource>(std::move(files));
}

}  // namespace vitrine::ingest

#include "ingest/json_rows.h"

#include <optional>
#include <utility>

#include "ingest/json_as_written.h"

namespace vitrine::ingest {
namespace {

struct Records {
  std::vector<JsonFile> files;
  schema::Features quoted;
};

class JsonRowReader final : public duck::RowReader {
 public:
  explicit JsonRowReader(std::shared_ptr<const Records> records) : records_(std::move(records)) {
    if (!records_->quoted.empty()) quoter_.emplace(records_->quoted);
  }

  Result<std::size_t> read(duck::RowChunk& out) override {
    duck::ColumnWriter column = out.column(0);
    std::size_t row = 0;
    const std::vector<JsonFile>& files = records_->files;
    while (!out.is_full(row) && file_ < files.size()) {
      const Result<bool> more = next();
      if (!more) return in_file(files[file_].file, more.error());
      if (!*more) {
        reader_.reset();
        ++file_;
        continue;
      }
      Result<std::string_view> text = record_.text;
      if (quoter_) text = quoter_->quote(record_.text);
      if (!text) return in_file(files[file_].file, text.error());
      if (Status status = column.text(row, *text); !status) return std::move(status).error();
      ++row;
    }
    return row;
  }

 private:
  Result<bool> next() {
    if (!reader_) {
      Result<JsonFileReader> reader = JsonFileReader::open(records_->files[file_]);
      if (!reader) return std::move(reader).error();
      reader_.emplace(*std::move(reader));
    }
    return reader_->next(record_);
  }

  std::shared_ptr<const Records> records_;
  std::optional<JsonQuoter> quoter_;
  std::size_t file_ = 0;
  std::optional<JsonFileReader> reader_;
  JsonRecord record_;
};

class JsonRowSource final : public duck::RowSource {
 public:
  explicit JsonRowSource(Records records)
      : records_(std::make_shared<const Records>(std::move(records))) {
    duck::ColumnType type;
    type.cell = duck::CellType::kString;
    type.is_json = true;
    columns_.push_back({"json", type});
  }

  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override {
    std::uint64_t rows = 0;
    for (const JsonFile& file : records_->files) rows += file.rows;
    return rows;
  }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(std::make_unique<JsonRowReader>(records_));
  }

 private:
  std::shared_ptr<const Records> records_;
  std::vector<duck::RowColumn> columns_;
};

}  // namespace

std::shared_ptr<const duck::RowSource> json_rows(std::vector<JsonFile> files,
                                                 schema::Features quoted) {
  return std::make_shared<JsonRowSource>(Records{std::move(files), std::move(quoted)});
}

}  // namespace vitrine::ingest

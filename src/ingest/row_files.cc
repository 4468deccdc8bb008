#include "ingest/row_files.h"

#include "formats/arrow_file.h"
#include "formats/excel_file.h"
#include "formats/numpy_file.h"
#include "formats/sqlite_file.h"
#include "source/tables.h"

namespace vitrine::ingest {
namespace {

Result<formats::RowFile> open(const source::SourceFile& file, const source::ReadOptions& reading) {
  switch (file.format) {
    case source::FileFormat::kArrow:
      return formats::open_arrow(file.path);
    case source::FileFormat::kNumpy:
      return formats::open_numpy(file.path);
    case source::FileFormat::kNumpyArchive:
      return formats::open_numpy_archive(file.path);
    case source::FileFormat::kSqlite:
      return formats::open_sqlite(file.path, file.part);
    case source::FileFormat::kExcel:
      return formats::open_excel(file.path, file.part, source::sheet_reading(reading));
    case source::FileFormat::kArchive:
    case source::FileFormat::kParquet:
    case source::FileFormat::kJson:
    case source::FileFormat::kJsonLines:
    case source::FileFormat::kCsv:
    case source::FileFormat::kTsv:
    case source::FileFormat::kText:
      break;
  }
  return internal_error("a format without a reader of rows");
}

Error named(const Error& error, const std::string& file) {
  const bool is_named = error.message().find(file) != std::string::npos;
  return is_named || error.code() == ErrorCode::kCancelled ? error : Error(error).in(file);
}

/// Rows of a file whose errors name it.
class RowsOfFile final : public duck::RowSource {
 public:
  RowsOfFile(std::string name, std::shared_ptr<const duck::RowSource> rows)
      : name_(std::move(name)), rows_(std::move(rows)) {}

  const std::vector<duck::RowColumn>& columns() const override { return rows_->columns(); }
  std::optional<std::uint64_t> num_rows() const override { return rows_->num_rows(); }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    Result<std::unique_ptr<duck::RowReader>> opened = rows_->open();
    if (!opened) return named(opened.error(), name_);
    return std::unique_ptr<duck::RowReader>(std::make_unique<Reader>(name_, *std::move(opened)));
  }

 private:
  class Reader final : public duck::RowReader {
   public:
    Reader(std::string name, std::unique_ptr<duck::RowReader> reader)
        : name_(std::move(name)), reader_(std::move(reader)) {}
    Result<std::size_t> read(duck::RowChunk& out) override {
      Result<std::size_t> rows = reader_->read(out);
      if (!rows) return named(rows.error(), name_);
      return rows;
    }

   private:
    std::string name_;
    std::unique_ptr<duck::RowReader> reader_;
  };

  std::string name_;
  std::shared_ptr<const duck::RowSource> rows_;
};

class ChainedRows final : public duck::RowSource {
 public:
  explicit ChainedRows(std::vector<std::shared_ptr<const duck::RowSource>> parts)
      : parts_(std::move(parts)) {}

  const std::vector<duck::RowColumn>& columns() const override { return parts_.front()->columns(); }

  std::optional<std::uint64_t> num_rows() const override {
    std::uint64_t sum = 0;
    for (const auto& part : parts_) {
      const std::optional<std::uint64_t> rows = part->num_rows();
      if (!rows) return std::nullopt;
      sum += *rows;
    }
    return sum;
  }

  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(std::make_unique<Reader>(parts_));
  }

 private:
  class Reader final : public duck::RowReader {
   public:
    explicit Reader(std::vector<std::shared_ptr<const duck::RowSource>> parts)
        : parts_(std::move(parts)) {}

    Result<std::size_t> read(duck::RowChunk& out) override {
      while (next_ < parts_.size() || reader_ != nullptr) {
        if (reader_ == nullptr) {
          Result<std::unique_ptr<duck::RowReader>> opened = parts_[next_++]->open();
          if (!opened) return std::move(opened).error();
          reader_ = *std::move(opened);
        }
        Result<std::size_t> rows = reader_->read(out);
        if (!rows || *rows > 0) return rows;
        reader_.reset();
      }
      return std::size_t{0};
    }

   private:
    std::vector<std::shared_ptr<const duck::RowSource>> parts_;
    std::unique_ptr<duck::RowReader> reader_;
    std::size_t next_ = 0;
  };

  std::vector<std::shared_ptr<const duck::RowSource>> parts_;
};

}  // namespace

Result<formats::RowFile> open_row_file(const source::SourceFile& file,
                                       const source::ReadOptions& reading) {
  Result<formats::RowFile> opened = open(file, reading);
  const std::string name = file.path.filename().string();
  if (!opened) return std::move(opened).error().in(name);
  opened->rows = std::make_shared<RowsOfFile>(name, std::move(opened->rows));
  return opened;
}

std::shared_ptr<const duck::RowSource> chain_rows(
    std::vector<std::shared_ptr<const duck::RowSource>> parts) {
  if (parts.size() == 1) return parts.front();
  return std::make_shared<ChainedRows>(std::move(parts));
}

}  // namespace vitrine::ingest

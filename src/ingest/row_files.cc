#include "ingest/row_files.h"

#include "formats/arrow_file.h"
#include "formats/excel_file.h"
#include "formats/numpy_file.h"
#include "formats/sqlite_file.h"
#include "source/tables.h"

namespace vitrine {
namespace {

Result<RowFile> open(const SourceFile& file, const ReadOptions& reading) {
  switch (file.format) {
    case FileFormat::kArrow:
      return open_arrow(file.path);
    case FileFormat::kNumpy:
      return open_numpy(file.path);
    case FileFormat::kNumpyArchive:
      return open_numpy_archive(file.path);
    case FileFormat::kSqlite:
      return open_sqlite(file.path, file.part);
    case FileFormat::kExcel:
      return open_excel(file.path, file.part, sheet_reading(reading));
    case FileFormat::kArchive:
    case FileFormat::kParquet:
    case FileFormat::kJson:
    case FileFormat::kJsonLines:
    case FileFormat::kCsv:
    case FileFormat::kTsv:
    case FileFormat::kText:
      break;
  }
  return internal_error("a format without a reader of rows");
}

class ChainedRows final : public RowSource {
 public:
  explicit ChainedRows(std::vector<std::shared_ptr<const RowSource>> parts)
      : parts_(std::move(parts)) {}

  const std::vector<RowColumn>& columns() const override { return parts_.front()->columns(); }

  std::optional<std::uint64_t> num_rows() const override {
    std::uint64_t sum = 0;
    for (const auto& part : parts_) {
      const std::optional<std::uint64_t> rows = part->num_rows();
      if (!rows) return std::nullopt;
      sum += *rows;
    }
    return sum;
  }

  Result<std::unique_ptr<RowReader>> open() const override {
    return std::unique_ptr<RowReader>(std::make_unique<Reader>(parts_));
  }

 private:
  class Reader final : public RowReader {
   public:
    explicit Reader(std::vector<std::shared_ptr<const RowSource>> parts)
        : parts_(std::move(parts)) {}

    Result<std::size_t> read(RowChunk& out) override {
      while (next_ < parts_.size() || reader_ != nullptr) {
        if (reader_ == nullptr) {
          Result<std::unique_ptr<RowReader>> opened = parts_[next_++]->open();
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
    std::vector<std::shared_ptr<const RowSource>> parts_;
    std::unique_ptr<RowReader> reader_;
    std::size_t next_ = 0;
  };

  std::vector<std::shared_ptr<const RowSource>> parts_;
};

}  // namespace

Result<RowFile> open_row_file(const SourceFile& file, const ReadOptions& reading) {
  Result<RowFile> opened = open(file, reading);
  if (!opened) return std::move(opened).error().in(file.path.filename().string());
  return opened;
}

std::shared_ptr<const RowSource> chain_rows(std::vector<std::shared_ptr<const RowSource>> parts) {
  if (parts.size() == 1) return parts.front();
  return std::make_shared<ChainedRows>(std::move(parts));
}

}  // namespace vitrine

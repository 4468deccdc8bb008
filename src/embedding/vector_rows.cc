#include "embedding/vector_rows.h"

namespace vitrine::embedding {
namespace {

class VectorReader final : public duck::RowReader {
 public:
  VectorReader(const std::vector<Hash128>& texts, const VectorLog& log)
      : texts_(texts), log_(log), vector_(log.dimension()) {}

  Result<std::size_t> read(duck::RowChunk& out) override {
    std::size_t row = 0;
    for (; next_ < texts_.size() && !out.is_full(row); ++row, ++next_) {
      if (Status written = write(out.column(0), row); !written) return std::move(written).error();
    }
    return row;
  }

 private:
  Status write(duck::ColumnWriter column, std::size_t row) {
    if (texts_[next_] == kNoText) {
      column.null(row);
      return {};
    }
    if (Status read = log_.read(texts_[next_], vector_); !read) return read;
    const Result<std::size_t> first = column.list(row, vector_.size());
    if (!first) return first.error();
    duck::ColumnWriter values = column.child();
    for (std::size_t i = 0; i < vector_.size(); ++i) values.number(*first + i, vector_[i]);
    return {};
  }

  const std::vector<Hash128>& texts_;
  const VectorLog& log_;
  std::vector<float> vector_;
  std::size_t next_ = 0;
};

class VectorRows final : public duck::RowSource {
 public:
  VectorRows(std::string name, const std::vector<Hash128>& texts, const VectorLog& log)
      : texts_(texts), log_(log) {
    duck::ColumnType value;
    value.cell = duck::CellType::kFloat32;
    duck::ColumnType list;
    list.cell = duck::CellType::kList;
    list.children = {value};
    columns_.push_back({std::move(name), list});
  }

  const std::vector<duck::RowColumn>& columns() const override { return columns_; }
  std::optional<std::uint64_t> num_rows() const override { return texts_.size(); }
  Result<std::unique_ptr<duck::RowReader>> open() const override {
    return std::unique_ptr<duck::RowReader>(new VectorReader(texts_, log_));
  }

 private:
  const std::vector<Hash128>& texts_;
  const VectorLog& log_;
  std::vector<duck::RowColumn> columns_;
};

}  // namespace

std::shared_ptr<const duck::RowSource> vector_rows(std::string name,
                                                   const std::vector<Hash128>& texts,
                                                   const VectorLog& log) {
  return std::make_shared<VectorRows>(std::move(name), texts, log);
}

}  // namespace vitrine::embedding

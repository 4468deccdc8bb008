#include "store/vector_file.h"

#include <cassert>

#include "base/json_writer.h"

namespace vitrine::store {
namespace {

enum Section : std::uint32_t { kMatrix = 1, kPresent, kShape };

struct Shape {
  std::uint32_t dimension;
  std::uint32_t element_bytes;
  std::uint64_t num_rows;
};
static_assert(sizeof(Shape) == 16);

}  // namespace

VectorFileWriter::VectorFileWriter(ContainerWriter file, std::uint32_t dimension,
                                   VectorElement element)
    : file_(std::move(file)), dimension_(dimension), element_(element) {}

Result<VectorFileWriter> VectorFileWriter::create(const fs::path& path, std::uint32_t dimension,
                                                  VectorElement element) {
  Result<ContainerWriter> file = ContainerWriter::create(path, kVectorFileKind);
  if (!file) return std::move(file).error();
  if (Status status = file->begin_section(kMatrix); !status) return std::move(status).error();
  return VectorFileWriter(*std::move(file), dimension, element);
}

Status VectorFileWriter::append_bytes(std::span<const std::byte> row) {
  if (num_rows_ % 64 == 0) present_.push_back(0);
  present_.back() |= 1ULL << (num_rows_ % 64);
  ++num_rows_;
  return file_.write(row);
}

Status VectorFileWriter::append(std::span<const float> row) {
  assert(element_ == VectorElement::kFloat32 && row.size() == dimension_);
  return append_bytes(std::as_bytes(row));
}

Status VectorFileWriter::append(std::span<const double> row) {
  assert(element_ == VectorElement::kFloat64 && row.size() == dimension_);
  return append_bytes(std::as_bytes(row));
}

Status VectorFileWriter::append_null() {
  if (num_rows_ % 64 == 0) present_.push_back(0);
  ++num_rows_;
  const std::vector<std::byte> zeros(std::size_t{dimension_} *
                                     static_cast<std::uint32_t>(element_));
  return file_.write(std::span<const std::byte>(zeros));
}

Status VectorFileWriter::finish() {
  if (Status status = file_.begin_section(kPresent); !status) return status;
  if (Status status = file_.write(std::as_bytes(std::span(present_))); !status) return status;
  if (Status status = file_.begin_section(kShape); !status) return status;
  const Shape shape = {dimension_, static_cast<std::uint32_t>(element_), num_rows_};
  if (Status status = file_.write(std::as_bytes(std::span(&shape, 1))); !status) return status;
  return file_.finish();
}

Result<VectorFile> VectorFile::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kVectorFileKind);
  if (!file) return std::move(file).error();
  const std::span<const Shape> shapes = file->array<Shape>(kShape);
  const std::span<const std::uint64_t> present = file->array<std::uint64_t>(kPresent);
  for (const std::span<const std::byte> part : {std::as_bytes(shapes), std::as_bytes(present)}) {
    if (Status status = file->check(part); !status) return std::move(status).error();
  }
  if (shapes.size() != 1) return file->damaged("has no shape");
  const Shape shape = shapes[0];
  if (shape.element_bytes != 4 && shape.element_bytes != 8)
    return file->damaged("has an unknown element type");
  const std::span<const std::byte> matrix = file->section(kMatrix);
  const std::uint64_t row_bytes = std::uint64_t{shape.dimension} * shape.element_bytes;
  if (row_bytes == 0 || matrix.size() % row_bytes != 0 ||
      matrix.size() / row_bytes != shape.num_rows || present.size() != (shape.num_rows + 63) / 64) {
    return file->damaged("has the wrong size");
  }
  VectorFile vectors(*std::move(file));
  vectors.dimension_ = shape.dimension;
  vectors.num_rows_ = shape.num_rows;
  vectors.element_ = VectorElement{shape.element_bytes};
  vectors.matrix_ = matrix;
  vectors.present_ = present;
  return vectors;
}

Status VectorFile::check_rows(std::uint64_t first, std::uint64_t count) const {
  assert(first <= num_rows_ && count <= num_rows_ - first);
  const std::uint64_t row_bytes = std::uint64_t{dimension_} * static_cast<std::uint32_t>(element_);
  return file_.check_once(matrix_.subspan(first * row_bytes, count * row_bytes));
}

std::span<const float> VectorFile::all_floats() const {
  assert(element_ == VectorElement::kFloat32);
  return {reinterpret_cast<const float*>(matrix_.data()), num_rows_ * dimension_};
}

std::span<const double> VectorFile::all_doubles() const {
  assert(element_ == VectorElement::kFloat64);
  return {reinterpret_cast<const double*>(matrix_.data()), num_rows_ * dimension_};
}

std::span<const float> VectorFile::floats(std::uint64_t row) const {
  assert(row < num_rows_);
  return all_floats().subspan(row * dimension_, dimension_);
}

std::span<const double> VectorFile::doubles(std::uint64_t row) const {
  assert(row < num_rows_);
  return all_doubles().subspan(row * dimension_, dimension_);
}

void VectorFile::append_json(std::string& out, std::uint64_t row) const {
  if (is_null(row)) {
    out += "null";
    return;
  }
  const auto append_all = [&](const auto& values) {
    char separator = '[';
    for (const auto value : values) {
      out += separator;
      separator = ',';
      append_json_number(out, static_cast<double>(value));
    }
    out += ']';
  };
  if (element_ == VectorElement::kFloat32) {
    append_all(floats(row));
  } else {
    append_all(doubles(row));
  }
}

}  // namespace vitrine::store

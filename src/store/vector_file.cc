#include "store/vector_file.h"

#include <cassert>
#include <cstring>

#include "base/json_writer.h"

namespace vitrine {
namespace {

constexpr std::string_view kMagic = "VITRVECS";
constexpr std::uint32_t kVersion = 1;

/// At the end of the file, where the number of rows is known.
struct Footer {
  char magic[8];
  std::uint32_t version;
  std::uint32_t element_bytes;
  std::uint64_t num_rows;
  std::uint64_t present_offset;
  std::uint64_t present_checksum;
  std::uint32_t dimension;
  std::uint32_t reserved;
  std::uint64_t footer_checksum;  ///< Of the bytes before it.
};
static_assert(sizeof(Footer) == 56);

std::uint64_t footer_checksum(const Footer& footer) {
  return checksum64(std::as_bytes(std::span(&footer, 1)).first(offsetof(Footer, footer_checksum)));
}

}  // namespace

VectorFileWriter::VectorFileWriter(FileWriter file, std::uint32_t dimension, VectorElement element)
    : file_(std::move(file)), dimension_(dimension), element_(element) {}

Result<VectorFileWriter> VectorFileWriter::create(const fs::path& path, std::uint32_t dimension,
                                                  VectorElement element) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file) return std::move(file).error();
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
  if (Status status = file_.pad_to(8); !status) return status;
  const std::span<const std::byte> present = std::as_bytes(std::span(present_));
  Footer footer = {};
  std::memcpy(footer.magic, kMagic.data(), sizeof footer.magic);
  footer.version = kVersion;
  footer.element_bytes = static_cast<std::uint32_t>(element_);
  footer.num_rows = num_rows_;
  footer.present_offset = file_.offset();
  footer.present_checksum = checksum64(present);
  footer.dimension = dimension_;
  footer.footer_checksum = footer_checksum(footer);
  if (Status status = file_.write(present); !status) return status;
  if (Status status = file_.write(std::as_bytes(std::span(&footer, 1))); !status) return status;
  return file_.close();
}

Result<VectorFile> VectorFile::open(const fs::path& path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return std::move(file).error();
  const auto bad = [&](std::string_view why) {
    return corrupt(path.filename().string() + " " + std::string(why));
  };
  const std::span<const std::byte> bytes = file->bytes();
  if (bytes.size() < sizeof(Footer)) return bad("is too short for a vector file");
  Footer footer = {};
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
  if (std::string_view(footer.magic, sizeof footer.magic) != kMagic)
    return bad("is no vector file");
  if (footer.version != kVersion)
    return unsupported(path.filename().string() + " has another vector file version");
  if (footer.footer_checksum != footer_checksum(footer)) return bad("has a damaged footer");
  const std::uint64_t words = (footer.num_rows + 63) / 64;
  if (footer.present_offset % 8 != 0 || footer.present_offset > bytes.size() ||
      bytes.size() - footer.present_offset != words * 8 + sizeof footer) {
    return bad("has the wrong size");
  }
  if (footer.element_bytes != 4 && footer.element_bytes != 8)
    return bad("has an unknown element type");
  const std::uint64_t row_bytes = std::uint64_t{footer.dimension} * footer.element_bytes;
  if (row_bytes == 0 || footer.num_rows > footer.present_offset / row_bytes)
    return bad("has the wrong size");
  const std::span<const std::byte> present = bytes.subspan(footer.present_offset, words * 8);
  if (checksum64(present) != footer.present_checksum) return bad("is damaged");

  VectorFile vectors;
  vectors.dimension_ = footer.dimension;
  vectors.num_rows_ = footer.num_rows;
  vectors.element_ = VectorElement{footer.element_bytes};
  vectors.matrix_ = bytes.data();
  vectors.present_ = {reinterpret_cast<const std::uint64_t*>(present.data()), words};
  vectors.file_ = *std::move(file);
  return vectors;
}

std::span<const float> VectorFile::all_floats() const {
  assert(element_ == VectorElement::kFloat32);
  return {reinterpret_cast<const float*>(matrix_), num_rows_ * dimension_};
}

std::span<const double> VectorFile::all_doubles() const {
  assert(element_ == VectorElement::kFloat64);
  return {reinterpret_cast<const double*>(matrix_), num_rows_ * dimension_};
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

}  // namespace vitrine

#include "encoder/static_encoder.h"

#include <cmath>
#include <cstring>

namespace vitrine::encoder {
namespace {

bool is_possible(const StaticEncoderShape& shape) {
  if (shape.num_tokens == 0 || shape.num_tokens > kMaxVocabulary ||
      shape.num_rows > shape.num_tokens)
    return false;
  if (shape.num_parts == 0 || shape.num_parts > kMaxEncoderParts) return false;
  if (shape.part_dimension == 0 || shape.part_dimension > kMaxEncoderPartDimension ||
      shape.part_dimension % kEncoderPartStep != 0)
    return false;
  for (std::size_t part = 0; part < shape.num_parts; ++part) {
    const float weight = shape.part_weights[part];
    if (!std::isfinite(weight) || weight <= 0 || weight > 1000) return false;
  }
  return true;
}

}  // namespace

Result<StaticEncoder> StaticEncoder::open(const fs::path& path) {
  return read(Container::open(path, kStaticEncoderKind));
}

Result<StaticEncoder> StaticEncoder::view(std::span<const std::byte> bytes) {
  return read(Container::view(bytes, "the program's static encoder", kStaticEncoderKind));
}

Result<StaticEncoder> StaticEncoder::read(Result<Container> file) {
  if (!file) return std::move(file).error();
  if (Status whole = file->check_all(); !whole) return std::move(whole).error();
  const std::span<const std::byte> head = file->section(kEncoderShapeSection);
  StaticEncoderShape shape = {};
  if (head.size() != sizeof shape) return file->damaged("has no shape");
  std::memcpy(&shape, head.data(), sizeof shape);
  if (!is_possible(shape)) return file->damaged("has an impossible shape");
  const std::span<const std::byte> lines = file->section(kEncoderVocabularySection);
  Result<WordPieces> pieces = WordPieces::parse(
      {reinterpret_cast<const char*>(lines.data()), lines.size()}, shape.unknown_token);
  if (!pieces) return std::move(pieces).error().in("the vocabulary of a static encoder");
  if (pieces->size() != shape.num_tokens)
    return file->damaged("has another vocabulary than its shape says");
  StaticEncoder encoder(std::move(*file), shape, std::move(*pieces));
  if (Status read = encoder.read_rows(); !read) return std::move(read).error();
  return encoder;
}

Status StaticEncoder::read_rows() {
  const std::span<const std::uint8_t> bits = file_.array<std::uint8_t>(kEncoderRowBitsSection);
  scales_ = file_.array<std::uint16_t>(kEncoderScaleSection);
  codes_ = file_.array<std::uint8_t>(kEncoderCodeSection);
  if (bits.size() != (shape_.num_tokens + 7) / 8 ||
      scales_.size() != std::size_t{shape_.num_rows} * num_parts() ||
      codes_.size() != shape_.num_rows * dimension() / 2)
    return file_.damaged("has other sections than its shape says");
  std::uint32_t num_rows = 0;
  rows_.assign(shape_.num_tokens, kNoRow);
  for (std::uint32_t id = 0; id < shape_.num_tokens; ++id) {
    if ((bits[id / 8] >> id % 8 & 1U) != 0) rows_[id] = num_rows++;
  }
  if (num_rows != shape_.num_rows)
    return file_.damaged("has another number of rows than its shape says");
  for (const std::uint16_t scale : scales_) {
    const float value = from_bfloat16(scale);
    if (!(value >= 0 && value <= 1e6F)) return file_.damaged("has a scale that is none");
  }
  return {};
}

}  // namespace vitrine::encoder

#include "transformer/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <optional>
#include <utility>

#include "base/json_parse.h"
#include "base/mapped_faults.h"

namespace vitrine::transformer {

namespace json = boost::json;

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxDimensions = 16;

struct ElementType {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array kElementTypes = {
    ElementType{"F32", 4}, ElementType{"F16", 2}, ElementType{"BF16", 2}, ElementType{"F64", 8},
    ElementType{"I64", 8}, ElementType{"I32", 4}, ElementType{"I16", 2},  ElementType{"I8", 1},
    ElementType{"U64", 8}, ElementType{"U32", 4}, ElementType{"U16", 2},  ElementType{"U8", 1},
    ElementType{"BOOL", 1}};

std::optional<FloatFormat> float_format(std::string_view type) {
  if (type == "F32") return FloatFormat::kFloat32;
  if (type == "F16") return FloatFormat::kFloat16;
  if (type == "BF16") return FloatFormat::kBFloat16;
  return std::nullopt;
}

std::size_t size_of(FloatFormat format) {
  return format == FloatFormat::kFloat32 ? 4 : 2;
}

float from_float16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t exponent = bits >> 10U & 0x1FU;
  const std::uint32_t fraction = bits & 0x3FFU;
  if (exponent == 0) {  // zero and what is smaller than 2^-14: 2^-24 for each unit
    const float size = static_cast<float>(fraction) * 0x1p-24F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(size) | sign);
  }
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000U | fraction << 13U);
  return std::bit_cast<float>(sign | (exponent + 112) << 23U | fraction << 13U);
}

/// A list of numbers that are not negative, or nothing.
std::optional<std::vector<std::uint64_t>> numbers(const json::value* value) {
  if (value == nullptr || !value->is_array() || value->get_array().size() > kMaxDimensions)
    return std::nullopt;
  std::vector<std::uint64_t> all;
  for (const json::value& item : value->get_array()) {
    if (!item.is_int64() || item.get_int64() < 0) return std::nullopt;
    all.push_back(static_cast<std::uint64_t>(item.get_int64()));
  }
  return all;
}

/// The bytes of a tensor of that shape; nothing if they are more than a file can have, or if the
/// type is none that is known.
std::optional<std::uint64_t> byte_size(std::string_view type,
                                       std::span<const std::uint64_t> shape) {
  const auto* const known = std::ranges::find(kElementTypes, type, &ElementType::name);
  if (known == kElementTypes.end()) return std::nullopt;
  std::uint64_t size = known->bytes;
  for (const std::uint64_t length : shape) {
    if (__builtin_mul_overflow(size, length, &size)) return std::nullopt;
  }
  return size;
}

std::string shape_text(std::span<const std::uint64_t> shape) {
  std::string text;
  for (const std::uint64_t length : shape)
    text += (text.empty() ? "" : " x ") + std::to_string(length);
  return text.empty() ? "no dimension" : text;
}

struct Place {
  std::uint64_t begin;
  std::uint64_t end;
};

/// Every byte behind the header is one tensor's.
Status check_places(std::vector<Place> places, std::uint64_t size) {
  std::ranges::sort(places, [](const Place& a, const Place& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t end = 0;
  for (const Place& place : places) {
    if (place.begin != end)
      return corrupt(place.begin < end ? "its tensors overlap"
                                       : "there is a gap between its tensors");
    end = place.end;
  }
  if (end > size)
    return corrupt("it is cut short: of " + std::to_string(end) + " bytes of tensors it has " +
                   std::to_string(size) + "; download it again");
  if (end < size)
    return corrupt("it has " + std::to_string(size - end) + " bytes that are no tensor's");
  return {};
}

}  // namespace

std::size_t FloatTensor::size() const {
  return bytes_.size() / size_of(format_);
}

void FloatTensor::read(std::size_t first, std::span<float> out) const {
  assert(first + out.size() <= size());
  const std::byte* const from = bytes_.data() + first * size_of(format_);
  if (format_ == FloatFormat::kFloat32) {
    if (!out.empty()) std::memcpy(out.data(), from, out.size_bytes());
    return;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, from + 2 * i, sizeof bits);
    out[i] = format_ == FloatFormat::kFloat16 ? from_float16(bits)
                                              : std::bit_cast<float>(std::uint32_t{bits} << 16U);
  }
}

std::vector<float> FloatTensor::values() const {
  std::vector<float> all(size());
  read(0, all);
  return all;
}

Result<Safetensors> Safetensors::open(const fs::path& path) {
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return std::move(file).error();
  Safetensors tensors(*std::move(file));
  if (Status status = tensors.read_header(); !status)
    return std::move(status).error().in(path.filename().string());
  return tensors;
}

Status Safetensors::read_header() {
  const std::string_view bytes = file_.text();
  std::uint64_t length = 0;
  if (bytes.size() < kLengthBytes) return corrupt("it is too short to be a safetensors file");
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMaxHeaderBytes)
    return too_large("its header would have " + std::to_string(length) +
                     " bytes, which no model needs; is it a safetensors file?");
  if (length > bytes.size() - kLengthBytes)
    return corrupt("it ends inside its header; download it again");
  const Result<json::value> header = parse_json(bytes.substr(kLengthBytes, length));
  if (!header || !header->is_object())
    return corrupt("its header is no JSON object; is it a safetensors file?");
  const std::span<const std::byte> data = file_.bytes().subspan(kLengthBytes + length);
  std::vector<Place> places;
  for (const auto& [name, entry] : header->get_object()) {
    if (name == "__metadata__") continue;
    const std::string type(string_member(entry, "dtype").value_or(""));
    const auto shape = numbers(find_member(entry, "shape"));
    const auto offsets = numbers(find_member(entry, "data_offsets"));
    const std::string of = "the tensor " + std::string(name).substr(0, 200);
    if (type.empty() || !shape || !offsets || offsets->size() != 2 || (*offsets)[0] > (*offsets)[1])
      return corrupt(of + " has no type, shape and place that make sense");
    const auto size = byte_size(type, *shape);
    if (!size || *size != (*offsets)[1] - (*offsets)[0])
      return corrupt(of + " of type " + type.substr(0, 20) + " and shape " + shape_text(*shape) +
                     " does not fit in its place");
    places.push_back({(*offsets)[0], (*offsets)[1]});
    const bool is_inside = (*offsets)[1] <= data.size();
    tensors_[std::string(name)] = {
        type, *shape,
        is_inside ? data.subspan((*offsets)[0], *size) : std::span<const std::byte>()};
  }
  return check_places(std::move(places), data.size());
}

Result<FloatTensor> Safetensors::floats(std::string_view name,
                                        std::span<const std::uint64_t> shape) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) return corrupt("the weights have no tensor " + std::string(name));
  const Tensor& tensor = found->second;
  if (!std::ranges::equal(tensor.shape, shape))
    return corrupt("the tensor " + std::string(name) + " has the shape " +
                   shape_text(tensor.shape) + " instead of " + shape_text(shape));
  const std::optional<FloatFormat> format = float_format(tensor.type);
  if (!format)
    return unsupported("the tensor " + std::string(name) + " is of type " + tensor.type +
                       "; F32, F16 and BF16 can be read");
  return FloatTensor(*format, tensor.bytes);
}

bool Safetensors::is_intact() const {
  return vitrine::is_intact(file_.bytes().data());
}

}  // namespace vitrine::transformer

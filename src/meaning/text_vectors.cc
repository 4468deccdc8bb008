#include "meaning/text_vectors.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>

#include "meaning/text_space.h"
#include "meaning/text_vectors_format.h"
#include "vector/nearest_heap.h"

namespace vitrine::meaning {
namespace {

constexpr std::uint64_t kWordsBetweenStops = 256;

/// The query at length 1, empty if it has no direction.
std::vector<float> unit_of(std::span<const float> query) {
  double squares = 0;
  for (const float value : query) squares += static_cast<double>(value) * value;
  if (!std::isfinite(squares) || squares <= 0) return {};
  std::vector<float> unit(query.begin(), query.end());
  const auto factor = static_cast<float>(1 / std::sqrt(squares));
  for (float& value : unit) value *= factor;
  return unit;
}

float cosine(const vector::NibbleQuery& query, std::span<const std::byte> record) {
  return std::clamp(vector::estimate(query, record.data()).value, -1.0F, 1.0F);
}

void decode(std::span<const std::byte> record, std::span<float> out) {
  vector::NibbleFactors factors;
  std::memcpy(&factors, record.data() + out.size() / 2, sizeof factors);
  for (std::size_t i = 0; i < out.size(); i += 2) {
    const std::byte both = record[i / 2];
    out[i] = first_level(both) * factors.scale;
    out[i + 1] = second_level(both) * factors.scale;
  }
}

}  // namespace

RecordSimilarity::RecordSimilarity(std::span<const float> query) {
  const std::vector<float> unit = unit_of(query);
  if (!unit.empty()) query_.emplace(unit);
}

float RecordSimilarity::of(std::span<const std::byte> record) const {
  return cosine(*query_, record);
}

std::vector<float> vector_of_record(std::span<const std::byte> record, std::uint32_t dimension) {
  assert(record.size() == vector::nibble_record_bytes(dimension));
  std::vector<float> out(dimension);
  decode(record, out);
  return out;
}

Result<TextVectors> TextVectors::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kTextVectorsKind);
  if (!file) return std::move(file).error();
  TextVectors vectors(*std::move(file));
  if (Status status = vectors.read_shape(); !status) return std::move(status).error();
  return vectors;
}

Status TextVectors::read_shape() {
  const Result<const TextSpace*> space = TextSpace::get();
  if (!space) return space.error();
  const std::span<const std::byte> head = file_.section(kTextShapeSection);
  TextVectorsShape shape = {};
  if (head.size() != sizeof shape) return file_.damaged("has no shape");
  if (Status whole = file_.check(head); !whole) return whole;
  std::memcpy(&shape, head.data(), sizeof shape);
  if (shape.encoder_checksum != (*space)->checksum() || shape.dimension != (*space)->dimension())
    return unsupported("the rows' text vectors are of another version of the encoder");
  num_rows_ = shape.num_rows;
  dimension_ = shape.dimension;
  records_ = file_.section(kTextRecordSection);
  const std::span<const std::byte> bits = file_.section(kTextPresentSection);
  if (num_rows_ > records_.size() ||
      records_.size() != num_rows_ * vector::nibble_record_bytes(dimension_) ||
      bits.size() != (num_rows_ + 63) / 64 * sizeof(std::uint64_t))
    return file_.damaged("has other sections than its shape says");
  if (Status whole = file_.check(bits); !whole) return whole;
  present_.resize(bits.size() / sizeof(std::uint64_t));
  std::memcpy(present_.data(), bits.data(), bits.size());
  if (num_rows_ % 64 != 0 && present_.back() >> num_rows_ % 64 != 0)
    return file_.damaged("has vectors behind its last row");
  return {};
}

std::span<const std::byte> TextVectors::record_at(std::uint64_t row) const {
  const std::size_t bytes = vector::nibble_record_bytes(dimension_);
  return records_.subspan(row * bytes, bytes);
}

Result<std::span<const std::byte>> TextVectors::record(std::uint64_t row) const {
  assert(row < num_rows_);
  if (!has_vector(row)) return std::span<const std::byte>();
  const std::span<const std::byte> kept = record_at(row);
  if (Status whole = file_.check_once(kept); !whole) return whole.error();
  return kept;
}

Result<std::vector<float>> TextVectors::vector(std::uint64_t row) const {
  const Result<std::span<const std::byte>> kept = record(row);
  if (!kept) return kept.error();
  return kept->empty() ? std::vector<float>() : vector_of_record(*kept, dimension_);
}

Result<vector::Neighbours> TextVectors::search(const vector::VectorQuery& query,
                                               const std::stop_token& stop) const {
  assert(query.vector.size() == dimension_);
  if (Status whole = file_.check_once(records_); !whole) return whole.error();
  vector::Neighbours found;
  const std::vector<float> unit = unit_of(query.vector);
  if (unit.empty()) return found;
  const vector::NibbleQuery coded(unit);
  vector::NearestHeap heap(query.limit);
  for (std::uint64_t word = 0; word < present_.size(); ++word) {
    if (word % kWordsBetweenStops == 0 && stop.stop_requested()) return cancelled("stopped");
    std::uint64_t bits = present_[word];
    if (!query.allowed.empty()) bits &= word < query.allowed.size() ? query.allowed[word] : 0;
    found.num_comparable += static_cast<std::uint64_t>(std::popcount(bits));
    for (; bits != 0; bits &= bits - 1) {
      const std::uint64_t row = word * 64 + static_cast<std::uint64_t>(std::countr_zero(bits));
      heap.offer({row, cosine(coded, record_at(row))});
    }
  }
  found.nearest = std::move(heap).sorted();
  return found;
}

Result<std::vector<std::optional<float>>> TextVectors::similarities(
    std::span<const float> query, std::span<const std::uint64_t> rows) const {
  assert(query.size() == dimension_);
  std::vector<std::optional<float>> all(rows.size());
  const RecordSimilarity similarity(query);
  for (std::size_t i = 0; i < rows.size() && similarity.is_comparable(); ++i) {
    const Result<std::span<const std::byte>> kept = record(rows[i]);
    if (!kept) return kept.error();
    if (!kept->empty()) all[i] = similarity.of(*kept);
  }
  return all;
}

Result<vector::VectorMatrix<float>> TextVectors::matrix() const {
  if (Status whole = file_.check_once(records_); !whole) return whole.error();
  const auto values = std::make_shared<std::vector<float>>(num_rows_ * dimension_);
  for (std::uint64_t row = 0; row < num_rows_; ++row) {
    if (has_vector(row))
      decode(record_at(row), std::span(*values).subspan(row * dimension_, dimension_));
  }
  vector::VectorMatrix<float> matrix{*values, dimension_, num_rows_, present_};
  matrix.owner = values;
  return matrix;
}

}  // namespace vitrine::meaning

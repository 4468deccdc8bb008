// Row stores, column values, vector files, maps, text vectors and projections whose bytes were
// changed and whose checksums were made right again: what is left to the readers' own checks. The
// first byte chooses the file, the rest is a list of changes, five bytes each: where (four,
// little-endian) and what.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "atlas/map_file.h"
#include "base/file.h"
#include "base/testing/resealed.h"
#include "meaning/projection.h"
#include "meaning/projection_writer.h"
#include "meaning/text_vectors.h"
#include "store/block_cache.h"
#include "store/column_values.h"
#include "store/column_values_writer.h"
#include "store/row_store.h"
#include "store/vector_file.h"

namespace {

using namespace vitrine;

constexpr std::size_t kRows = 300;

fs::path scratch_path() {
  return fs::temp_directory_path() / ("stored_files_fuzz_" + std::to_string(::getpid()));
}

std::string written_bytes() {
  return *read_file(scratch_path());
}

std::string good_row_store() {
  Result<store::RowStoreWriter> writer = store::RowStoreWriter::create(scratch_path(), 2);
  store::RowStoreWriter::Batch batch{kRows, std::vector<std::string>(2),
                                     std::vector<std::vector<std::size_t>>(2)};
  for (std::size_t column = 0; column < 2; ++column) {
    for (std::size_t row = 0; row < kRows; ++row) {
      batch.columns[column] += std::to_string(row * row * row);
      batch.ends[column].push_back(batch.columns[column].size());
    }
  }
  if (!writer->append(batch) || !writer->finish()) __builtin_trap();
  return written_bytes();
}

std::string good_column_values() {
  const std::array<store::ColumnValuesWriter::Track, 5> tracks = {
      {{0, store::TrackKind::kCodes},
       {1, store::TrackKind::kMembers},
       {2, store::TrackKind::kIntegers},
       {3, store::TrackKind::kFloats},
       {0, store::TrackKind::kLengths}}};
  Result<store::ColumnValuesWriter> writer =
      store::ColumnValuesWriter::create(scratch_path(), tracks, {.block_rows = 64});
  for (std::size_t row = 0; row < kRows; ++row) {
    const auto number = static_cast<std::int64_t>(row);
    writer->add_code(0, std::to_string(row % 7));
    writer->add_member(1, std::to_string(row % 3));
    writer->add_member(1, std::to_string(row % 5));
    writer->end_members(1);
    writer->add_integer(2, number * number * number);
    if (row % 4 == 0) {
      writer->add_null(3);
    } else {
      writer->add_float(3, static_cast<double>(row) / 2);
    }
    writer->add_integer(4, number % 9);
    if (!writer->end_row()) __builtin_trap();
  }
  if (!writer->finish()) __builtin_trap();
  return written_bytes();
}

std::string good_vector_file() {
  constexpr std::uint32_t kDimension = 5;
  Result<store::VectorFileWriter> writer =
      store::VectorFileWriter::create(scratch_path(), kDimension, store::VectorElement::kFloat32);
  for (std::size_t row = 0; row < kRows; ++row) {
    const std::vector<float> values(kDimension, static_cast<float>(row));
    if (!(row % 3 == 0 ? writer->append_null() : writer->append(values))) __builtin_trap();
  }
  if (!writer->finish()) __builtin_trap();
  return written_bytes();
}

std::string good_map_file() {
  atlas::AtlasMap map;
  map.num_points = kRows;
  map.places.resize(kRows);
  map.clusters.resize(kRows);
  map.coarse.push_back({atlas::kNoCluster, kRows, {}, {"word"}});
  map.fine.push_back({0, kRows, {}, {"word"}});
  if (!atlas::write_map_file(scratch_path(), map)) __builtin_trap();
  return written_bytes();
}

/// Says of each row a few words that the encoder knows.
Status row_texts(std::uint64_t first, std::vector<std::string>& texts) {
  constexpr std::array<std::string_view, 4> kWords = {"graph ", "robot ", "image ", "policy "};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint64_t row = first + i;
    texts[i] = std::string(kWords[row % 4]) + std::string(kWords[row / 4 % 4]) + "\n";
  }
  return {};
}

std::string good_text_vectors() {
  if (!meaning::write_text_vectors(scratch_path(), kRows, row_texts, {})) __builtin_trap();
  return written_bytes();
}

std::string good_projection() {
  constexpr std::uint32_t kDimension = 3;
  std::vector<float> values;
  for (std::size_t row = 0; row < kRows; ++row) {
    for (const std::size_t value : {row % 4, row / 4 % 4, std::size_t{1}})
      values.push_back(static_cast<float>(value));
  }
  if (!meaning::write_text_vectors(scratch_path(), kRows, row_texts, {})) __builtin_trap();
  const Result<meaning::TextVectors> vectors = meaning::TextVectors::open(scratch_path());
  const Result<meaning::LearningTexts> texts =
      meaning::read_learning_texts(*vectors, row_texts, {});
  const vector::VectorMatrix<float> matrix{values, kDimension, kRows, {}};
  if (!texts || !meaning::write_projection(scratch_path(), *texts, matrix, row_texts, {}))
    __builtin_trap();
  return written_bytes();
}

void read_row_store() {
  const Result<store::RowStore> store =
      store::RowStore::open(scratch_path(), std::make_shared<store::BlockCache>());
  if (!store || store->num_rows() > 2 * kRows) return;
  std::vector<std::uint64_t> rows(store->num_rows());
  std::iota(rows.begin(), rows.end(), 0);
  // Every byte is looked at, for the sanitizers.
  std::size_t digits = 0;
  const Status read =
      store->read(rows, [&](std::uint64_t, std::span<const std::string_view> cells) {
        for (const std::string_view cell : cells)
          digits += static_cast<std::size_t>(
              std::ranges::count_if(cell, [](char c) { return c >= '0' && c <= '9'; }));
        return cells.size() == store->num_columns();
      });
  // Not so many: keeps the count, and with it the reads.
  if (read && digits == SIZE_MAX) __builtin_trap();
}

void read_track(const Result<const store::ValueTrack*>& found) {
  if (!found || *found == nullptr) return;
  const store::ValueTrack& track = **found;
  const std::vector<std::uint64_t> half(kRows / 64 + 1, 0x5555555555555555U);
  if (track.kind() == store::TrackKind::kFloats) {
    double sum = 0;
    track.for_each_float({}, [&](double value) { sum += value; });
    return;
  }
  std::size_t characters = 0;
  const auto visit = [&](std::int64_t value) {
    const bool has_text =
        track.kind() == store::TrackKind::kCodes || track.kind() == store::TrackKind::kMembers;
    if (has_text) {
      if (value < 0 || static_cast<std::uint64_t>(value) >= track.num_values()) __builtin_trap();
      characters += track.value(static_cast<std::uint64_t>(value)).size();
    }
  };
  track.for_each({}, visit);
  track.for_each(half, visit);
}

void read_column_values() {
  const Result<store::ColumnValues> values = store::ColumnValues::open(scratch_path());
  if (!values) return;
  for (std::size_t column = 0; column < 5; ++column) {
    read_track(values->values(column));
    read_track(values->lengths(column));
  }
}

void read_vector_file() {
  const Result<store::VectorFile> file = store::VectorFile::open(scratch_path());
  if (!file || file->num_rows() > 2 * kRows || file->dimension() > 1000) return;
  if (!file->check_rows(0, file->num_rows())) return;
  std::string json;
  for (std::uint64_t row = 0; row < file->num_rows(); ++row) file->append_json(json, row);
}

void read_map_file() {
  const Result<atlas::MapFile> file = atlas::MapFile::open(scratch_path());
  if (!file) return;
  const std::size_t sum =
      std::accumulate(file->points().begin(), file->points().end(), file->description().size());
  if (file->points().size() != file->num_rows() * 10 && sum != 0) __builtin_trap();
}

void read_text_vectors() {
  const Result<meaning::TextVectors> vectors = meaning::TextVectors::open(scratch_path());
  if (!vectors || vectors->num_rows() > 2 * kRows) return;
  const std::vector<float> query(vectors->dimension(), 0.1F);
  const Result<vector::Neighbours> near = vectors->search({.vector = query}, {});
  if (near && near->nearest.size() > vectors->num_rows()) __builtin_trap();
  if (const Result<vector::VectorMatrix<float>> matrix = vectors->matrix(); !matrix) return;
  std::vector<std::uint64_t> rows(vectors->num_rows());
  std::iota(rows.begin(), rows.end(), 0);
  const auto found = vectors->similarities(query, rows);
  if (found && found->size() != rows.size()) __builtin_trap();
}

void read_projection() {
  const Result<meaning::Projection> projection = meaning::Projection::open(scratch_path());
  if (!projection || !projection->quality().is_related()) return;
  const Result<std::vector<float>> place = projection->place_of("a graph of an image");
  if (place && !place->empty() && place->size() != projection->dimension()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::string, 6> good = {good_row_store(),    good_column_values(),
                                                  good_vector_file(),  good_map_file(),
                                                  good_text_vectors(), good_projection()};
  if (size == 0) return 0;
  const std::size_t choice = data[0] % good.size();
  std::string bytes = good.at(choice);
  ++data;
  for (--size; size >= 5; data += 5, size -= 5) {
    std::uint32_t at = 0;
    std::memcpy(&at, data, sizeof at);
    bytes[at % bytes.size()] = static_cast<char>(data[4]);
  }
  std::ofstream(scratch_path(), std::ios::binary) << resealed(bytes);
  constexpr std::array<void (*)(), 6> kReaders = {read_row_store,    read_column_values,
                                                  read_vector_file,  read_map_file,
                                                  read_text_vectors, read_projection};
  kReaders.at(choice)();
  fs::remove(scratch_path());
  return 0;
}

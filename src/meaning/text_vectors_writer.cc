#include "meaning/text_vectors_writer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>

#include "base/utf8.h"
#include "meaning/text_space.h"
#include "meaning/text_vectors_format.h"

namespace vitrine {
namespace {

constexpr std::uint64_t kRowsOfThread = 2048;

/// Levels of a unit vector and, as the scale, what makes them one again: estimates are then cosines
/// with the vector that the levels stand for.
void put_record(std::span<std::byte> record, std::span<const float> vector) {
  put_nibble_codes(record, vector, 1, 0, 1);
  float squares = 0;
  for (const std::byte both : record.first(vector.size() / 2)) {
    const float low = first_level(both);
    const float high = second_level(both);
    squares += low * low + high * high;
  }
  NibbleFactors factors;
  std::memcpy(&factors, record.data() + vector.size() / 2, sizeof factors);
  factors.scale = 1 / std::sqrt(squares);
  std::memcpy(record.data() + vector.size() / 2, &factors, sizeof factors);
}

/// A thread's rows of one round.
class Part {
 public:
  explicit Part(const TextSpace& space)
      : maker_(space), record_bytes_(nibble_record_bytes(space.dimension())) {}

  void make(std::uint64_t first, std::uint64_t count, const RowTexts& texts,
            const std::stop_token& stop) {
    std::vector<std::string> found(count);
    status_ = texts(first, found);
    if (!status_) return;
    records_.assign(count * record_bytes_, std::byte{0});
    present_.assign(count, false);
    for (std::size_t i = 0; i < count && !stop.stop_requested(); ++i) {
      if (!maker_.make(utf8_prefix(found[i], kTextVectorBytes))) continue;
      present_[i] = true;
      put_record(std::span(records_).subspan(i * record_bytes_, record_bytes_), maker_.vector());
    }
  }

  const Status& status() const { return status_; }
  std::span<const std::byte> records() const { return records_; }
  const std::vector<bool>& present() const { return present_; }

 private:
  TextVectorMaker maker_;
  std::size_t record_bytes_;
  Status status_;
  std::vector<std::byte> records_;
  std::vector<bool> present_;
};

class Writer {
 public:
  Writer(ContainerWriter& out, std::uint64_t num_rows, const RowTexts& texts,
         const TextVectorsOptions& options)
      : out_(out), num_rows_(num_rows), texts_(texts), options_(options) {}

  Status run(const TextSpace& space) {
    if (Status status = out_.begin_section(kTextRecordSection); !status) return status;
    std::vector<Part> parts(std::max(options_.threads, 1U), Part(space));
    present_.assign((num_rows_ + 63) / 64, 0);
    for (std::uint64_t first = 0; first < num_rows_; first += parts.size() * kRowsOfThread) {
      if (options_.stop.stop_requested()) return cancelled("stopped");
      if (Status status = round(first, parts); !status) return status;
    }
    if (options_.stop.stop_requested()) return cancelled("stopped");
    return finish(space);
  }

 private:
  Status round(std::uint64_t first, std::vector<Part>& parts) {
    std::vector<std::jthread> threads;
    std::size_t used = 0;
    for (std::uint64_t row = first; used < parts.size() && row < num_rows_; row += kRowsOfThread) {
      const std::uint64_t count = std::min(kRowsOfThread, num_rows_ - row);
      threads.emplace_back([this, row, count, &part = parts[used]] {
        part.make(row, count, texts_, options_.stop);
      });
      ++used;
    }
    threads.clear();  // waits
    for (const Part& part : std::span(parts).first(used)) {
      if (!part.status()) return part.status();
      if (Status status = out_.write(part.records()); !status) return status;
      for (const bool is_present : part.present()) {
        if (is_present) present_[rows_written_ / 64] |= 1ULL << rows_written_ % 64;
        ++rows_written_;
      }
    }
    if (options_.progress == nullptr) return {};
    ProgressUpdate update;
    update.stage = "meaning";
    update.rows = rows_written_;
    update.rows_total = num_rows_;
    options_.progress->update(update);
    return {};
  }

  Status finish(const TextSpace& space) {
    if (Status status = out_.begin_section(kTextPresentSection); !status) return status;
    if (Status status = out_.write(std::as_bytes(std::span(present_))); !status) return status;
    if (Status status = out_.begin_section(kTextShapeSection); !status) return status;
    const TextVectorsShape shape = {num_rows_, space.checksum(), space.dimension(), 0};
    if (Status status = out_.write(std::as_bytes(std::span(&shape, 1))); !status) return status;
    return out_.finish();
  }

  ContainerWriter& out_;
  std::uint64_t num_rows_;
  const RowTexts& texts_;
  const TextVectorsOptions& options_;
  std::vector<std::uint64_t> present_;
  std::uint64_t rows_written_ = 0;
};

}  // namespace

Status write_text_vectors(const fs::path& path, std::uint64_t num_rows, const RowTexts& texts,
                          const TextVectorsOptions& options) {
  const Result<const TextSpace*> space = TextSpace::get();
  if (!space) return space.error();
  Result<ContainerWriter> out = ContainerWriter::create(path, kTextVectorsKind);
  if (!out) return std::move(out).error();
  return Writer(*out, num_rows, texts, options).run(**space);
}

}  // namespace vitrine

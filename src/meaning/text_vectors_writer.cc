#include "meaning/text_vectors_writer.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <thread>

#include "base/caught.h"
#include "base/thread_annotations.h"
#include "base/utf8.h"
#include "meaning/text_space.h"
#include "meaning/text_vectors_format.h"

namespace vitrine::meaning {
namespace {

constexpr std::uint64_t kRowsOfPart = 2048;

/// Levels of a unit vector and, as the scale, what makes them one again: estimates are then
/// cosines with the vector that the levels stand for.
void put_record(std::span<std::byte> record, std::span<const float> vector) {
  const float squares = vector::put_nibble_codes(record, vector, 1, 0, 1);
  vector::NibbleFactors factors;
  std::memcpy(&factors, record.data() + vector.size() / 2, sizeof factors);
  factors.scale = 1 / std::sqrt(squares);
  std::memcpy(record.data() + vector.size() / 2, &factors, sizeof factors);
}

/// Consecutive rows that a thread makes.
class Part {
 public:
  explicit Part(const TextSpace& space)
      : maker_(space), record_bytes_(vector::nibble_record_bytes(space.dimension())) {}

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
    {
      const MutexLock lock(mutex_);
      present_.assign((num_rows_ + 63) / 64, 0);
    }
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 1; i < options_.threads; ++i)
        threads.emplace_back([&] { make_parts(space, [] {}); });
      bool has_asked = !options_.has_free_core;
      make_parts(space, [&] {
        if (has_asked || !options_.has_free_core()) return;
        has_asked = true;
        threads.emplace_back([&] { make_parts(space, [] {}); });
      });
    }  // waits
    const MutexLock lock(mutex_);
    if (!status_) return status_;
    if (options_.stop.stop_requested()) return cancelled("stopped");
    return finish(space);
  }

 private:
  /// On each thread: make_some_parts(), and none is waited for whose thread met an exception.
  void make_parts(const TextSpace& space, const std::function<void()>& between) {
    Status made = caught([&]() -> Status {
      make_some_parts(space, between);
      return {};
    });
    if (made) return;
    {
      const MutexLock lock(mutex_);
      if (status_) status_ = std::move(made);
      has_ended_ = true;
    }
    turn_.notify_all();
  }

  /// Makes the next part that nobody has begun, and writes it when its turn comes. Calls `between`
  /// before each.
  void make_some_parts(const TextSpace& space, const std::function<void()>& between) {
    Part part(space);
    while (true) {
      between();
      const std::uint64_t first = next_.fetch_add(kRowsOfPart);
      if (first >= num_rows_) return;
      part.make(first, std::min(kRowsOfPart, num_rows_ - first), texts_, options_.stop);
      MutexLock lock(mutex_);
      turn_.wait(lock,
                 [&]() VITRINE_REQUIRES(mutex_) { return rows_written_ == first || has_ended_; });
      if (has_ended_) return;
      status_ = write(part);
      has_ended_ = !status_ || options_.stop.stop_requested();
      lock.unlock();
      turn_.notify_all();
    }
  }

  Status write(const Part& part) VITRINE_REQUIRES(mutex_) {
    if (!part.status()) return part.status();
    if (Status status = out_.write(part.records()); !status) return status;
    for (const bool is_present : part.present()) {
      if (is_present) present_[rows_written_ / 64] |= 1ULL << rows_written_ % 64;
      ++rows_written_;
    }
    if (options_.progress == nullptr) return {};
    ProgressUpdate update;
    update.stage = "meaning";
    update.rows = rows_written_;
    update.rows_total = num_rows_;
    options_.progress->update(update);
    return {};
  }

  Status finish(const TextSpace& space) VITRINE_REQUIRES(mutex_) {
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
  std::atomic<std::uint64_t> next_ = 0;  ///< The first row that no thread has begun.
  Mutex mutex_;
  std::condition_variable_any turn_;
  std::vector<std::uint64_t> present_ VITRINE_GUARDED_BY(mutex_);
  std::uint64_t rows_written_ VITRINE_GUARDED_BY(mutex_) = 0;
  bool has_ended_ VITRINE_GUARDED_BY(mutex_) =
      false;  ///< An error or a stop: nothing more is written.
  Status status_ VITRINE_GUARDED_BY(mutex_);
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

}  // namespace vitrine::meaning

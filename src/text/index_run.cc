#include "text/index_run.h"

#include <sys/mman.h>

#include <algorithm>
#include <utility>

#include "text/varint.h"

namespace vitrine::text {

namespace {

/// The first eight bytes as a number that orders as they do; a shorter word has zeros behind.
std::uint64_t first_bytes(std::string_view word) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i)
    number = number << 8U | (i < word.size() ? static_cast<unsigned char>(word[i]) : 0U);
  return number;
}

/// The numbers of the words. Most are told apart by their first eight bytes, which lie together.
std::vector<std::uint32_t> by_ascending_bytes(const Vocabulary& words) {
  struct Word {
    std::uint64_t first;
    std::uint32_t id;
  };
  std::vector<Word> sorted;
  sorted.reserve(words.size());
  for (std::uint32_t id = 0; id < words.size(); ++id)
    sorted.push_back({first_bytes(words.word(id)), id});
  std::ranges::sort(sorted, [&](const Word& a, const Word& b) {
    return a.first != b.first ? a.first < b.first : words.word(a.id) < words.word(b.id);
  });
  std::vector<std::uint32_t> order;
  order.reserve(sorted.size());
  for (const Word& word : sorted) order.push_back(word.id);
  return order;
}

}  // namespace

/// A TokenBuffer's content by counting sort: terms are numbered, so their frequencies say where
/// each goes.
class SortedTokens final : public IndexRun {
 public:
  explicit SortedTokens(const TokenBuffer& buffer) : buffer_(buffer) {
    const std::uint32_t num_terms = buffer.terms_.size();
    order_ = by_ascending_bytes(buffer.terms_);
    std::vector<std::size_t> next(num_terms, 0);
    for (const TokenBuffer::Token& token : buffer.tokens_) ++next[token.term];
    ends_.reserve(num_terms);
    std::size_t start = 0;
    for (const std::uint32_t id : order_) {
      const std::size_t count = next[id];
      next[id] = start;
      start += count;
      ends_.push_back(start);
    }
    scatter(next);
  }

  bool next() override {
    ++at_;
    given_ = false;
    return at_ <= order_.size();
  }
  std::string_view term() const override { return buffer_.terms_.word(order_[at_ - 1]); }
  std::span<const RowPosition> occurrences() override {
    if (std::exchange(given_, true)) return {};
    const std::size_t start = at_ == 1 ? 0 : ends_[at_ - 2];
    return std::span(occurrences_).subspan(start, ends_[at_ - 1] - start);
  }

 private:
  void scatter(std::vector<std::size_t>& next) {
    occurrences_.resize(buffer_.tokens_.size());
    std::size_t begin = 0;
    for (const TokenBuffer::RowEnd& row : buffer_.rows_) {
      for (std::size_t i = begin; i < row.end; ++i) {
        const TokenBuffer::Token& token = buffer_.tokens_[i];
        occurrences_[next[token.term]++] = {row.row, token.position_and_class};
      }
      begin = row.end;
    }
  }

  const TokenBuffer& buffer_;
  std::vector<std::uint32_t> order_;  ///< Term ids by ascending bytes.
  std::vector<std::size_t> ends_;     ///< Of their occurrences.
  std::vector<RowPosition> occurrences_;
  std::size_t at_ = 0;
  bool given_ = false;
};

namespace {

/// Half a MiB of occurrences.
constexpr std::size_t kPartOccurrences = std::size_t{1} << 16U;
/// What was read is given back in such pieces: its pages would count as this process's memory.
constexpr std::size_t kReleaseBytes = std::size_t{4} << 20U;

class RunFile final : public IndexRun {
 public:
  explicit RunFile(MappedFile file) : file_(std::move(file)) {
    at_ = stop_ = reinterpret_cast<const unsigned char*>(file_.text().data());
    end_ = at_ + file_.text().size();
  }

  bool next() override {
    at_ = stop_;
    release();
    if (at_ == end_) return false;
    const std::uint64_t length = read_varint(at_, end_);
    term_.assign(reinterpret_cast<const char*>(at_), length);
    at_ += length;
    const std::uint64_t payload = read_varint(at_, end_);
    stop_ = at_ + payload;
    row_ = 0;
    return true;
  }
  std::string_view term() const override { return term_; }
  std::span<const RowPosition> occurrences() override {
    occurrences_.clear();
    while (at_ != stop_) {
      const unsigned char* const begin = at_;
      const auto gap = static_cast<std::uint32_t>(read_varint(at_, stop_));
      if (gap != 0 && occurrences_.size() >= kPartOccurrences) {
        at_ = begin;
        break;
      }
      row_ += gap;
      occurrences_.push_back({row_, static_cast<std::uint32_t>(read_varint(at_, stop_))});
    }
    release();
    return occurrences_;
  }

 private:
  void release() {
    const std::string_view text = file_.text();
    const auto read = static_cast<std::size_t>(reinterpret_cast<const char*>(at_) - text.data()) /
                      kReleaseBytes * kReleaseBytes;
    if (read <= released_) return;
    // Advice: were it not taken, the pages would only stay.
    ::madvise(const_cast<char*>(text.data()) + released_, read - released_, MADV_DONTNEED);
    released_ = read;
  }

  MappedFile file_;
  const unsigned char* at_ = nullptr;
  const unsigned char* stop_ = nullptr;  ///< Of the term's occurrences.
  const unsigned char* end_ = nullptr;
  std::size_t released_ = 0;
  std::uint32_t row_ = 0;
  std::string term_;
  std::vector<RowPosition> occurrences_;
};

}  // namespace

std::size_t TokenBuffer::memory_bytes() const {
  return terms_.memory_bytes() + tokens_.size() * (sizeof(Token) + sizeof(RowPosition)) +
         rows_.size() * sizeof(RowEnd);
}

std::unique_ptr<IndexRun> TokenBuffer::sorted() const {
  return std::make_unique<SortedTokens>(*this);
}

void TokenBuffer::clear() {
  terms_.clear();
  tokens_.clear();
  rows_.clear();
}

Status write_run(IndexRun& run, const fs::path& path) {
  Result<FileWriter> file = FileWriter::create(path);
  if (!file) return std::move(file).error();
  std::string head;
  std::string payload;
  while (run.next()) {
    payload.clear();
    std::uint32_t previous = 0;
    for (auto part = run.occurrences(); !part.empty(); part = run.occurrences()) {
      for (const RowPosition& occurrence : part) {
        append_varint(payload, occurrence.row - previous);
        append_varint(payload, occurrence.position_and_class);
        previous = occurrence.row;
      }
    }
    head.clear();
    append_varint(head, run.term().size());
    head += run.term();
    append_varint(head, payload.size());
    if (Status status = file->write(head); !status) return status;
    if (Status status = file->write(payload); !status) return status;
  }
  return file->close();
}

Result<std::unique_ptr<IndexRun>> open_run(const fs::path& path) {
  Result<MappedFile> file = MappedFile::open(path, MappedFile::Access::kSequential);
  if (!file) return std::move(file).error();
  return std::unique_ptr<IndexRun>(std::make_unique<RunFile>(*std::move(file)));
}

RunMerge::RunMerge(std::vector<std::unique_ptr<IndexRun>> runs) : runs_(std::move(runs)) {
  for (const std::unique_ptr<IndexRun>& run : runs_) {
    if (run->next()) live_.push_back(run.get());
  }
}

bool RunMerge::next() {
  for (IndexRun* visited : sources_) {
    if (!visited->next()) std::erase(live_, visited);
  }
  sources_.clear();
  if (live_.empty()) return false;
  term_ = (*std::ranges::min_element(live_, {}, &IndexRun::term))->term();
  std::ranges::copy_if(live_, std::back_inserter(sources_),
                       [&](const IndexRun* run) { return run->term() == term_; });
  return true;
}

}  // namespace vitrine::text

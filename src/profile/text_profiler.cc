#include "profile/text_profiler.h"

#include <cstring>

namespace vitrine::profile {
namespace {

/// The Hub's bounds on what is a label: at most a fifth as many as rows and 1,000, or just ten.
constexpr std::size_t kLongestMoment = 64;
constexpr std::uint64_t kMaxLabels = 1000;
constexpr std::uint64_t kAlwaysLabels = 10;
constexpr std::uint64_t kRowsPerLabel = 5;

/// A text longer than this makes a poor label; with few of them the counter may still hold it.
constexpr std::size_t kLabelBytes = std::size_t{64} << 20U;

}  // namespace

std::size_t count_code_points(std::string_view text) {
  // All bytes but the continuation ones (10xxxxxx), eight at a time.
  std::size_t continuation = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, sizeof word);
    const std::uint64_t marks = word >> 7U & ~(word >> 6U) & 0x0101010101010101U;
    continuation += marks * 0x0101010101010101U >> 56U;  // their sum: not all CPUs count bits
  }
  for (; i < text.size(); ++i) {
    continuation += (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U ? 1 : 0;
  }
  return text.size() - continuation;
}

TextProfiler::TextProfiler(std::size_t memory_bytes, SpillSpace& space)
    : distinct_(memory_bytes, space),
      labels_(std::in_place, kLabelBytes, kMaxLabels, space),
      moments_(memory_bytes, space) {}

void TextProfiler::see_first(std::string_view text) {
  if (present_ == 0) first_ = text.substr(0, kLongestMoment);
  ++present_;
  counts_.empty += text.empty() ? 1 : 0;
  lengths_.add(count_code_points(text));
  layouts_.see(text);
  const Hash128 hash = hash128(text);
  distinct_.add(hash);
  if (!labels_) return;
  labels_->add(hash, text);
  if (labels_->size() > kMaxLabels || labels_->has_spilled()) labels_.reset();
}

void TextProfiler::consume(const duck::ColumnView& column, std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row) {
    if (column.is_null(row)) continue;
    const std::string_view text = column.text(row);
    if (first_pass_) see_first(text);
    if (!first_pass_) {
      if (const auto micros = layouts_.parse(text)) moments_.add(*micros);
    }
  }
}

bool TextProfiler::end_pass() {
  if (first_pass_) {
    distinct_.finish();
    // Nothing but nulls fits every layout and is no date.
    moments_done_ = !layouts_.any() || present_ == 0;
    if (labels_) labels_->finish();
  } else if (!moments_done_) {
    moments_done_ = moments_.end_pass();
  }
  first_pass_ = false;
  return moments_done_;
}

bool TextProfiler::are_labels(std::uint64_t rows) const {
  if (!labels_) return false;
  const std::uint64_t unique = labels_->distinct() + (present_ < rows ? 1 : 0);
  return unique <= kAlwaysLabels || (unique <= kMaxLabels && unique * kRowsPerLabel <= rows);
}

Statistics TextProfiler::statistics(std::uint64_t rows) const {
  TextCounts texts = counts_;
  texts.distinct = distinct_.count();
  if (layouts_.any() && present_ > 0) {
    // As the Hub has it: in the zone that the first text names.
    std::string zone;
    if (const auto offset = layouts_.offset(first_)) duck::append_offset(zone, *offset);
    DatetimeStatistics of = moments_.statistics(rows, duck::TimeZone::find(zone));
    of.texts = texts;
    return of;
  }
  if (are_labels(rows)) return LabelStatistics{rows - present_, labels_->most_frequent(), texts};
  return TextStatistics{lengths_.figures(rows), texts};
}

}  // namespace vitrine::profile

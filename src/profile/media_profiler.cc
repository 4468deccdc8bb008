#include "profile/media_profiler.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "media/picture_header.h"
#include "media/sound_header.h"
#include "profile/length_counts.h"
#include "profile/number_summary.h"

namespace vitrine {
namespace {

/// Rows whose durations are kept for the summary: 32 MB. Longer columns have no statistics.
constexpr std::size_t kMostSounds = std::size_t{4} << 20U;

/// Calls `use` with the bytes of the rows that hold some, as `bytes` of a struct; where a table
/// could not hold bytes (JSON), they are base64.
template <typename Use>
void for_each_file(const ColumnView& column, std::size_t rows, Use use) {
  if (column.type().cell != CellType::kStruct) return;
  for (std::size_t i = 0; i < column.type().labels.size(); ++i) {
    const CellType cell = column.type().children[i].cell;
    const bool is_base64 = cell == CellType::kString;
    if (column.type().labels[i] != "bytes" || (cell != CellType::kBlob && !is_base64)) continue;
    const ColumnView bytes = column.child(i);
    for (std::size_t row = 0; row < rows; ++row) {
      if (column.is_null(row) || bytes.is_null(row)) continue;
      if (!is_base64) {
        use(bytes.text(row));
      } else {
        use(std::string_view(decode_base64(bytes.text(row)).value_or("")));
      }
    }
  }
}

class PictureProfiler final : public ColumnProfiler {
 public:
  void consume(const ColumnView& column, std::size_t rows) override {
    for_each_file(column, rows, [&](std::string_view bytes) {
      ++files_;
      const auto header = read_picture_header(bytes);
      if (!header) return;
      widths_.add(header->width);
      heights_.add(header->height);
      ++formats_[header->format];
      ++measured_;
    });
  }
  bool end_pass() override { return true; }
  void write(ColumnStatistics& out, std::uint64_t rows) const override {
    out.statistics = "null";
    JsonWriter json(out.extra);
    if (files_ == 0) {
      json.begin_object().end_object();
      return;
    }
    out.column_type = "image";
    write_lengths(out, widths_, rows);
    out.edges.clear();  // No condition asks for a width.
    json.begin_object().member("n_broken", files_ - measured_).key("formats").begin_object();
    for (const auto& [format, count] : formats_) json.member(format, count);
    json.end_object().key("height");
    json.raw(number_block_json(summarise_counts(heights_.counted(), rows), Precision::kFull));
    json.end_object();
  }

 private:
  LengthCounts widths_;
  LengthCounts heights_;
  std::map<std::string_view, std::uint64_t> formats_;
  std::uint64_t files_ = 0;
  std::uint64_t measured_ = 0;
};

class SoundProfiler final : public ColumnProfiler {
 public:
  SoundProfiler(std::size_t memory_bytes, SpillSpace& space) : summary_(memory_bytes, space) {}

  void consume(const ColumnView& column, std::size_t rows) override {
    for_each_file(column, rows, [&](std::string_view bytes) {
      ++files_;
      const std::optional<double> seconds = read_sound_seconds(bytes);
      if (seconds && seconds_.size() < kMostSounds) seconds_.push_back(*seconds);
    });
  }
  /// The files are read once; the summary goes over what was measured as often as it needs.
  bool end_pass() override {
    do {
      for (const double seconds : seconds_) summary_.add(seconds);
    } while (!summary_.end_pass());
    return true;
  }
  void write(ColumnStatistics& out, std::uint64_t rows) const override {
    out.statistics = "null";
    JsonWriter json(out.extra);
    json.begin_object();
    if (files_ > 0 && files_ <= kMostSounds) {
      out.column_type = "audio";
      const FloatBlock block = summary_.block(rows);
      out.statistics = number_block_json(block, Precision::kFull);
      out.hub = number_block_json(block, Precision::kHub);
      json.member("n_broken", files_ - seconds_.size());
    }
    json.end_object();
  }

 private:
  NumberSummary<double> summary_;
  std::vector<double> seconds_;
  std::uint64_t files_ = 0;
};

}  // namespace

std::unique_ptr<ColumnProfiler> make_media_profiler(const Feature& feature,
                                                    std::size_t memory_bytes, SpillSpace& space) {
  const std::string type = feature_label(feature);
  if (type == "Image") return std::make_unique<PictureProfiler>();
  if (type == "Audio") return std::make_unique<SoundProfiler>(memory_bytes, space);
  return nullptr;
}

}  // namespace vitrine

#include "profile/media_profiler.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/file.h"
#include "media/film_header.h"
#include "media/picture_header.h"
#include "media/sound_header.h"
#include "profile/length_counts.h"
#include "profile/number_summary.h"

namespace vitrine::profile {
namespace {

/// Rows whose durations are kept for the summary: 32 MB. Longer columns have no statistics.
constexpr std::size_t kMostDurations = std::size_t{4} << 20U;

/// What the rows of a media column come to.
struct MediaRows {
  std::uint64_t files = 0;    ///< Rows whose file was looked at.
  std::uint64_t absent = 0;   ///< Rows that say their file is not there.
  std::uint64_t unknown = 0;  ///< Rows that neither hold one nor name one by an address.

  /// Whether there was nothing to look at but nulls, or files.
  bool is_measured() const { return files > 0 || unknown == 0; }
};

/// The member of a struct with this name that holds bytes or text; past its members: none.
std::size_t find_member_column(const duck::ColumnType& type, std::string_view name) {
  if (type.cell != duck::CellType::kStruct) return 0;
  for (std::size_t i = 0; i < type.labels.size(); ++i) {
    const duck::CellType cell = type.children[i].cell;
    if (type.labels[i] == name &&
        (cell == duck::CellType::kBlob || cell == duck::CellType::kString))
      return i;
  }
  return type.labels.size();
}

/// Calls `use` with the bytes of the file that each row holds, as `bytes` of a struct (base64 where
/// a table could not hold bytes), or names, as its `src`; "" for one that is not there.
template <typename Use>
void for_each_file(const duck::ColumnView& column, std::size_t rows, const FileOfAddress& file_of,
                   MediaRows& seen, Use use) {
  const duck::ColumnType& type = column.type();
  const std::size_t members = type.cell == duck::CellType::kStruct ? type.labels.size() : 0;
  const std::size_t bytes_at = find_member_column(type, "bytes");
  const bool holds = bytes_at < members;
  const std::size_t at = holds ? bytes_at : find_member_column(type, "src");
  const bool names = !holds && at < members;
  const bool is_base64 = holds && type.children[at].cell == duck::CellType::kString;
  const duck::ColumnView member = holds || names ? column.child(at) : column;
  const auto use_file = [&](std::string_view bytes) {
    ++seen.files;
    use(bytes);
  };
  for (std::size_t row = 0; row < rows; ++row) {
    if (column.is_null(row)) continue;
    if (names && member.is_null(row)) {
      ++seen.absent;
    } else if (names && file_of) {
      const fs::path path = file_of(member.text(row));
      const Result<MappedFile> file = MappedFile::open(path);
      seen.unknown += path.empty() ? 1 : 0;
      if (!path.empty()) use_file(file ? file->text() : "");
    } else if (!holds || member.is_null(row)) {
      ++seen.unknown;
    } else if (is_base64) {
      use_file(decode_base64(member.text(row)).value_or(""));
    } else {
      use_file(member.text(row));
    }
  }
}

class PictureProfiler final : public ColumnProfiler {
 public:
  explicit PictureProfiler(const FileOfAddress& file_of) : file_of_(file_of) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for_each_file(column, rows, file_of_, seen_, [&](std::string_view bytes) {
      const auto header = media::read_picture_header(bytes);
      if (!header) return;
      widths_.add(header->width);
      heights_.add(header->height);
      ++formats_[header->format];
      ++measured_;
    });
  }
  bool end_pass() override { return true; }
  Statistics statistics(std::uint64_t rows) const override {
    if (!seen_.is_measured()) return {};
    ImageStatistics of{widths_.figures(rows), heights_.figures(rows),
                       seen_.files + seen_.absent - measured_};
    for (const auto& [format, count] : formats_) of.formats.push_back({std::string(format), count});
    return of;
  }

 private:
  LengthCounts widths_;
  LengthCounts heights_;
  std::map<std::string_view, std::uint64_t> formats_;
  const FileOfAddress& file_of_;
  MediaRows seen_;
  std::uint64_t measured_ = 0;
};

/// Of recordings and films; Kind is AudioStatistics or VideoStatistics.
template <typename Kind>
class DurationProfiler final : public ColumnProfiler {
 public:
  using Reader = std::optional<double> (*)(std::string_view);

  DurationProfiler(Reader read, const FileOfAddress& file_of, std::size_t memory_bytes,
                   SpillSpace& space)
      : read_(read), file_of_(file_of), summary_(memory_bytes, space) {}

  void consume(const duck::ColumnView& column, std::size_t rows) override {
    for_each_file(column, rows, file_of_, seen_, [&](std::string_view bytes) {
      const std::optional<double> seconds = read_(bytes);
      if (seconds && seconds_.size() < kMostDurations) seconds_.push_back(*seconds);
    });
  }
  /// The files are read once; the summary goes over what was measured as often as it needs.
  bool end_pass() override {
    do {
      for (const double seconds : seconds_) summary_.add(seconds);
    } while (!summary_.end_pass());
    return true;
  }
  Statistics statistics(std::uint64_t rows) const override {
    if (!seen_.is_measured() || seen_.files > kMostDurations) return {};
    return Kind{summary_.figures(rows), seen_.files + seen_.absent - seconds_.size()};
  }

 private:
  Reader read_;
  const FileOfAddress& file_of_;
  NumberSummary<double> summary_;
  std::vector<double> seconds_;
  MediaRows seen_;
};

}  // namespace

std::unique_ptr<ColumnProfiler> make_media_profiler(const schema::Feature& feature,
                                                    std::size_t memory_bytes, SpillSpace& space,
                                                    const FileOfAddress& file_of) {
  const std::string type = schema::feature_label(feature);
  if (type == "Image") return std::make_unique<PictureProfiler>(file_of);
  if (type == "Audio")
    return std::make_unique<DurationProfiler<AudioStatistics>>(&media::read_sound_seconds, file_of,
                                                               memory_bytes, space);
  if (type == "Video")
    return std::make_unique<DurationProfiler<VideoStatistics>>(&media::read_film_seconds, file_of,
                                                               memory_bytes, space);
  return nullptr;
}

}  // namespace vitrine::profile

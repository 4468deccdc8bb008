#include "export/site.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/reports_json.h"
#include "api/search_json.h"
#include "base/json_writer.h"
#include "export/snapshot_files.h"
#include "http/compression.h"
#include "http/static_files.h"
#include "search/row_json.h"
#include "store/media_files.h"

namespace vitrine::exporting {
namespace {

constexpr std::string_view kMarker = "data/vitrine-site.json";
constexpr std::size_t kMaxPageFile = std::size_t{64} << 20U;

/// Rows in one file: a page of the table. Fewer where they are long.
constexpr std::uint64_t kMaxChunkRows = 100;
constexpr std::size_t kMaxChunkBytes = std::size_t{2} << 20U;

std::string html_attribute(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

/// What the page knows of itself before it has fetched anything: configs with their splits, the
/// first of each being the default.
std::string describe(const store::Manifest& manifest) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("owner", manifest.dataset.owner).member("name", manifest.dataset.name);
  json.key("configs").begin_array();
  for (const store::ConfigManifest& config : manifest.configs) {
    json.begin_object().member("config", config.name).key("splits").begin_array();
    for (const store::SplitManifest& split : config.splits) json.value(split.name);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return out;
}

/// The page for any address of its folder: assets beside it, and what it shows in its head.
std::string site_page(std::string page, const store::Manifest& manifest) {
  for (std::size_t at = 0; (at = page.find("=\"/assets/", at)) != std::string::npos; ++at)
    page.insert(at + 2, ".");
  const std::size_t at = page.find("</head>");
  if (at != std::string::npos)
    page.insert(at, "  <meta name=\"vitrine-site\" content=\"" +
                        html_attribute(describe(manifest)) + "\" />\n  ");
  return page;
}

Status write_page(const store::Manifest& manifest, const fs::path& folder) {
  if (http::embedded_page().empty()) return unsupported("this program was built without the page");
  for (const http::StaticFile& file : http::embedded_page()) {
    Result<std::string> content = http::gunzip(file.gzip, kMaxPageFile);
    if (!content) return std::move(content).error();
    if (file.path == "index.html") content = site_page(*std::move(content), manifest);
    const fs::path path = folder / file.path;
    std::error_code ec;
    fs::create_directories(path.parent_path(), ec);
    if (Status status = write_file_atomic(path, *content); !status) return status;
  }
  return {};
}

Error refuse_size(const store::Manifest& manifest, std::uint64_t bytes) {
  return too_large(fmt::format(
      "{} is too large for a site of files: {} rows and {} MB, where {} rows and {} MB are the "
      "most; serve it instead (vitrine serve), or export a folder",
      manifest.dataset.id(), manifest.num_rows(), (bytes + 999'999) / 1'000'000, kMaxSiteRows,
      kMaxSiteBytes / 1'000'000));
}

class SiteWriter {
 public:
  SiteWriter(engine::Engine& engine, const store::Manifest& manifest, const fs::path& folder,
             ProgressSink* progress, const std::stop_token& stop)
      : engine_(engine),
        manifest_(manifest),
        data_(folder / "data"),
        progress_(progress),
        stop_(stop),
        caller_(engine::Caller::owner(stop)) {}

  Status write_dataset();
  Status write_split(const store::ConfigManifest& config, const store::SplitManifest& split);

 private:
  /// The rows from `first` on, as many as make one file; `count` is where to begin, and what was
  /// taken.
  Result<std::string> ask_chunk(const engine::OpenSplit& place, std::uint64_t first,
                                std::uint64_t& count);
  Status write_rows(const engine::OpenSplit& place, const fs::path& folder);

  engine::Engine& engine_;
  const store::Manifest& manifest_;
  fs::path data_;
  ProgressSink* progress_;
  const std::stop_token& stop_;
  engine::Caller caller_;
  std::uint64_t done_ = 0;
  std::uint64_t num_bytes_ = 0;  // of rows as JSON
};

Status SiteWriter::write_dataset() {
  const Result<engine::DatasetReport> report = engine_.dataset(caller_, manifest_.dataset);
  if (!report) return report.error();
  std::error_code ec;
  fs::create_directories(data_, ec);
  return write_file_atomic(data_ / "dataset.json", api::dataset_json(*report));
}

Result<std::string> SiteWriter::ask_chunk(const engine::OpenSplit& place, std::uint64_t first,
                                          std::uint64_t& count) {
  while (true) {
    engine::SearchRequest request;
    request.columns = search::columns_without_vectors(place.split->features());
    request.query.offset = first;
    request.query.limit = count;
    const Result<engine::SearchAnswer> answer = engine_.search(caller_, place, std::move(request));
    if (!answer) return answer.error();
    api::SearchJsonOptions options;
    options.vectors = true;
    // One row has to be taken as it is: what the whole site may hold bounds it.
    options.max_bytes = count > 1 ? kMaxChunkBytes : kMaxSiteBytes;
    Result<std::string> rows = api::search_json(*answer, options);
    if (rows || rows.error().code() != ErrorCode::kTooLarge || count == 1) return rows;
    count /= 2;
  }
}

Status SiteWriter::write_rows(const engine::OpenSplit& place, const fs::path& folder) {
  const std::uint64_t num_rows = place.split->num_rows();
  std::string index;
  JsonWriter json(index);
  json.begin_object().member("num_rows", num_rows).key("starts").begin_array();
  std::uint64_t count = kMaxChunkRows;
  for (std::uint64_t first = 0; first < num_rows; first += count) {
    if (stop_.stop_requested()) return cancelled("stopped");
    count = std::min({count * 2, kMaxChunkRows, num_rows - first});
    const Result<std::string> rows = ask_chunk(place, first, count);
    if (!rows) return rows.error();
    const fs::path file = folder / fmt::format("rows-{}.json", first);
    if (Status status = write_file_atomic(file, *rows); !status) return status;
    json.value(first);
    done_ += count;
    num_bytes_ += rows->size();
    // What Parquet keeps once for many rows is written with each.
    if (num_bytes_ > kMaxSiteBytes) return refuse_size(manifest_, num_bytes_);
    if (progress_ != nullptr)
      progress_->update({"exporting", place.split->split().name, done_, manifest_.num_rows()});
  }
  json.end_array().end_object();
  return write_file_atomic(folder / "rows.json", index);
}

Status SiteWriter::write_split(const store::ConfigManifest& config,
                               const store::SplitManifest& split) {
  const Result<engine::OpenSplit> place =
      engine_.open(caller_, manifest_.dataset, config.name, split.name);
  if (!place) return place.error();
  const fs::path folder = data_ / config.name / split.name;
  std::error_code ec;
  fs::create_directories(folder, ec);
  const Result<engine::ColumnReport> report = engine_.columns(caller_, *place);
  if (!report) return report.error();
  if (Status status = write_file_atomic(folder / "columns.json", api::columns_json(*report));
      !status)
    return status;
  return write_rows(*place, folder);
}

Status copy_parquet(const store::Snapshot& snapshot, const fs::path& data,
                    const std::stop_token& stop) {
  for (const store::ConfigManifest& config : snapshot.manifest().configs) {
    for (const store::SplitManifest& split : config.splits) {
      if (Status whole = snapshot.check_parquet(config.name, split); !whole) return whole;
      for (const store::ParquetFile& file : split.parquet_files) {
        if (stop.stop_requested()) return cancelled("stopped");
        const Status copied =
            clone_file(snapshot.parquet_file(config.name, split.name, file.filename),
                       data / config.name / split.name / file.filename);
        if (!copied) return copied;
      }
    }
  }
  return {};
}

}  // namespace

Status check_site(const store::Manifest& manifest) {
  std::uint64_t bytes = 0;
  for (const store::SnapshotFile& file : manifest.files) {
    if (file.path.starts_with(store::kMediaFolder)) bytes += file.size_bytes;
  }
  for (const store::ConfigManifest& config : manifest.configs) {
    for (const store::SplitManifest& split : config.splits) bytes += split.num_bytes_memory;
  }
  if (manifest.num_rows() <= kMaxSiteRows && bytes <= kMaxSiteBytes) return {};
  return refuse_size(manifest, bytes);
}

Status write_site(engine::Engine& engine, const store::Snapshot& snapshot, const fs::path& folder,
                  ProgressSink* progress, const std::stop_token& stop) {
  const store::Manifest& manifest = snapshot.manifest();
  if (Status status = check_site(manifest); !status) return status;
  if (Status status = write_page(manifest, folder); !status) return status;
  SiteWriter writer(engine, manifest, folder, progress, stop);
  if (Status status = writer.write_dataset(); !status) return status;
  for (const store::ConfigManifest& config : manifest.configs) {
    for (const store::SplitManifest& split : config.splits) {
      if (Status status = writer.write_split(config, split); !status) return status;
    }
  }
  if (Status status = copy_parquet(snapshot, folder / "data", stop); !status) return status;
  for (const std::string_view part : {store::kCardPictures, store::kMediaFolder}) {
    if (Status status = copy_snapshot_files(snapshot, part, folder / "data" / part, stop); !status)
      return status;
  }
  const Result<std::string> current = engine.library().current_id(manifest.dataset);
  if (!current || *current != manifest.snapshot_id)
    return unavailable(manifest.dataset.id() + " was imported anew meanwhile: export it again");
  return write_file_atomic(folder / kMarker, describe(manifest));
}

OutputPlace::IsOurs files_of_site(const fs::path& folder) {
  std::error_code ec;
  const bool is_site = fs::is_regular_file(folder / kMarker, ec);
  return [is_site](const fs::path& path) {
    const std::string top = path.begin()->string();
    return is_site && (path == "index.html" || top == "assets" || top == "data");
  };
}

}  // namespace vitrine::exporting

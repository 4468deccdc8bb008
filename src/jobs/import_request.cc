#include "jobs/import_request.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/json_writer.h"
#include "ingest/preview.h"
#include "source/synthetic.h"
#include "source/unpack.h"

namespace vitrine::jobs {
namespace {

/// The path as it is once links are followed, as far as it is there.
Result<bool> is_below(const fs::path& root, const fs::path& path) {
  std::error_code ec;
  const fs::path real_root = fs::canonical(root, ec);
  if (ec) return io_error("the source folder " + root.string() + " cannot be read");
  const fs::path real = fs::weakly_canonical(fs::absolute(path, ec), ec);
  if (ec) return false;
  const auto [end, ignored] =
      std::mismatch(real_root.begin(), real_root.end(), real.begin(), real.end());
  return end == real_root.end();
}

/// Names no folder: whoever asks need not know where it is.
Error outside() {
  return not_found(
      "this server imports files of its source folder alone (--source-root), and there is no such "
      "file in it");
}

/// The part of a source before its first wildcard: what is read to find the files.
fs::path fixed_part(const std::string& source) {
  const fs::path whole(source);
  fs::path fixed;
  for (const fs::path& part : whole) {
    if (part.string().find_first_of("*?[{") != std::string::npos) break;
    fixed /= part;
  }
  return fixed;
}

/// That a file of the split lies in the root, or was made of files that do: unpacked, or written as
/// the table of a folder of media.
Status check_file(const ImportRequest& request, const source::SourceSplit& split,
                  const fs::path& path) {
  const Result<bool> below = is_below(request.root, path);
  if (!below) return below.error();
  if (*below) return {};
  for (const std::shared_ptr<const source::ScratchFolder>& scratch : split.scratch) {
    const Result<bool> is_made = is_below(scratch->path(), path);
    if (!is_made) return is_made.error();
    if (*is_made) return {};
  }
  return outside();
}

Status check_root(const ImportRequest& request, const source::Source& source) {
  for (const source::SourceConfig& config : source.configs) {
    for (const source::SourceSplit& split : config.splits) {
      for (const source::SourceFile& file : split.files) {
        if (file.scratch) continue;  // unpacked from a file that was looked at before
        if (Status status = check_file(request, split, file.path); !status) return status;
      }
      for (const source::MediaFile& file : split.media) {
        if (Status status = check_file(request, split, file.path); !status) return status;
      }
    }
  }
  return {};
}

bool has_root(const ImportRequest& request) {
  return !request.root.empty() && request.scratch.empty();
}

bool is_fetched(std::string_view source) {
  return source.starts_with("hf://") || source.starts_with("http://") ||
         source.starts_with("https://");
}

/// Before anything is read: that each path lies in the root.
Status check_sources(const ImportRequest& request) {
  for (const std::string& source : request.sources()) {
    if (is_fetched(source)) continue;
    constexpr std::string_view kFile = "file://";
    const std::string path = source.starts_with(kFile) ? source.substr(kFile.size()) : source;
    const Result<bool> below = is_below(request.root, fixed_part(path));
    if (!below) return below.error();
    if (!*below) return outside();
  }
  return {};
}

/// Written to a folder that goes with the source.
Result<source::Source> resolve_sample(const source::ResolveOptions& options) {
  const Result<std::shared_ptr<const source::ScratchFolder>> scratch =
      source::make_scratch(options.spool_directory);
  if (!scratch) return scratch.error();
  const fs::path folder = (*scratch)->path() / std::string(kSampleName);
  if (Status written = source::write_synthetic_folder(folder, {}, options.progress, options.stop);
      !written)
    return std::move(written).error();
  const std::string named[] = {folder.string()};
  Result<source::Source> source = source::resolve_source(named, options);
  if (!source) return source;
  for (source::SourceConfig& config : source->configs) {
    for (source::SourceSplit& split : config.splits) split.scratch.push_back(*scratch);
  }
  return source;
}

}  // namespace

std::vector<std::string> ImportRequest::sources() const {
  std::vector<std::string> out = {source};
  out.insert(out.end(), beside.begin(), beside.end());
  return out;
}

Result<source::Source> resolve_request(const ImportRequest& request, const fs::path& spool,
                                       ProgressSink* progress, std::stop_token stop) {
  source::ResolveOptions options;
  options.dataset_name = request.dataset_name;
  options.spool_directory = spool;
  options.stop = std::move(stop);
  options.progress = progress;
  options.reading = request.reading;
  if (request.is_sample) return resolve_sample(options);
  if (has_root(request)) {
    if (Status inside = check_sources(request); !inside) return std::move(inside).error();
  }
  Result<source::Source> source = source::resolve_source(request.sources(), options);
  const bool on_hub = request.source.starts_with("hf://");
  if (!source || !has_root(request) || on_hub) return source;
  if (Status inside = check_root(request, *source); !inside) return std::move(inside).error();
  return source;
}

Result<std::string> preview_request_json(const ImportRequest& request, const fs::path& spool,
                                         const std::stop_token& stop) {
  const auto hidden = [&](const Error& error) {
    return Error(error.code(), without_scratch(error.message(), request));
  };
  const Result<source::Source> source = resolve_request(request, spool, nullptr, stop);
  if (!source) return hidden(source.error());
  const Result<std::vector<ingest::ConfigPreview>> configs =
      ingest::preview_source(*source, {}, nullptr, stop);
  if (!configs) return hidden(configs.error());
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("dataset", source->owner + "/" + source->name);
  json.key("configs").raw(ingest::preview_json(*configs)).end_object();
  return text;
}

std::string without_scratch(std::string message, const ImportRequest& request) {
  if (request.scratch.empty()) return message;
  const std::string prefix = request.scratch.string() + "/";
  for (std::size_t at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
    message.erase(at, prefix.size());
  return message;
}

}  // namespace vitrine::jobs

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "schema/plain_name.h"
#include "source/exports.h"
#include "source/file_format.h"
#include "source/folder.h"
#include "source/glob.h"
#include "source/hub_settings.h"
#include "source/hub_source.h"
#include "source/local_files.h"
#include "source/source.h"
#include "source/split_files.h"
#include "source/tables.h"
#include "source/unpack.h"
#include "source/web_file.h"
#include "source/webdataset.h"

namespace vitrine::source {
namespace {

constexpr int kPollMilliseconds = 100;

Status set_name(Source& source, const ResolveOptions& options, std::string_view fallback) {
  if (options.dataset_name.empty()) {
    source.owner = "local";
    source.name = schema::plain_name(fallback);
    if (source.name.empty()) source.name = "dataset";
    return {};
  }
  source.is_named = true;
  const std::size_t slash = options.dataset_name.find('/');
  const std::string_view wanted = options.dataset_name;
  source.owner = slash == std::string::npos ? "local" : std::string(wanted.substr(0, slash));
  source.name = std::string(slash == std::string::npos ? wanted : wanted.substr(slash + 1));
  const auto is_fit = [](const std::string& name) {
    return !name.empty() && schema::plain_name(name) == name;
  };
  if (!is_fit(source.owner) || !is_fit(source.name)) {
    return invalid_argument("--name " + options.dataset_name +
                            ": write owner/name with letters, digits, '-', '_' and '.'");
  }
  return {};
}

/// Bytes read into `buffer`, 0 at the end. Waits in short turns, so that a stop is seen.
Result<std::size_t> read_some(int descriptor, std::span<char> buffer, const std::stop_token& stop) {
  while (true) {
    if (stop.stop_requested()) return cancelled("stopped");
    pollfd waiting = {descriptor, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPollMilliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const ssize_t n = ::read(descriptor, buffer.data(), buffer.size());
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR && errno != EAGAIN) return errno_error("cannot read standard input", errno);
  }
}

/// Writes everything that comes on the descriptor to `path`.
Status spool(const fs::path& path, const ResolveOptions& options) {
  Result<FileWriter> writer = FileWriter::create(path);
  if (!writer) return std::move(writer).error();
  std::array<char, 1 << 16> buffer{};
  while (true) {
    const Result<std::size_t> n = read_some(options.stdin_descriptor, buffer, options.stop);
    if (!n) return n.error();
    if (*n == 0) break;
    if (Status status = writer->write(std::string_view(buffer.data(), *n)); !status) return status;
  }
  if (writer->offset() == 0) return corrupt("standard input is empty");
  return writer->close();
}

Result<Source> resolve_stdin(const ResolveOptions& options) {
  Result<std::shared_ptr<const ScratchFolder>> scratch = make_scratch(options.spool_directory);
  if (!scratch) return std::move(scratch).error();
  const fs::path path = (*scratch)->path() / "stdin";
  if (Status status = spool(path, options); !status) return std::move(status).error();
  Result<SourceFile> file = inspect_file(path, std::nullopt, options.reading.encoding);
  if (!file) return std::move(file).error().in("standard input");
  file->scratch = *std::move(scratch);
  Source source;
  source.origin = "standard input";
  source.configs.push_back({"default", {{"train", {*std::move(file)}}}, std::nullopt});
  if (Status status = set_name(source, options, "stdin"); !status) return std::move(status).error();
  return source;
}

UnpackOptions unpacking(const ResolveOptions& options) {
  return {.directory = options.spool_directory,
          .stop = options.stop,
          .progress = options.progress,
          .encoding = options.reading.encoding};
}

/// The folder that an archive is all about: its only one, where there is nothing beside.
fs::path innermost(const fs::path& folder) {
  std::error_code ec;
  std::vector<fs::path> entries;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ec))
    entries.push_back(entry.path());
  return entries.size() == 1 && fs::is_directory(entries.front(), ec) ? innermost(entries.front())
                                                                      : folder;
}

/// Where an archive was unpacked means nothing to a person.
Error without_place(const Error& error, const fs::path& place, const std::string& name) {
  std::string message = error.message();
  const std::string text = place.string();
  for (std::size_t at = message.find(text); at != std::string::npos; at = message.find(text))
    message.replace(at, text.size(), name);
  if (message.find(name) == std::string::npos) message = name + ": " + message;
  return Error(error.code(), std::move(message));
}

Result<Source> resolve_webdataset(const fs::path& path, Shard shard,
                                  const ResolveOptions& options) {
  const std::string name = path.filename().string();
  shard.name = archive_stem(name).value_or(name);
  Source source;
  source.origin = fs::absolute(path).string();
  Result<SourceSplit> split =
      webdataset_split(assign_splits({name}).front().name, {std::move(shard)}, unpacking(options));
  if (!split) return std::move(split).error();
  source.configs.push_back({"default", {*std::move(split)}, std::nullopt});
  if (Status status = set_name(source, options, archive_stem(name).value_or(name)); !status)
    return std::move(status).error();
  return source;
}

/// A workbook that is called .zip, as which it is packed.
bool is_packed_workbook(const fs::path& path) {
  const Result<SourceFile> file = inspect_file(path, format_of_name(path.filename().string()));
  return file && file->format == FileFormat::kExcel;
}

/// An archive is what a folder of its members would be.
Result<Source> resolve_archive(const fs::path& path, const ResolveOptions& options) {
  const Result<std::shared_ptr<const ScratchFolder>> scratch =
      unpack_archive(path, unpacking(options));
  if (!scratch) return scratch.error();
  Result<FolderListing> members = list_files((*scratch)->path());
  if (!members) return std::move(members).error();
  if (is_tar_name(path.filename().string()) && is_webdataset(*members))
    return resolve_webdataset(path, {"", *scratch, *std::move(members)}, options);
  const fs::path folder = innermost((*scratch)->path());
  Result<Source> source = resolve_folder(folder, unpacking(options));
  const std::string name = path.filename().string();
  if (!source) return without_place(source.error(), folder, name);
  for (SourceConfig& config : source->configs) {
    config.folder = (*scratch)->path();
    for (SourceSplit& split : config.splits) {
      split.scratch.push_back(*scratch);
    }
  }
  source->origin = fs::absolute(path).string();
  Status named = set_name(*source, options, archive_stem(name).value_or(name));
  if (!named) return std::move(named).error();
  return source;
}

/// Files named one by one: splits by their names if these say so, else one split in the order
/// given.
Result<Source> resolve_files(const std::vector<fs::path>& paths, const ResolveOptions& options) {
  Source source;
  source.origin = fs::absolute(paths.front()).string();
  std::vector<fs::path> names;
  for (const fs::path& path : paths) names.push_back(path.filename());
  std::vector<NamedSplit> splits = assign_splits(names);
  const bool all_named = paths.size() > 1 && splits.size() > 1 &&
                         std::ranges::all_of(names, [&](const fs::path& name) {
                           return std::ranges::any_of(splits, [&](const NamedSplit& split) {
                             return std::ranges::find(split.files, name) != split.files.end();
                           });
                         });
  if (!all_named) splits = {{"train", names}};
  SourceConfig config{"default", {}, std::nullopt};
  for (const NamedSplit& split : splits) {
    std::vector<fs::path> members;
    for (const fs::path& path : paths) {
      if (std::ranges::find(split.files, path.filename()) != split.files.end())
        members.push_back(path);
    }
    Result<SourceSplit> resolved = inspect_split(split.name, members, unpacking(options));
    if (!resolved) return std::move(resolved).error();
    config.splits.push_back(*std::move(resolved));
  }
  if (Status settled = settle_exports(config, options.reading.encoding); !settled)
    return std::move(settled).error();
  source.configs.push_back(std::move(config));
  const std::optional<NamedFormat> named = format_of_name(paths.front().filename().string());
  const std::string fallback = named ? named->stem : paths.front().stem().string();
  if (Status status = set_name(source, options, fallback); !status)
    return std::move(status).error();
  return source;
}

}  // namespace

bool looks_like_source(std::string_view argument) {
  if (argument == "-" || argument.starts_with("hf://") || is_web_address(argument) ||
      argument.starts_with("file://") || has_wildcard(argument))
    return true;
  if (argument.starts_with('.') || argument.starts_with('/') || argument.starts_with('~'))
    return true;
  std::error_code ec;
  return format_of_name(argument).has_value() || fs::exists(argument, ec);
}

namespace {

Result<Source> resolve_any(std::span<const std::string> arguments, const ResolveOptions& options) {
  if (arguments.empty()) return invalid_argument("no source was named");
  const bool on_hub = std::ranges::any_of(
      arguments, [](const std::string& argument) { return argument.starts_with("hf://"); });
  if (on_hub) {
    if (arguments.size() > 1)
      return invalid_argument("a dataset of the Hub is a source by itself, without other files");
    Result<Source> source =
        resolve_hub(arguments.front(), HubSettings::from_environment(), options);
    if (!source || options.dataset_name.empty()) return source;
    if (Status status = set_name(*source, options, ""); !status) return std::move(status).error();
    return source;
  }
  if (arguments.size() == 1 && arguments.front() == "-") return resolve_stdin(options);
  if (std::ranges::find(arguments, "-") != arguments.end())
    return invalid_argument("standard input (-) is a source by itself, without other files");
  const Result<std::vector<fs::path>> paths = expand_paths(arguments);
  if (!paths) return paths.error();
  for (const fs::path& path : *paths) {
    std::error_code ec;
    if (!fs::exists(path, ec)) {
      return not_found(path.empty() ? "a source without a name"
                                    : "no file or folder " + path.string());
    }
    if (!fs::is_directory(path, ec)) continue;
    if (paths->size() > 1)
      return invalid_argument("name one folder, or files, not both: " + path.string());
    Result<Source> source = resolve_folder(path, unpacking(options));
    if (!source) return source;
    const fs::path folder = fs::absolute(path).lexically_normal();
    const std::string name = folder.has_filename() ? folder.filename().string()
                                                   : folder.parent_path().filename().string();
    if (Status status = set_name(*source, options, name); !status) return std::move(status).error();
    return source;
  }
  if (paths->size() == 1 && archive_stem(paths->front().filename().string()) &&
      !is_packed_workbook(paths->front()))
    return resolve_archive(paths->front(), options);
  return resolve_files(*paths, options);
}

/// Files of the web, read as the files that they are downloaded to; files of this machine beside.
Result<Source> resolve_web(const std::vector<std::string>& arguments,
                           const ResolveOptions& options) {
  std::vector<std::string> paths;
  std::vector<WebFile> downloads;
  WebOptions web;
  web.scratch = unpacking(options);
  web.stall = HubSettings::from_environment().stall;
  for (const std::string& argument : arguments) {
    if (!is_web_address(argument)) {
      paths.push_back(argument);
      continue;
    }
    Result<WebFile> file = download_web_file(argument, web);
    if (!file) return std::move(file).error();
    paths.push_back(file->path.string());
    downloads.push_back(*std::move(file));
  }
  Result<Source> source = resolve_any(paths, options);
  if (!source) return source;
  for (SourceConfig& config : source->configs) {
    for (SourceSplit& split : config.splits) {
      for (SourceFile& file : split.files) {
        for (const WebFile& download : downloads) {
          if (file.path == download.path) file.scratch = download.scratch;
        }
      }
    }
  }
  for (const WebFile& download : downloads) {
    if (!download.is_length_known)
      source->configs.front().notices.push_back(
          download.path.filename().string() +
          ": the server did not say how long it is, so that a cut could not be told");
  }
  source->origin = shown_address(arguments.front());
  return source;
}

}  // namespace

Result<Source> resolve_source(std::span<const std::string> arguments,
                              const ResolveOptions& options) {
  const std::string endpoint = HubSettings::from_environment().endpoint;
  std::vector<std::string> named;
  for (const std::string& argument : arguments)
    named.push_back(without_hub_page(plain_path(argument), endpoint));
  const bool on_web = std::ranges::any_of(named, is_web_address);
  Result<Source> source = on_web ? resolve_web(named, options) : resolve_any(named, options);
  if (!source) return source;
  for (SourceConfig& config : source->configs)
    config.reading = merged(std::move(config.reading), options.reading);
  if (Status status = expand_tables(source->configs); !status) return std::move(status).error();
  std::error_code ec;
  const bool is_folder = !on_web && fs::is_directory(source->origin, ec);
  for (SourceConfig& config : source->configs) {
    if (is_folder) config.folder = source->origin;
    config.media_address =
        "/api/v1/datasets/" + source->owner + "/" + source->name + "/media/" + config.name + "/";
  }
  return source;
}

}  // namespace vitrine::source

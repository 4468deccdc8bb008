#include "source/split_files.h"

#include <algorithm>
#include <iterator>

#include "source/file_format.h"
#include "source/glob.h"
#include "source/main_format.h"
#include "source/webdataset.h"

namespace vitrine::source {
namespace {

/// Archives within archives are not opened.
enum class Nesting { kOutside, kInside };

/// Each file verified, the members of archives in their place.
Result<std::vector<SourceFile>> unpack_and_inspect(const Paths& paths, const UnpackOptions& options,
                                                   Nesting nesting = Nesting::kOutside);

/// Those that are read by one reader, which looks at each file by itself, as one of them.
FileFormat read_as(FileFormat format) {
  if (format == FileFormat::kJsonLines) return FileFormat::kJson;
  if (format == FileFormat::kTsv) return FileFormat::kCsv;
  if (format == FileFormat::kNumpyArchive) return FileFormat::kNumpy;
  return format;
}

/// The data files of an unpacked archive, in the order of their names.
Result<std::vector<SourceFile>> inspect_members(const fs::path& archive,
                                                std::shared_ptr<const ScratchFolder> scratch,
                                                const UnpackOptions& options) {
  const Result<FolderListing> listing = list_files(scratch->path());
  if (!listing) return listing.error();
  Paths members;
  for (const fs::path& file : of_main_format(data_files(listing->files)))
    members.push_back(scratch->path() / file);
  const std::string name = archive.filename().string();
  if (members.empty()) return invalid_argument(name + " holds no data file that is read");
  Result<std::vector<SourceFile>> files = unpack_and_inspect(members, options, Nesting::kInside);
  if (!files) return std::move(files).error().in(name);
  for (SourceFile& file : *files) {
    if (!file.scratch) file.scratch = scratch;
  }
  return files;
}

/// A file that is compressed in a way that no reader takes.
Result<SourceFile> inspect_packed(const fs::path& path, const UnpackOptions& options) {
  const std::string name = packed_name(path.filename().string()).value_or("");
  const Result<std::shared_ptr<const ScratchFolder>> scratch = unpack_file(path, name, options);
  if (!scratch) return scratch.error();
  Result<SourceFile> file =
      inspect_file((*scratch)->path() / name, format_of_name(name), options.encoding);
  if (!file) return std::move(file).error().in(path.filename().string());
  file->scratch = *scratch;
  return file;
}

Result<std::vector<SourceFile>> unpack_and_inspect(const Paths& paths, const UnpackOptions& options,
                                                   Nesting nesting) {
  std::vector<SourceFile> files;
  for (const fs::path& path : paths) {
    const std::optional<NamedFormat> named = format_of_name(path.filename().string());
    if (named && named->format == FileFormat::kArchive && nesting == Nesting::kOutside) {
      Result<SourceFile> workbook = inspect_file(path, named);
      if (workbook && workbook->format == FileFormat::kExcel) {
        files.push_back(*std::move(workbook));
        continue;
      }
      const Result<std::shared_ptr<const ScratchFolder>> scratch = unpack_archive(path, options);
      if (!scratch) return scratch.error();
      Result<std::vector<SourceFile>> members = inspect_members(path, *scratch, options);
      if (!members) return members;
      std::ranges::move(*members, std::back_inserter(files));
      continue;
    }
    // What it is when it is unpacked, its name need not say.
    const bool is_packed = named ? named->compression == Compression::kOther
                                 : packed_name(path.filename().string()).has_value();
    Result<SourceFile> file =
        is_packed ? inspect_packed(path, options) : inspect_file(path, named, options.encoding);
    if (!file) return std::move(file).error();
    files.push_back(*std::move(file));
  }
  return files;
}

/// Without files of no bytes, as long as there are others: shards that got no rows.
Paths without_empty(const Paths& files, std::vector<std::string>& notices) {
  Paths filled;
  std::vector<std::string> said;
  for (const fs::path& file : files) {
    std::error_code ec;
    if (fs::is_regular_file(file, ec) && fs::file_size(file, ec) == 0) {
      said.push_back(file.filename().string() + " is empty, and left out");
    } else {
      filled.push_back(file);
    }
  }
  if (filled.empty()) return files;
  notices = std::move(said);
  return filled;
}

/// Tar files that all are shards of a WebDataset, unpacked; none if the first is something else.
Result<std::vector<Shard>> shards_of(const Paths& files, const UnpackOptions& options) {
  std::vector<Shard> shards;
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    if (!is_tar_name(name) && shards.empty()) return shards;
    Result<std::shared_ptr<const ScratchFolder>> scratch = unpack_archive(file, options);
    if (!scratch) return std::move(scratch).error();
    Result<FolderListing> members = list_files((*scratch)->path());
    if (!members) return std::move(members).error();
    if (!is_webdataset(*members)) {
      if (shards.empty()) return shards;
      return invalid_argument(name + " is no WebDataset, as " + shards.front().name +
                              ".tar is: import each by itself");
    }
    shards.push_back({archive_stem(name).value_or(name), *std::move(scratch), *std::move(members)});
  }
  return shards;
}

}  // namespace

Result<SourceSplit> inspect_split(const std::string& name, const std::vector<fs::path>& files,
                                  const UnpackOptions& options) {
  Result<std::vector<Shard>> shards = shards_of(files, options);
  if (!shards) return std::move(shards).error();
  if (!shards->empty()) return webdataset_split(name, *std::move(shards), options);
  SourceSplit split{name, {}};
  Result<std::vector<SourceFile>> inspected =
      unpack_and_inspect(without_empty(files, split.notices), options);
  if (!inspected) return std::move(inspected).error();
  for (SourceFile& file : *inspected) {
    if (!split.files.empty() && read_as(file.format) != read_as(split.files.front().format)) {
      return invalid_argument(
          "split " + name + " mixes formats: " + split.files.front().path.filename().string() +
          " and " + file.path.filename().string() + " must have one format; import each by itself");
    }
    split.files.push_back(std::move(file));
  }
  return split;
}

}  // namespace vitrine::source

#pragma once
// Source: what a person points Vitrine at, resolved to files.
//
// A file, several files, a glob, a folder, an address, hf://owner/name, or "-" for standard input
// becomes a dataset name with its configs, splits and the files of each, in order, with format and
// compression verified by the first bytes. Nothing is parsed here but the card; reading the data is
// ingest's work.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "schema/features.h"
#include "schema/media_type.h"
#include "source/card.h"
#include "source/read_options.h"
#include "source/unpack.h"

namespace vitrine::source {

/// Their numbers are in what names a snapshot: a new one comes before the last, which no file has.
enum class FileFormat {
  kParquet,
  kJson /* an array, or values one after the other */,
  kJsonLines,
  kCsv,
  kTsv,
  kText /* a line a row */,
  kArrow /* an IPC file or stream, Feather */,
  kNumpy,
  kNumpyArchive /* .npz */,
  kSqlite,
  kExcel,
  kArchive /* of a name only: its members are the files */
};
enum class Compression {
  kNone,
  kGzip,
  kZstd,
  kOther /* of a name only: .bz2, .xz, .lz4, which are unpacked first */
};

struct SourceFile {
  fs::path path;
  FileFormat format = FileFormat::kJsonLines;
  Compression compression = Compression::kNone;
  std::uint64_t size_bytes = 0;
  /// Since 1970; with the size, tells whether the file changed since.
  std::int64_t modified_ns = 0;
  std::string part = {};  ///< The table to read, in a file with several tables.
  /// Where its names of media are relative to, "cats/" below what keys are relative to.
  std::string media_folder = {};
  std::shared_ptr<const ScratchFolder> scratch =
      {};  ///< Keeps a file that was unpacked or spooled.
};

/// A picture, recording, video or document that rows name.
struct MediaFile {
  std::string key;  ///< How rows name it: a path with '/' between its parts, none of them . or ..
  fs::path path;
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< As of a SourceFile.
  std::string problem = {};      ///< Why it cannot be shown, as a phrase; empty: it can.
};

/// A column of texts that are keys of media files, which is shown as the files.
struct MediaColumn {
  std::string column;
  std::string shown_as;
  schema::MediaKind kind = schema::MediaKind::kImage;
};

struct SourceSplit {
  std::string name;
  std::vector<SourceFile> files;      ///< In order, never empty, of formats that one reader reads.
  std::vector<MediaFile> media = {};  ///< By key, each once.
  std::vector<MediaColumn> media_columns = {};
  /// Keep what was unpacked or written for the split.
  std::vector<std::shared_ptr<const ScratchFolder>> scratch = {};
  std::vector<std::string> notices = {};  ///< What a person should know: an empty file left out.
};

struct SourceConfig {
  std::string name;
  std::vector<SourceSplit> splits;           ///< Never empty.
  std::optional<schema::Features> features;  ///< Declared by the card.
  ReadOptions reading = {};                  ///< What card and user say about reading the files.
  std::vector<std::string> notices = {};     ///< What a person should know: files left out, ...
  fs::path folder = {};                      ///< The folder that was named, if it was one.
  /// Where the media are served, with a slash at the end: "/api/v1/datasets/.../media/default/".
  std::string media_address = {};
};

struct Source {
  std::string owner;
  std::string name;
  std::string origin;                 ///< What was named, absolute; a path of this machine.
  std::vector<SourceConfig> configs;  ///< Default config first; never empty.
  std::optional<Card> card;
  std::vector<MediaFile> card_pictures = {};  ///< By key, each once: what the card shows.
  bool is_named = false;  ///< By ResolveOptions::dataset_name, not after its file or folder.
};

struct ResolveOptions {
  /// "owner/name"; empty: "local/" and the file's or folder's name.
  std::string dataset_name = {};
  /// What "-" reads.
  int stdin_descriptor = 0;
  /// Where standard input is put; empty: the system's temporary folder.
  fs::path spool_directory = {};
  /// Ends the wait for standard input, and downloads.
  std::stop_token stop = {};
  /// Is told of downloads; may be null.
  ProgressSink* progress = nullptr;
  /// How files are to be read: goes before what a card says.
  ReadOptions reading = {};
};

/// Errors: not_found; invalid_argument (no data files, mixed formats, a broken card, a bad name);
/// corrupt (content that is not what the name says, empty files); cancelled; io; and for hf://
/// those of resolve_hub, for other addresses of download_web_file.
Result<Source> resolve_source(std::span<const std::string> arguments,
                              const ResolveOptions& options = {});

/// True for a path (it has a slash or a data file's ending, or exists), a glob, "-", hf:// and
/// other addresses; false for what can only be a dataset's name.
bool looks_like_source(std::string_view argument);

}  // namespace vitrine::source

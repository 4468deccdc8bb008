#pragma once
// What a client asks to be imported, resolved and, before it is imported, looked at.

#include <stop_token>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "source/source.h"

namespace vitrine::jobs {

/// The folder, and so the dataset, that the synthetic conference is written to.
inline constexpr std::string_view kSampleName = "synthetic-conference";

struct ImportRequest {
  std::string source;        ///< A path, a glob or hf://owner/name; never "-".
  std::string dataset_name;  ///< "owner/name"; empty: from the source.
  /// Removed when the job ends, and hidden in its messages: where an upload lies. May be empty.
  fs::path scratch = {};
  /// The folder that all files must lie in, links followed; empty: any. Not asked of an upload and
  /// of what is fetched.
  fs::path root = {};
  /// How the files are to be read: goes before what a card says.
  source::ReadOptions reading = {};
  std::string asked_by = {};             ///< Who asked: a user's name or an address.
  std::vector<std::string> beside = {};  ///< Further sources, which are one dataset with the first.
  /// The synthetic conference of `vitrine sample` instead of a source; `source` is its label alone.
  bool is_sample = false;
  /// The commit of the dataset's own repository that the source is a check-out of; empty for any
  /// other source. A later one takes the place of one that waits.
  std::string pushed_commit = {};

  /// All of them, the first one first.
  std::vector<std::string> sources() const;
};

/// What has to be unpacked is put in `spool` and goes with the source. Errors: those of
/// resolve_source; not_found for what lies outside the root, be it there or not. `progress` may be
/// null.
Result<source::Source> resolve_request(const ImportRequest& request, const fs::path& spool,
                                       ProgressSink* progress, std::stop_token stop);

/// `{"dataset": "local/papers", "configs": [...]}`: the dataset's name and what preview_json has,
/// the same as `vitrine import --dry-run --json`. Errors: those of resolving and reading, as the
/// import would have them. Cost: the files are read twice, archives unpacked, hf:// downloaded.
Result<std::string> preview_request_json(const ImportRequest& request, const fs::path& spool,
                                         const std::stop_token& stop);

/// The sentence without the place where an upload lies, which means nothing to who sent it.
std::string without_scratch(std::string message, const ImportRequest& request);

}  // namespace vitrine::jobs

#pragma once
// Web files: a file behind an http:// or https:// address, downloaded before it is read.
//
// A server is a stranger: redirects are bounded and never leave https, what it says of the length
// is held against what comes, a transfer slower than 256 bytes a second is taken for a broken one,
// and nothing larger than 64 GiB, or than the disk has room for, is begun.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "source/unpack.h"

namespace vitrine::source {

bool is_web_address(std::string_view text);

/// hf://owner/name[@revision][/path] for a page of a dataset as a browser shows its address
/// (https://huggingface.co/datasets/owner/name, .../tree/main/data, .../blob/main/a.csv,
/// .../viewer), there or at `endpoint`; any other text as it is.
std::string without_hub_page(std::string_view text, std::string_view endpoint);

/// The file's name: the address' last part, decoded; "download" if that says nothing.
std::string web_file_name(std::string_view address);

/// Without what may be secret: a login, and the query.
std::string shown_address(std::string_view address);

struct WebOptions {
  UnpackOptions scratch = {};
  std::chrono::seconds stall = std::chrono::seconds(20);
  std::chrono::milliseconds first_pause = std::chrono::milliseconds(200);  ///< Doubled each time.
};

struct WebFile {
  std::shared_ptr<const ScratchFolder> scratch;
  fs::path path;  ///< In `scratch`: web_file_name(), or the server's name where that has an ending.
  bool is_length_known = false;  ///< Else a cut could not be told.
};

/// A transfer that breaks goes on where it stopped, if the server says that the file is the same;
/// five times in a row without a MiB end it. Errors: unavailable; not_found and the like by the
/// server's status; corrupt where the length differs; too_large; cancelled; io.
Result<WebFile> download_web_file(const std::string& address, const WebOptions& options);

}  // namespace vitrine::source

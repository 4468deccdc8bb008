#include "source/web_file.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/pause.h"
#include "source/file_format.h"
#include "source/http_client.h"
#include "source/hub_address.h"

namespace vitrine::source {
namespace {

constexpr int kAttempts = 5;
constexpr std::uint64_t kProgressBytes = std::uint64_t{1} << 20U;
constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 30U;
constexpr std::string_view kHub = "https://huggingface.co";

std::string_view take_part(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Where the bytes of a partial answer begin: "bytes 5-9/10".
std::optional<std::uint64_t> range_start(std::string_view text) {
  constexpr std::string_view kUnit = "bytes ";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  return number_of(text.substr(0, text.find('-')));
}

/// A name that can be a file's, or nothing.
std::string plain_name(const std::string& name) {
  const bool is_plain = !name.empty() && name.front() != '.' && name.size() <= 200 &&
                        name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
  return is_plain ? name : "";
}

/// The file's name in Content-Disposition: filename="a.csv". Source: RFC 6266.
std::string stated_name(std::string_view header) {
  constexpr std::string_view kKey = "filename=";
  const std::size_t at = header.find(kKey);
  if (at == std::string_view::npos) return "";
  std::string_view rest = header.substr(at + kKey.size());
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    return plain_name(std::string(rest.substr(0, rest.find('"'))));
  }
  return plain_name(std::string(rest.substr(0, rest.find_first_of("; "))));
}

std::string in_megabytes(std::uint64_t bytes) {
  return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

Error refused(const std::string& address, int status) {
  const std::string answer = address + " answers " + std::to_string(status);
  if (status == 404 || status == 410) return not_found(answer + ": there is no such file");
  if (status == 401 || status == 403)
    return unavailable(answer + ": it wants a login; download the file, and name it");
  return unavailable(answer);
}

/// One download in all its attempts.
class Download {
 public:
  Download(const std::string& address, FileWriter writer, std::uint64_t room,
           const WebOptions& options)
      : address_(address),
        shown_(shown_address(address)),
        writer_(std::move(writer)),
        room_(room),
        options_(options) {}

  Status run();
  bool is_length_known() const { return length_ || !ends_by_close_; }
  const std::string& stated_name() const { return stated_name_; }

 private:
  Status attempt();
  /// Looks at an answer before its first byte is taken.
  Status begin(const HttpHead& head);
  Status begin_first(const HttpHead& head);
  Status take(std::string_view bytes);
  Status check_size(std::uint64_t size) const;
  Status wait(int attempt) const;

  const std::string& address_;
  std::string shown_;
  FileWriter writer_;
  std::uint64_t room_;
  const WebOptions& options_;
  HttpClient client_;
  std::string version_;  ///< The server's mark of the content.
  std::optional<std::uint64_t> length_;
  std::string stated_name_;
  bool ends_by_close_ = false;
  bool begun_ = false;
  bool may_resume_ = true;
};

Status Download::check_size(std::uint64_t size) const {
  if (size > kMaxBytes)
    return too_large(shown_ + " is larger than 64 GiB; download it yourself, and name the file");
  if (size > room_) {
    return too_large(shown_ + " needs " + in_megabytes(size) + " on the disk, where " +
                     in_megabytes(room_) + " are free");
  }
  return {};
}

Status Download::begin_first(const HttpHead& head) {
  length_ = number_of(head.header("content-length"));
  ends_by_close_ = head.is_http_1 && !length_ && head.header("transfer-encoding").empty();
  stated_name_ = vitrine::source::stated_name(head.header("content-disposition"));
  return check_size(length_.value_or(0));
}

Status Download::begin(const HttpHead& head) {
  const std::uint64_t done = writer_.offset();
  const bool is_expected = head.status == (done > 0 ? 206 : 200);
  const bool is_busy = head.status == 429 || head.status >= 500;
  if (!is_expected) {
    may_resume_ = is_busy;
    if (head.status == 200) return unavailable(shown_ + " cannot go on where it broke off");
    return refused(shown_, head.status);
  }
  std::string version(head.header("etag"));
  if (version.empty()) version = head.header("last-modified");
  if (done == 0) {
    version_ = std::move(version);
    return begin_first(head);
  }
  if (version != version_ || version.empty()) {
    may_resume_ = false;
    return unavailable(shown_ +
                       " changed while it was downloaded, or does not say that it did "
                       "not; try again");
  }
  if (range_start(head.header("content-range")) == done) return {};
  may_resume_ = false;
  return corrupt(shown_ + " sent other bytes than it was asked for");
}

Status Download::take(std::string_view bytes) {
  if (!length_) {
    if (Status status = check_size(writer_.offset() + bytes.size()); !status) return status;
  }
  if (options_.scratch.progress != nullptr) {
    ProgressUpdate update;
    update.stage = "downloading";
    update.bytes = writer_.offset();
    update.bytes_total = length_.value_or(0);
    options_.scratch.progress->update(update);
  }
  return writer_.write(bytes);
}

Status Download::attempt() {
  HttpGet request;
  request.url = address_;
  request.offset = writer_.offset();
  request.stall = options_.stall;
  request.stop = options_.scratch.stop;
  begun_ = false;
  const Result<HttpHead> head =
      client_.get(request, [&](const HttpHead& answer, std::string_view bytes) -> Status {
        if (!begun_) {
          if (Status status = begin(answer); !status) return status;
          begun_ = true;
        }
        return take(bytes);
      });
  if (!head) return head.error();
  return begun_ ? Status() : begin(*head);  // an answer without a body
}

Status Download::wait(int attempt) const {
  if (pause_for(options_.first_pause * (1 << attempt), options_.scratch.stop)) return {};
  return cancelled("stopped");
}

Status Download::run() {
  for (int attempts = 0;; ++attempts) {
    const std::uint64_t before = writer_.offset();
    const Status status = attempt();
    const std::uint64_t done = writer_.offset();
    if (status && (!length_ || done == *length_)) return writer_.close();
    if (done - before >= kProgressBytes) attempts = 0;
    const bool is_broken = status || status.error().code() == ErrorCode::kUnavailable;
    const bool may_retry = is_broken && may_resume_ && attempts + 1 < kAttempts;
    if (!may_retry) {
      if (!status) return status;
      return corrupt(shown_ + " gave " + std::to_string(done) + " bytes, not the " +
                     std::to_string(*length_) + " that it promised");
    }
    if (Status waited = wait(attempts); !waited) return waited;
  }
}

}  // namespace

bool is_web_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

std::string without_hub_page(std::string_view text, std::string_view endpoint) {
  std::string_view rest = text;
  for (const std::string_view host : {endpoint, kHub, std::string_view("https://hf.co")}) {
    if (host.empty() || rest.size() != text.size() || !rest.starts_with(host)) continue;
    rest.remove_prefix(host.size());
  }
  constexpr std::string_view kDatasets = "/datasets/";
  if (rest.size() == text.size() || !rest.starts_with(kDatasets)) return std::string(text);
  rest.remove_prefix(kDatasets.size());
  rest = rest.substr(0, rest.find_first_of("?#"));
  const std::string_view owner = take_part(rest);
  const std::string_view name = take_part(rest);
  if (owner.empty() || name.empty()) return std::string(text);
  std::string address = "hf://" + std::string(owner) + "/" + std::string(name);
  const std::string_view kind = take_part(rest);
  if (kind != "tree" && kind != "blob" && kind != "resolve" && kind != "raw") return address;
  const std::string_view revision = take_part(rest);
  if (!revision.empty() && revision != "main") address += "@" + std::string(revision);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (!rest.empty()) address += "/" + percent_decode(rest);
  return address;
}

std::string web_file_name(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  const std::size_t slash = address.rfind('/');
  std::string name =
      slash == std::string_view::npos ? "" : plain_name(percent_decode(address.substr(slash + 1)));
  return name.empty() ? "download" : name;
}

std::string shown_address(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  const std::size_t host = std::min(address.find("://"), address.size() - 3) + 3;
  const std::size_t path = std::min(address.find('/', host), address.size());
  const std::size_t login = address.substr(0, path).rfind('@');
  if (login == std::string_view::npos || login < host) return std::string(address);
  return std::string(address.substr(0, host)) + std::string(address.substr(login + 1));
}

Result<WebFile> download_web_file(const std::string& address, const WebOptions& options) {
  Result<std::shared_ptr<const ScratchFolder>> scratch = make_scratch(options.scratch.directory);
  if (!scratch) return std::move(scratch).error();
  WebFile file{*std::move(scratch), {}, false};
  const fs::path arriving = file.scratch->path() / "download";
  Result<FileWriter> writer = FileWriter::create(arriving);
  if (!writer) return std::move(writer).error();
  std::error_code ec;
  const fs::space_info space = fs::space(file.scratch->path(), ec);
  Download download(address, *std::move(writer), ec ? kMaxBytes : space.available, options);
  if (Status status = download.run(); !status) return std::move(status).error();
  std::string name = web_file_name(address);
  if (!format_of_name(name) && format_of_name(download.stated_name()))
    name = download.stated_name();
  file.path = file.scratch->path() / name;
  fs::rename(arriving, file.path, ec);
  if (ec) return errno_error("cannot name the download " + name, ec.value());
  file.is_length_known = download.is_length_known();
  return file;
}

}  // namespace vitrine::source

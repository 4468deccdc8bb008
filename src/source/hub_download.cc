#include "source/hub_download.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>

#include "base/appended_file.h"
#include "base/digest.h"
#include "base/thread_annotations.h"
#include "base/workers.h"
#include "source/hub_cache.h"

namespace vitrine::source {
namespace {

constexpr std::size_t kConnections = 4;

std::uint64_t size_of(const fs::path& path) {
  std::error_code ec;
  const std::uintmax_t size = fs::file_size(path, ec);
  return ec ? 0 : size;
}

Result<bool> has_right_content(const fs::path& path, const HubFile& file) {
  if (!file.sha256.empty()) {
    const Result<std::string> sha256 = sha256_file(path);
    if (!sha256) return sha256.error();
    return *sha256 == file.sha256;
  }
  const Result<std::string> content = read_file(path, file.size_bytes);
  if (!content) return content.error();
  return git_blob_id(*content) == file.blob_id;
}

Status link(const HubFile& file, const fs::path& folder, const fs::path& snapshot) {
  const fs::path path = snapshot / file.path;
  const fs::path target =
      (folder / "blobs" / file.content_name()).lexically_relative(path.parent_path());
  std::error_code ec;
  if (fs::read_symlink(path, ec) == target && !ec) return {};
  fs::create_directories(path.parent_path(), ec);
  fs::remove(path, ec);
  fs::create_symlink(target, path, ec);
  if (ec) return errno_error("cannot link " + path.string(), ec.value());
  return {};
}

/// What all connections share. Thread safe.
class DownloadRun {
 public:
  DownloadRun(const HubClient& client, const HubAddress& address, const std::string& commit,
              const std::vector<HubFile>& files, ProgressSink* progress, std::stop_token stop)
      : client_(client),
        address_(address),
        commit_(commit),
        files_(files),
        folder_(hub_folder(client.settings(), address)),
        progress_(progress),
        stop_(std::move(stop)) {
    std::set<std::string> names;
    for (const HubFile& file : files) {
      if (!names.insert(file.content_name()).second) continue;
      contents_.push_back(&file);
      update_.bytes_total += file.size_bytes;
    }
    update_.stage = "downloading";
  }

  fs::path snapshot() const { return folder_ / "snapshots" / commit_; }
  Status prepare() const;
  /// Fetches files until none is left or one has failed. Called on each connection's thread.
  void work();
  /// Links the files once all have come. Errors: the first that a connection met.
  Status finish();

 private:
  Status fetch(HttpClient& http, const HubFile& file);
  Status fetch_content(HttpClient& http, const HubFile& file, const fs::path& partial);
  Result<HttpHead> fetch_rest(HttpClient& http, const HubFile& file, const fs::path& partial);
  void discard(const fs::path& partial);
  void add_bytes(std::int64_t bytes);

  const HubClient& client_;
  const HubAddress& address_;
  const std::string& commit_;
  const std::vector<HubFile>& files_;
  std::vector<const HubFile*> contents_;  // files_ without those of equal content
  fs::path folder_;
  ProgressSink* progress_ VITRINE_PT_GUARDED_BY(mutex_);
  std::stop_token stop_;
  std::stop_source others_;  // stopped by the first failure
  std::atomic<std::size_t> next_ = 0;
  Mutex mutex_;  // also of *progress_
  ProgressUpdate update_ VITRINE_GUARDED_BY(mutex_);
  std::optional<Error> failed_ VITRINE_GUARDED_BY(mutex_);
};

void DownloadRun::add_bytes(std::int64_t bytes) {
  const MutexLock lock(mutex_);
  update_.bytes = static_cast<std::uint64_t>(static_cast<std::int64_t>(update_.bytes) + bytes);
  if (progress_ != nullptr) progress_->update(update_);
}

/// What lay there was no part of the file, and is not counted.
void DownloadRun::discard(const fs::path& partial) {
  add_bytes(-static_cast<std::int64_t>(size_of(partial)));
  std::error_code ec;
  fs::remove(partial, ec);
}

Status DownloadRun::prepare() const {
  std::error_code ec;
  for (const fs::path& part : {folder_ / "blobs", folder_ / "refs", snapshot()}) {
    fs::create_directories(part, ec);
    if (ec) return errno_error("cannot create " + part.string(), ec.value());
  }
  std::uint64_t missing = 0;
  for (const HubFile* content : contents_) {
    const HubFile& file = *content;
    const fs::path blob = folder_ / "blobs" / file.content_name();
    const std::uint64_t there = std::max(size_of(blob), size_of(blob.string() + ".incomplete"));
    missing += file.size_bytes - std::min(there, file.size_bytes);
  }
  const fs::space_info space = fs::space(folder_, ec);
  if (!ec && space.available < missing)
    return too_large(address_.text() + " needs " + std::to_string(missing) + " bytes more than " +
                     std::to_string(space.available) + " free in " +
                     client_.settings().cache.string());
  return {};
}

void DownloadRun::work() {
  HttpClient http;
  const std::stop_callback on_stop(stop_, [this] { others_.request_stop(); });
  while (!others_.stop_requested()) {
    const std::size_t index = next_.fetch_add(1);
    if (index >= contents_.size()) return;
    Status status = fetch(http, *contents_[index]);
    if (status) continue;
    const MutexLock lock(mutex_);
    // The others end because of the first one's failure, which is the one to tell.
    if (!failed_) failed_ = std::move(status).error();
    others_.request_stop();
  }
  const MutexLock lock(mutex_);
  if (!failed_) failed_ = cancelled("stopped");
}

Status DownloadRun::fetch(HttpClient& http, const HubFile& file) {
  const fs::path blob = folder_ / "blobs" / file.content_name();
  const auto is_there = [&] {
    std::error_code ec;
    return fs::is_regular_file(blob, ec) && size_of(blob) == file.size_bytes;
  };
  if (is_there()) {
    add_bytes(static_cast<std::int64_t>(file.size_bytes));
    return {};
  }
  if (client_.settings().is_offline)
    return not_found(address_.text() + ": " + file.path +
                     " is not in the cache, and HF_HUB_OFFLINE forbids to ask for it");
  const fs::path locks = client_.settings().cache / ".locks" / folder_.filename();
  std::error_code ec;
  fs::create_directories(locks, ec);
  Result<FileLock> lock = FileLock::acquire(locks / (file.content_name() + ".lock"));
  if (!lock) return std::move(lock).error().in(address_.text() + " is being downloaded");
  const fs::path partial = blob.string() + ".incomplete";
  // Content that is wrong is fetched once more from its beginning: what lay there may be another's.
  for (int turn = 0; turn < 2; ++turn) {
    if (Status status = fetch_content(http, file, partial); !status) return status;
    const Result<bool> right = has_right_content(partial, file);
    if (!right) return right.error();
    if (*right) return rename_durably(partial, blob);
    fs::remove(partial, ec);
    add_bytes(-static_cast<std::int64_t>(file.size_bytes));
  }
  return corrupt(address_.text() + ": " + file.path +
                 " arrives with content that does not have the hash the Hub states");
}

/// One request for what is missing. The answer's body is kept if it is the content.
Result<HttpHead> DownloadRun::fetch_rest(HttpClient& http, const HubFile& file,
                                         const fs::path& partial) {
  std::uint64_t size = size_of(partial);
  HttpGet request{client_.settings().endpoint +
                      (address_.kind == HubKind::kDataset ? "/datasets/" : "/") + address_.id() +
                      "/resolve/" + commit_ + "/" + percent_encode(file.path, true),
                  client_.settings().token, size, client_.settings().stall, others_.get_token()};
  std::optional<AppendedFile> out;
  return http.get(request, [&](const HttpHead& head, std::string_view bytes) -> Status {
    if (head.status != 200 && head.status != 206) return {};
    if (!out) {
      // A server that knows no ranges sends everything anew.
      const bool anew = head.status == 200;
      Result<AppendedFile> opened = AppendedFile::open(partial, anew);
      if (!opened) return std::move(opened).error();
      out.emplace(*std::move(opened));
      if (anew && size > 0) add_bytes(-static_cast<std::int64_t>(size));
      if (anew) size = 0;
    }
    if (size + bytes.size() > file.size_bytes)
      return corrupt(address_.text() + ": " + file.path + " is longer than the Hub states");
    if (Status status = out->write(bytes); !status) return status;
    size += bytes.size();
    add_bytes(static_cast<std::int64_t>(bytes.size()));
    return {};
  });
}

/// Counts attempts, from anew with each that gained enough.
class Attempts {
 public:
  Attempts(std::uint64_t there, std::uint64_t size)
      : best_(there), gain_(std::clamp<std::uint64_t>(size / 16, 1, kMostGain)) {}

  void ended_with(std::uint64_t there) {
    count_ = there >= best_ + gain_ ? 1 : count_ + 1;
    if (count_ == 1) best_ = there;
  }
  int count() const { return count_; }

 private:
  static constexpr std::uint64_t kMostGain = std::uint64_t{1} << 20U;

  std::uint64_t best_;
  std::uint64_t gain_;
  int count_ = 0;
};

/// Fills `partial` up to the file's size. Attempts that gain do not count as failed.
Status DownloadRun::fetch_content(HttpClient& http, const HubFile& file, const fs::path& partial) {
  std::error_code ec;
  if (size_of(partial) > file.size_bytes) fs::remove(partial, ec);
  if (file.size_bytes == 0) {
    const Result<AppendedFile> empty = AppendedFile::open(partial, true);
    return empty ? Status() : Status(empty.error());
  }
  add_bytes(static_cast<std::int64_t>(size_of(partial)));
  Attempts attempts(size_of(partial), file.size_bytes);
  bool is_renewed = false;
  while (size_of(partial) < file.size_bytes) {
    const Result<HttpHead> head = fetch_rest(http, file, partial);
    if (!head && head.error().code() == ErrorCode::kCorrupt) fs::remove(partial, ec);
    if (!head && head.error().code() != ErrorCode::kUnavailable) return head.error();
    if (head && head->status == 416) discard(partial);
    if (size_of(partial) == file.size_bytes) break;
    attempts.ended_with(size_of(partial));
    // A link to storage that has expired is refused there, not by the Hub, which gives another.
    const bool is_expired =
        head && head->status == 403 && head->header("x-error-code").empty() && !is_renewed;
    is_renewed = is_renewed || is_expired;
    const bool may_help = !head || head->status == 200 || head->status == 206 ||
                          head->status == 416 || is_expired || is_temporary(head->status);
    if (attempts.count() >= kMaxAttempts || !may_help) {
      if (!head) return head.error();
      if (head->status >= 300 && head->status != 416) return client_.refusal(address_, *head);
      return unavailable(address_.text() + ": " + file.path + " ends too early, again and again");
    }
    const std::chrono::seconds wished = head ? retry_after(*head) : std::chrono::seconds(0);
    if (!pause_before_retry(client_.settings(), attempts.count(),
                            std::min(wished, std::chrono::seconds(60)), others_.get_token()))
      return cancelled("stopped");
  }
  return {};
}

Status DownloadRun::finish() {
  {
    const MutexLock lock(mutex_);
    if (failed_) return *std::move(failed_);
  }
  for (const HubFile& file : files_) {
    if (Status status = link(file, folder_, snapshot()); !status) return status;
  }
  return {};
}

}  // namespace

Result<fs::path> download_files(const HubClient& client, const HubAddress& address,
                                const std::string& commit, const std::vector<HubFile>& files,
                                ProgressSink* progress, const std::stop_token& stop) {
  DownloadRun run(client, address, commit, files, progress, stop);
  if (Status status = run.prepare(); !status) return std::move(status).error();
  if (Status ran = run_tasks(std::min(kConnections, files.size()), kConnections, {},
                             [&run](std::size_t) { run.work(); });
      !ran)
    return std::move(ran).error();
  if (Status status = run.finish(); !status) return std::move(status).error();
  const fs::path ref = hub_folder(client.settings(), address) / "refs" / address.revision;
  std::error_code ec;
  fs::create_directories(ref.parent_path(), ec);
  if (address.revision != commit) {
    if (Status status = write_file_atomic(ref, commit); !status) return std::move(status).error();
  }
  return run.snapshot();
}

}  // namespace vitrine::source

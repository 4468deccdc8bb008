#include "jobs/uploads.h"

#include <cerrno>
#include <fstream>

namespace vitrine::jobs {
namespace {

constexpr std::size_t kMaxNameBytes = 200;

bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes || name.front() == '.') return false;
  return name.find_first_of(std::string_view("/\\*?[]\0", 7)) == std::string_view::npos;
}

Error unknown(std::uint64_t id) {
  return not_found("There is no upload " + std::to_string(id) + ".");
}

}  // namespace

Uploads::Uploads(fs::path folder, std::function<Clock::time_point()> now)
    : folder_(std::move(folder)), now_(std::move(now)) {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Uploads::~Uploads() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void Uploads::forget_unused() {
  const Clock::time_point oldest = now_() - kKeptFor;
  std::erase_if(open_, [&](const auto& entry) {
    if (entry.second.used_at >= oldest) return false;
    std::error_code ignored;
    fs::remove_all(entry.second.path.parent_path(), ignored);
    return true;
  });
}

Result<Uploads::Upload*> Uploads::use(std::uint64_t id) {
  const auto it = open_.find(id);
  if (it == open_.end()) return unknown(id);
  it->second.used_at = now_();
  return &it->second;
}

Result<std::uint64_t> Uploads::begin(std::string_view filename) {
  if (!is_plain_name(filename)) {
    return invalid_argument(
        "A file that is sent needs a plain name of at most 200 bytes, such as papers.jsonl.");
  }
  const std::lock_guard lock(mutex_);
  forget_unused();
  if (open_.size() >= kMostOpen)
    return unavailable("Too many files are being sent; try again when some are done.");
  const std::uint64_t id = ++last_id_;
  const fs::path folder = folder_ / std::to_string(id);
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return errno_error("cannot create " + folder.string(), ec.value());
  const fs::path path = folder / filename;
  if (!std::ofstream(path, std::ios::binary)) return io_error("cannot create " + path.string());
  open_[id] = {path, 0, now_()};
  return id;
}

Result<std::uint64_t> Uploads::append(std::uint64_t id, std::uint64_t offset,
                                      std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const Result<Upload*> found = use(id);
  if (!found) return found.error();
  Upload& upload = **found;
  if (offset != upload.size) {
    return invalid_argument("The next byte of this upload is number " +
                            std::to_string(upload.size) + ".");
  }
  if (bytes.size() > kMaxBytes - upload.size) return too_large("A file may have 64 GiB at most.");
  std::ofstream file(upload.path, std::ios::binary | std::ios::app);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    // What was written of the piece is unknown: the upload cannot go on.
    std::error_code ignored;
    fs::remove_all(upload.path.parent_path(), ignored);
    open_.erase(id);
    return io_error("cannot write the file that was sent; is the disk full?");
  }
  upload.size += bytes.size();
  return upload.size;
}

Result<fs::path> Uploads::find(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const Result<Upload*> found = use(id);
  if (!found) return found.error();
  return (*found)->path;
}

Result<fs::path> Uploads::take(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto it = open_.find(id);
  if (it == open_.end()) return unknown(id);
  fs::path path = std::move(it->second.path);
  open_.erase(it);
  return path;
}

Status Uploads::discard(std::uint64_t id) {
  const Result<fs::path> path = take(id);
  if (!path) return path.error();
  std::error_code ignored;
  fs::remove_all(path->parent_path(), ignored);
  return {};
}

}  // namespace vitrine::jobs

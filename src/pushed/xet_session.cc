#include "pushed/xet_session.h"

#include <unistd.h>

#include <atomic>
#include <map>
#include <memory>

#include "pushed/xorb.h"

namespace vitrine::pushed {
namespace {

/// A xorb of the session, mapped.
struct OpenXorb {
  MappedFile file;
  Xorb chunks;
};

Result<std::shared_ptr<const OpenXorb>> open_xorb(const fs::path& path) {
  Result<MappedFile> file = MappedFile::open(path, MappedFile::Access::kSequential);
  if (!file) return std::move(file).error();
  Result<Xorb> chunks = Xorb::parse(file->text());
  if (!chunks) return std::move(chunks).error();
  return std::make_shared<const OpenXorb>(OpenXorb{*std::move(file), *std::move(chunks)});
}

}  // namespace

Result<bool> XetSession::add_xorb(std::string_view name, const fs::path& file) const {
  if (!is_sha256(name)) return invalid_argument("A xorb is named by 64 hexadecimal digits.");
  const fs::path place = folder_ / name;
  std::error_code error;
  if (fs::exists(place, error)) return false;
  if (Result<std::shared_ptr<const OpenXorb>> sound = open_xorb(file); !sound)
    return std::move(sound).error();
  fs::create_directories(folder_, error);
  fs::rename(file, place, error);
  if (error) return errno_error("cannot keep a xorb below " + folder_.string(), error.value());
  return true;
}

Status XetSession::write_segments(const XetFile& file, const fs::path& place) const {
  Result<FileWriter> writer = FileWriter::create(place);
  if (!writer) return std::move(writer).error();
  std::string content;
  std::string open_name;
  std::shared_ptr<const OpenXorb> xorb;  // segments of one xorb mostly follow each other
  for (const XetSegment& segment : file.segments) {
    if (segment.xorb != open_name) {
      Result<std::shared_ptr<const OpenXorb>> opened = open_xorb(folder_ / segment.xorb);
      if (!opened && opened.error().code() == ErrorCode::kNotFound)
        return not_found("A shard names the xorb " + segment.xorb + ", which was not sent.");
      if (!opened) return std::move(opened).error();
      xorb = *std::move(opened);
      open_name = segment.xorb;
    }
    if (segment.end > xorb->chunks.num_chunks())
      return not_found("A shard names chunks that the xorb " + segment.xorb + " does not have.");
    std::uint64_t size = 0;
    for (std::size_t i = segment.begin; i < segment.end; ++i) {
      content.clear();
      if (Status chunk = xorb->chunks.append_chunk(i, content); !chunk) return chunk;
      size += content.size();
      if (size > segment.size_bytes) return corrupt("a segment is longer than its shard says");
      if (Status written = writer->write(content); !written) return written;
    }
  }
  return writer->close();
}

Status XetSession::make_file(const XetFile& file, const ObjectStore& objects) const {
  if (objects.has(file.sha256, file.size_bytes)) return {};
  static std::atomic<std::uint64_t> last_number = 0;
  const fs::path place = folder_ / ("content-" + std::to_string(++last_number));
  Status made = write_segments(file, place);
  if (made) made = objects.take(place, file.sha256, file.size_bytes);
  std::error_code ignored;
  if (!made) fs::remove(place, ignored);
  return made;
}

Status XetSession::make_files(std::string_view shard, const ObjectStore& objects,
                              std::uint64_t max_bytes) const {
  const Result<std::vector<XetFile>> files = parse_xet_shard(shard);
  if (!files) return files.error();
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  for (const XetFile& file : *files) {
    if (file.size_bytes > max_bytes)
      return too_large("A file of a push may have " + std::to_string(max_bytes) + " bytes.");
    if (Status made = make_file(file, objects); !made) return made;
  }
  return {};
}

}  // namespace vitrine::pushed

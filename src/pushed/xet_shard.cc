#include "pushed/xet_shard.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"

namespace vitrine::pushed {
namespace {

constexpr std::string_view kTag("HFRepoMetaData\0UigEj{\x81W\x83\xa5\xbd\xd9\x5c\xcd\xd1J\xa9", 32);
constexpr std::uint64_t kVersion = 2;
constexpr std::size_t kEntryBytes = 48;  // of the header and of every record
constexpr std::size_t kHashBytes = 32;
constexpr std::uint32_t kHasVerification = std::uint32_t{1} << 31U;
constexpr std::uint32_t kHasSha256 = std::uint32_t{1} << 30U;

template <typename Integer>
Integer read_integer(std::string_view bytes, std::size_t at) {
  Integer value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

/// Hashes are written as four little-endian numbers, and named by these in hexadecimal.
std::string hash_name(std::string_view entry) {
  std::string name;
  for (std::size_t at = 0; at < kHashBytes; at += 8)
    name += hex64(read_integer<std::uint64_t>(entry, at));
  return name;
}

bool is_end(std::string_view entry) {
  return std::ranges::all_of(entry.substr(0, kHashBytes), [](char c) { return c == '\xff'; });
}

class Records {
 public:
  explicit Records(std::string_view bytes) : rest_(bytes) {}

  bool has(std::uint64_t count) const { return rest_.size() / kEntryBytes >= count; }
  /// Requires: has(1).
  std::string_view next() {
    const std::string_view entry = rest_.substr(0, kEntryBytes);
    rest_.remove_prefix(kEntryBytes);
    return entry;
  }

 private:
  std::string_view rest_;
};

XetSegment read_segment(std::string_view entry) {
  return {hash_name(entry), read_integer<std::uint32_t>(entry, 40),
          read_integer<std::uint32_t>(entry, 44), read_integer<std::uint32_t>(entry, 36)};
}

Result<XetFile> read_file(Records& records, std::string_view head) {
  const auto flags = read_integer<std::uint32_t>(head, kHashBytes);
  const std::uint64_t count = read_integer<std::uint32_t>(head, kHashBytes + 4);
  const bool has_verification = (flags & kHasVerification) != 0;
  if ((flags & kHasSha256) == 0) return unsupported("a shard names a file without its SHA-256");
  if (!records.has(count * (has_verification ? 2 : 1) + 1))
    return corrupt("a shard ends within a file");
  XetFile file;
  for (std::uint64_t i = 0; i < count; ++i) {
    file.segments.push_back(read_segment(records.next()));
    if (file.segments.back().begin > file.segments.back().end)
      return corrupt("a segment of a shard ends before it begins");
    file.size_bytes += file.segments.back().size_bytes;
  }
  for (std::uint64_t i = 0; has_verification && i < count; ++i) records.next();
  file.sha256 = hash_name(records.next());
  return file;
}

}  // namespace

Result<std::vector<XetFile>> parse_xet_shard(std::string_view bytes) {
  if (bytes.size() < kEntryBytes || !bytes.starts_with(kTag))
    return corrupt("this is no shard of the Xet protocol");
  if (read_integer<std::uint64_t>(bytes, kHashBytes) != kVersion)
    return unsupported("a shard is of a version that is not known here");
  Records records(bytes.substr(kEntryBytes));
  std::vector<XetFile> files;
  while (true) {
    if (!records.has(1)) return corrupt("a shard ends within its list of files");
    const std::string_view head = records.next();
    if (is_end(head)) return files;
    Result<XetFile> file = read_file(records, head);
    if (!file) return std::move(file).error();
    files.push_back(*std::move(file));
  }
}

}  // namespace vitrine::pushed

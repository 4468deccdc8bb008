#pragma once
// XetSession: the xorbs that a client sends in one session, and the contents made of them.
//
//   FOLDER/{name of a xorb}
//
// The folder goes with the session: what was made of it is in the object store by then. Safe to use
// from several threads as far as each xorb is added by one.

#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "pushed/object_store.h"
#include "pushed/xet_shard.h"

namespace vitrine::pushed {

class XetSession {
 public:
  explicit XetSession(fs::path folder) : folder_(std::move(folder)) {}

  /// Takes over a file of the same file system, by renaming it. False if it was there before.
  /// Errors: corrupt for no xorb; io.
  Result<bool> add_xorb(std::string_view name, const fs::path& file) const;
  /// Makes the content of each file of a shard and puts it into the store. Errors: not_found for a
  /// xorb or chunk that was not sent; invalid_argument if the content is not the one that the shard
  /// names; corrupt; too_large above `max_bytes` a file; io. Cost: writes and reads the contents
  /// once.
  Status make_files(std::string_view shard, const ObjectStore& objects,
                    std::uint64_t max_bytes) const;

 private:
  Status make_file(const XetFile& file, const ObjectStore& objects) const;
  Status write_segments(const XetFile& file, const fs::path& place) const;

  fs::path folder_;
};

}  // namespace vitrine::pushed

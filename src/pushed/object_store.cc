#include "pushed/object_store.h"

#include "base/digest.h"
#include "base/durable.h"

namespace vitrine::pushed {

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

fs::path ObjectStore::path_of(std::string_view sha256) const {
  return folder_ / sha256.substr(0, 2) / sha256;
}

bool ObjectStore::has(std::string_view sha256, std::uint64_t size_bytes) const {
  const auto facts = posix_storage().stat(path_of(sha256));
  return facts && *facts && (*facts)->kind == FileFacts::Kind::kFile &&
         (*facts)->size_bytes == size_bytes;
}

Status ObjectStore::take(const fs::path& file, std::string_view sha256,
                         std::uint64_t size_bytes) const {
  std::error_code error;
  const std::uint64_t size = fs::file_size(file, error);
  if (error) return errno_error("cannot read " + file.string(), error.value());
  if (size != size_bytes) {
    return invalid_argument("The content has " + std::to_string(size) + " bytes, not the " +
                            std::to_string(size_bytes) + " that were announced; send it again.");
  }
  const Result<std::string> digest = sha256_file(file);
  if (!digest) return digest.error();
  if (*digest != sha256) {
    return invalid_argument("The content has the SHA-256 " + *digest +
                            ", not the one that was announced; send it again.");
  }
  Storage& storage = posix_storage();
  const fs::path place = path_of(sha256);
  if (Status made = make_folders_durably(storage, place.parent_path()); !made) return made;
  if (Status synced = storage.sync(file); !synced) return synced;
  return rename_durably(storage, file, place);
}

Result<std::string> ObjectStore::add(std::string_view content) const {
  Digester digester(Digester::Algorithm::kSha256);
  digester.update(content);
  const std::string sha256 = digester.hex();
  if (has(sha256, content.size())) return sha256;
  Storage& storage = posix_storage();
  const fs::path place = path_of(sha256);
  if (Status made = make_folders_durably(storage, place.parent_path()); !made)
    return std::move(made).error();
  if (Status written = write_durably(storage, place, content); !written)
    return std::move(written).error();
  return sha256;
}

}  // namespace vitrine::pushed

#include "pushed/checkout.h"

#include <algorithm>

namespace vitrine::pushed {

Status check_out(const ObjectStore& objects, const Commit& commit, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return errno_error("cannot create " + folder.string(), error.value());
  for (const PushedFile& file : commit.files) {
    const fs::path object = objects.path_of(file.sha256);
    if (!objects.has(file.sha256, file.size_bytes)) {
      return not_found("The content of \"" + file.path +
                       "\" is gone from the library; push it again.");
    }
    const fs::path place = folder / file.path;
    fs::create_directories(place.parent_path(), error);
    if (error) return errno_error("cannot create " + place.string(), error.value());
    fs::create_hard_link(object, place, error);
    if (!error) continue;
    if (Status copied = clone_file(object, place); !copied) return copied;
  }
  return {};
}

bool has_data(const Commit& commit) {
  return std::ranges::any_of(commit.files, [](const PushedFile& file) {
    const bool is_hidden = file.path.starts_with('.') || file.path.find("/.") != std::string::npos;
    return !is_hidden && file.path != "README.md" && !file.path.ends_with("/README.md") &&
           !file.path.ends_with("LICENSE") && !file.path.ends_with("LICENSE.md");
  });
}

}  // namespace vitrine::pushed

// Files beside the snapshots and statistics, their seals made right again: what is left to the
// readers' own checks. The first byte chooses the file.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/sealed_json.h"
#include "profile/statistics_file.h"
#include "store/dataset_folder.h"
#include "store/downloads.h"
#include "store/labels.h"
#include "store/reading_list.h"

using namespace vitrine;

namespace {

const store::DatasetName kPapers{"local", "papers"};

/// A library of one dataset that has nothing but side files; gone with the process.
struct Home {
  Home() : path(fs::temp_directory_path() / ("side_files_fuzz_" + std::to_string(::getpid()))) {
    fs::create_directories(store::dataset_folder(path, kPapers));
  }
  ~Home() { fs::remove_all(path); }

  fs::path path;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Home home;
  if (size == 0) return 0;
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t kind = data[0] % (store::kSideFiles.size() + 1);
  if (kind == store::kSideFiles.size()) {
    (void)profile::parse_statistics(text);
    return 0;
  }
  if (text.starts_with('{') && text.size() > 2) text = seal_json(text);
  const fs::path file = store::dataset_folder(home.path, kPapers) / store::kSideFiles[kind];
  if (!write_file_atomic(file, text)) __builtin_trap();
  (void)store::ReadingLists(home.path).entries(kPapers);
  (void)store::Labels(home.path).read(kPapers);
  (void)store::Downloads(home.path).check(kPapers);
  (void)store::Downloads(home.path).count(kPapers, 20'000, 30);
  fs::remove(file);
  return 0;
}

// A folder, as names and contents in turn between "\n--\n": data, media with their tables, a card,
// what save_to_disk leaves. If the first byte is odd they are the members of a tar beside nothing
// else, such as a WebDataset. No file that is found lies outside of the folder.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "source/folder.h"
#include "stored_zip.h"

namespace {

using vitrine::fs::path;

const path& scratch() {
  static const path folder =
      vitrine::fs::temp_directory_path() / ("folder_fuzz_" + std::to_string(::getpid()));
  return folder;
}

bool is_below(const path& folder, const path& file) {
  const path found = vitrine::fs::weakly_canonical(file);
  return found.string().starts_with(vitrine::fs::weakly_canonical(folder).string() + "/");
}

/// A header of the ustar format, and the content filled up to whole blocks.
std::string tar_member(std::string name, const std::string& content) {
  constexpr std::size_t kBlock = 512;
  name.resize(100);
  std::string header = name;
  header += std::string(
      "0000644\0"
      "0000000\0"
      "0000000\0",
      24);
  std::string octal(11, '0');
  for (std::size_t left = content.size(), i = 11; i-- > 0; left /= 8)
    octal[i] = static_cast<char>('0' + left % 8);
  header += octal + std::string(1, '\0') + "00000000000" + std::string(1, '\0');
  const std::size_t checksum_at = header.size();
  header += std::string(8, ' ') + "0";
  header.resize(257);
  header += std::string(
      "ustar\0"
      "00",
      8);
  header.resize(kBlock);
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  for (std::size_t i = 6; i-- > 0; sum /= 8)
    header[checksum_at + i] = static_cast<char>('0' + sum % 8);
  header[checksum_at + 6] = '\0';
  header += content;
  header.resize((header.size() + kBlock - 1) / kBlock * kBlock);
  return header;
}

/// False for a name that no file of a folder has.
bool write_below(const path& folder, const std::string& name, const std::string& content) {
  constexpr std::size_t kMostParts = 8;
  const path relative(name);
  if (name.empty() || name.size() > 200 || name.find('\0') != std::string::npos ||
      relative.is_absolute())
    return false;
  if (std::distance(relative.begin(), relative.end()) > static_cast<std::ptrdiff_t>(kMostParts))
    return false;
  for (const path& part : relative) {
    if (part == ".." || part == "." || part.empty()) return false;
  }
  std::error_code ec;
  vitrine::fs::create_directories((folder / relative).parent_path(), ec);
  std::ofstream out(folder / relative, std::ios::binary);
  out << content;
  return static_cast<bool>(out.flush());
}

void check(const vitrine::source::Source& source, const path& temporary) {
  for (const vitrine::source::SourceConfig& config : source.configs) {
    if (config.splits.empty()) __builtin_trap();
    for (const vitrine::source::SourceSplit& split : config.splits) {
      if (split.files.empty()) __builtin_trap();
      for (const vitrine::source::SourceFile& file : split.files) {
        if (!is_below(temporary, file.path)) __builtin_trap();
      }
      for (const vitrine::source::MediaFile& file : split.media) {
        if (!is_below(temporary, file.path)) __builtin_trap();
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<std::string> parts = vitrine::fuzz::parts_of(text);
  const path folder = scratch() / "folder";
  vitrine::fs::create_directories(folder);
  std::string tar;
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    if ((data[0] & 1) != 0) {
      tar += tar_member(parts[i].substr(0, 99), parts[i + 1]);
    } else {
      write_below(folder, parts[i], parts[i + 1]);
    }
  }
  if (!tar.empty()) write_below(folder, "x.tar", tar + std::string(1024, '\0'));
  {
    const vitrine::Result<vitrine::source::Source> source =
        vitrine::source::resolve_folder(folder, {.directory = scratch() / "tmp"});
    if (source) check(*source, scratch());
    if (!source && source.error().message().empty()) __builtin_trap();
  }
  vitrine::fs::remove_all(scratch());
  return 0;
}

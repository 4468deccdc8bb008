// A .npy file; if the first byte is odd, a .npz whose arrays are the parts between "\n--\n".

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "formats/numpy_file.h"
#include "memory_file.h"
#include "read_rows.h"
#include "stored_zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((data[0] & 1) == 0) {
    const vitrine::fuzz::MemoryFile file(bytes);
    vitrine::fuzz::read_rows(vitrine::formats::open_numpy(file.path()));
    return 0;
  }
  vitrine::fuzz::Members members;
  for (std::string& part : vitrine::fuzz::parts_of(bytes))
    members.emplace_back("a" + std::to_string(members.size()) + ".npy", std::move(part));
  const vitrine::fuzz::MemoryFile file(vitrine::fuzz::stored_zip(members));
  vitrine::fuzz::read_rows(vitrine::formats::open_numpy_archive(file.path()));
  return 0;
}

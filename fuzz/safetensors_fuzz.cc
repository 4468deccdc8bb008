// Any bytes as a file of weights. What opens gives a tensor, if it has one of the name and shape
// that are asked for, within its file.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memory_file.h"
#include "transformer/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vitrine::fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  const vitrine::Result<vitrine::transformer::Safetensors> opened =
      vitrine::transformer::Safetensors::open(file.path());
  if (!opened) return 0;
  for (const std::vector<std::uint64_t>& shape :
       {std::vector<std::uint64_t>{}, std::vector<std::uint64_t>{2},
        std::vector<std::uint64_t>{2, 2}}) {
    const vitrine::Result<vitrine::transformer::FloatTensor> tensor = opened->floats("w", shape);
    if (!tensor) continue;
    std::uint64_t wanted = 1;
    for (const std::uint64_t length : shape) wanted *= length;
    if (tensor->values().size() != wanted) __builtin_trap();
  }
  return 0;
}

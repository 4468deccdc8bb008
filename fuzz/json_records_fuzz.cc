// A JSON file, or JSON Lines if the first byte is odd: split into records, each of which teaches
// the schema something.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "ingest/byte_reader.h"
#include "ingest/json_records.h"
#include "ingest/json_schema.h"

namespace {

/// Hands text out a few bytes at a time, so that records lie across reads.
class SmallReads : public vitrine::ByteReader {
 public:
  explicit SmallReads(std::string_view text) : text_(text) {}

  vitrine::Result<std::size_t> read(std::span<char> out) override {
    const std::size_t n = std::min({out.size(), text_.size() - at_, std::size_t{61}});
    std::copy_n(text_.data() + at_, n, out.data());
    at_ += n;
    return n;
  }
  std::uint64_t consumed() const override { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  vitrine::JsonRecords records(std::make_unique<SmallReads>(text), (data[0] & 1) != 0);
  vitrine::JsonSchemaScan scan;
  vitrine::JsonRecord record;
  while (true) {
    const vitrine::Result<bool> more = records.next(record);
    if (!more || !*more) break;
    if (record.line == 0 || record.text.size() > text.size()) __builtin_trap();
    if (!scan.add(record.text)) break;
  }
  (void)scan.features();
  return 0;
}

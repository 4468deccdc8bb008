#pragma once
// SmallReads: hands a text out a few bytes at a time, so that records lie across reads.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ingest/byte_reader.h"

namespace vitrine::fuzz {

class SmallReads : public ingest::ByteReader {
 public:
  /// The text must outlive the reader.
  explicit SmallReads(std::string_view text) : text_(text) {}

  Result<std::size_t> read(std::span<char> out) override {
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

}  // namespace vitrine::fuzz

// The end of a delimited text: what ended is not read again.

#include <gtest/gtest.h>

#include <algorithm>

#include "ingest/csv_records.h"

namespace vitrine::ingest {
namespace {

/// A text that is followed by another once its end was told: a terminal, a file that grows.
class GoesOn final : public ByteReader {
 public:
  explicit GoesOn(std::string_view text) : rest_(text) {}
  Result<std::size_t> read(std::span<char> out) override {
    const std::string_view part = ended_ ? std::string_view("late,row\n") : rest_;
    const std::size_t n = std::min(out.size(), part.size());
    std::ranges::copy(part.substr(0, n), out.begin());
    rest_.remove_prefix(std::min(n, rest_.size()));
    ended_ = ended_ || n == 0;
    return n;
  }
  std::uint64_t consumed() const override { return 0; }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

TEST(CsvEnd, IsTheFirst) {
  for (const std::string_view text : {"a,b\n1,2\n", "a,b\n1,2", "a,b\n1,\"2\"", "a,b\r1,2\r"}) {
    CsvRecords records(std::make_unique<GoesOn>(text), {});
    records.set_columns(2);
    CsvRecord record;
    for (int row = 0; row < 2; ++row) {
      ASSERT_TRUE(*records.next(record)) << text;
      EXPECT_EQ(record.fields.size(), 2U);
    }
    EXPECT_EQ(record.fields[0].text, "1");
    for (int again = 0; again < 3; ++again) EXPECT_FALSE(*records.next(record)) << text;
  }
}

}  // namespace
}  // namespace vitrine::ingest

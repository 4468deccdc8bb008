#include "text/row_tokens.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "text/index.h"
#include "text/position_cursor.h"

namespace vitrine::text {
namespace {

using Values = std::vector<std::vector<std::string>>;

/// "term@position" of each token, fields apart.
std::string drawn(std::span<const RowToken> tokens) {
  std::string out;
  std::uint32_t field = 0;
  for (const RowToken& token : tokens) {
    while (field < token.field) {
      out += "| ";
      ++field;
    }
    out += std::string(token.term) + "@" + std::to_string(token.position) + " ";
  }
  return out;
}

TEST(RowTokens, AreFoldedStemmedAndPlaced) {
  RowTokens tokens = *RowTokens::create(3, "english");
  EXPECT_EQ(drawn(tokens.read(Values{{"Zero-Shot Networks"}, {}, {"Caf\xC3\xA9s"}})),
            "zero@0 zeroshot@0 shot@1 network@2 | | cafe@11 caf\xC3\xA9@11 ");
  EXPECT_EQ(drawn(tokens.read(Values{{}, {"one", "", "two three"}, {"four"}})),
            "| one@0 two@17 three@18 | four@27 ");
  EXPECT_EQ(drawn(tokens.read(Values{})), "");
  EXPECT_EQ(drawn(tokens.read(Values{{"!"}, {""}, {"x"}})), "| | x@0 ");
  EXPECT_FALSE(RowTokens::create(1, "klingon"));
}

/// What an engine is given is what the index has, term by term.
TEST(RowTokens, AreThoseOfTheIndex) {
  const fs::path path = fs::path(testing::TempDir()) / "row_tokens.idx";
  std::mt19937 random(12);
  std::vector<Values> rows;
  for (int row = 0; row < 200; ++row) {
    Values& values = rows.emplace_back(2);
    for (std::vector<std::string>& field : values) {
      for (std::size_t i = random() % 3; i > 0; --i) {
        std::string text;
        for (std::size_t n = random() % 9; n > 0; --n)
          text += "Word" + std::to_string(random() % 40) + (random() % 6 == 0 ? "-" : " ");
        field.push_back(text);
      }
    }
  }
  Result<IndexWriter> writer = IndexWriter::create(path, {{"title", 3.0F}, {"body"}});
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    for (std::size_t field = 0; field < 2; ++field) {
      for (const std::string& value : rows[row][field]) writer->add(row, field, value);
    }
  }
  ASSERT_TRUE(writer->finish(static_cast<std::uint32_t>(rows.size())));
  const TextIndex index = *TextIndex::open(path);
  fs::remove(path);
  using Places = std::map<std::uint32_t, std::multiset<std::uint32_t>>;  // Positions by row.
  std::map<std::string, Places, std::less<>> want;
  index.visit_terms("", [&](std::string_view term, std::uint32_t /*rows*/) {
    PositionCursor cursor(*index.postings(term));
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      for (const std::uint32_t position : cursor.seek(row))
        want[std::string(term)][row].insert(position);
    }
    return true;
  });
  std::map<std::string, Places, std::less<>> found;
  RowTokens tokens = *RowTokens::create(2, "english");
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    for (const RowToken& token : tokens.read(rows[row])) {
      found[std::string(token.term)][row].insert(token.position);
      const auto [begin, end] = index.field_positions(row, token.field);
      EXPECT_TRUE(token.position >= begin && token.position < end);
    }
  }
  EXPECT_EQ(found, want);
  EXPECT_GT(want.size(), 40U);
}

}  // namespace
}  // namespace vitrine::text

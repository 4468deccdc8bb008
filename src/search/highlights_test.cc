#include "search/highlights.h"

#include <gmock/gmock.h>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "search/testing/memory_split.h"

namespace vitrine::search {
namespace {

using testing::HasSubstr;

/// The highlights of a title, as JSON.
std::string shown(std::string_view query, std::string_view title,
                  const std::vector<text::TextCorrection>& corrections = {}) {
  const auto split = MemorySplit::make({{std::string(title), 2020}});
  const std::size_t columns[] = {MemorySplit::kYear, MemorySplit::kTitle};
  Result<RowHighlights> highlights = RowHighlights::create(*split, query, corrections, columns);
  EXPECT_TRUE(highlights);
  std::string cell;
  append_json_string(cell, title);
  std::string out;
  highlights->append_json(out, std::vector<std::string_view>{"2020", cell});
  return out;
}

/// The pieces that the spans of an answer cut out of its text, in UTF-16 as its places are.
std::vector<std::u16string> pieces(const std::string& json) {
  std::vector<std::u16string> all;
  const boost::json::value value = *parse_json(json);
  const boost::json::value& one = value.at("title").at(0);
  // ASCII and one of two units are enough here.
  std::u16string units;
  const std::string_view text = one.at("text").as_string();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0xF0) units += u"\U0001F600";
    if (byte < 0x80) units += static_cast<char16_t>(byte);
    if (byte >= 0xC0 && byte < 0xF0) units += u'\u00e9';
  }
  for (const boost::json::value& span : one.at("spans").as_array()) {
    const auto begin = static_cast<std::size_t>(span.at(0).as_int64());
    all.push_back(units.substr(begin, static_cast<std::size_t>(span.at(1).as_int64()) - begin));
  }
  return all;
}

TEST(Highlights, AMatchIsMarked) {
  EXPECT_EQ(shown("models", "Reward models"),
            R"({"title":[{"text":"Reward models","start":0,"spans":[[7,13]]}]})");
  EXPECT_EQ(shown("MODEL", "Reward models"), shown("models", "Reward models")) << "stemmed, folded";
  EXPECT_EQ(shown("2020", "Reward models"), "{}") << "a number is no text";
  EXPECT_EQ(shown("absent", "Reward models"), "{}");
  EXPECT_EQ(shown("", "Reward models"), "{}");
}

TEST(Highlights, PlacesAreCountedInUtf16) {
  using Pieces = std::vector<std::u16string>;
  EXPECT_EQ(pieces(shown("cat", "é cat é cat")), (Pieces{u"cat", u"cat"}));
  EXPECT_EQ(pieces(shown("cat", "\U0001F600\U0001F600 cat é cat")), (Pieces{u"cat", u"cat"}));
  EXPECT_THAT(shown("cat", "\U0001F600 cat"), HasSubstr("[[3,6]]"));
}

TEST(Highlights, TermsOfCorrectionsAreMarked) {
  EXPECT_EQ(shown("modls", "Reward models"), "{}");
  EXPECT_THAT(shown("modls", "Reward models", {{"modl", "model"}}), HasSubstr("[[7,13]]"));
}

TEST(Highlights, ALongTextIsShownByItsBestPiece) {
  std::string title;
  for (int i = 0; i < 100; ++i) title += "é noise ";
  const std::string whole = title.substr(0, 288) + "the cat";
  EXPECT_THAT(shown("cat", whole), HasSubstr("\"start\":0"));
  title += "the cat sat ";
  for (int i = 0; i < 100; ++i) title += "noise ";
  const std::string json = shown("cat", title);
  const boost::json::value value = *parse_json(json);
  const boost::json::value& one = value.at("title").at(0);
  EXPECT_GT(one.at("start").as_int64(), 500);
  EXPECT_LT(one.at("text").as_string().size(), 300U);
  EXPECT_EQ(pieces(json), (std::vector<std::u16string>{u"cat"}));
  // 100 times eight characters, of which one has two bytes.
  const std::string_view text = one.at("text").as_string();
  const auto cat = static_cast<std::int64_t>(text.find("cat"));
  const auto accents =
      static_cast<std::int64_t>(std::ranges::count(text.substr(0, text.find("cat")), '\xc3'));
  EXPECT_EQ(one.at("start").as_int64() + cat - accents, 804);
}

TEST(Highlights, ItemsOfListsSayWhichTheyAre) {
  const auto split = MemorySplit::make({{"", 1}});
  const std::size_t columns[] = {MemorySplit::kTitle};
  Result<RowHighlights> highlights = RowHighlights::create(*split, "cat", {}, columns);
  ASSERT_TRUE(highlights);
  const auto of = [&](std::string_view cell) {
    std::string out;
    highlights->append_json(out, std::vector<std::string_view>{cell});
    return out;
  };
  EXPECT_EQ(of(R"(["bee","a cat",null,5,"cat"])"),
            R"({"title":[{"item":1,"text":"a cat","start":0,"spans":[[2,5]]},)"
            R"({"item":4,"text":"cat","start":0,"spans":[[0,3]]}]})");
  EXPECT_EQ(of("null"), "{}");
  EXPECT_EQ(of("[]"), "{}");
  EXPECT_EQ(of("{broken"), "{}");
  EXPECT_EQ(of(R"({"cat":"cat"})"), "{}");
}

TEST(Highlights, WithoutTextTheyAreRefused) {
  const auto split = MemorySplit::make({}, {.has_text = false});
  const Result<RowHighlights> highlights = RowHighlights::create(*split, "cat", {}, {});
  ASSERT_FALSE(highlights);
  EXPECT_EQ(highlights.error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace vitrine::search

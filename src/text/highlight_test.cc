#include "text/highlight.h"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"

namespace vitrine::text {
namespace {

const QueryNames kNames = {{"title", "body"}, {}};

Highlighter highlighter(std::string_view query) {
  Result<Highlighter> made = Highlighter::create(query, "english", kNames);
  EXPECT_TRUE(made);
  return *std::move(made);
}

/// The text with [ and ] around what is marked.
std::string mark(std::string_view query, std::string_view text, std::string_view field = "body") {
  std::string out;
  std::size_t at = 0;
  for (const HighlightSpan& span : highlighter(query).spans(text, field)) {
    out += text.substr(at, span.begin - at);
    out += '[';
    out += text.substr(span.begin, span.end - span.begin);
    out += ']';
    at = span.end;
  }
  return out += text.substr(at);
}

TEST(Highlight, MarksEveryInflection) {
  EXPECT_EQ(mark("neural network", "Networks are neural; a network."),
            "[Networks] are [neural]; a [network].");
}

TEST(Highlight, MarksWholesPartsAndAccents) {
  EXPECT_EQ(mark("zeroshot", "a zero-shot way"), "a [zero-shot] way");
  EXPECT_EQ(mark("zero-shot", "a zero-shot way, zero"), "a [zero-shot] way, [zero]");
  EXPECT_EQ(mark("shot", "a zero-shot way"), "a zero-[shot] way");
  EXPECT_EQ(mark("muller", "M\xC3\xBCller!"), "[M\xC3\xBCller]!");
  EXPECT_EQ(mark("c++", "C++ and C"), "[C++] and C");
}

TEST(Highlight, MarksPairsOfIdeographs) {
  EXPECT_EQ(mark("\xE5\xBA\xA6\xE5\xAD\xA6", "\xE6\xB7\xB1\xE5\xBA\xA6\xE5\xAD\xA6"),
            "\xE6\xB7\xB1[\xE5\xBA\xA6\xE5\xAD\xA6]");
}

TEST(Highlight, ObeysTheQueryLanguage) {
  EXPECT_EQ(mark("a* -abc", "abc b"), "[abc] b");
  EXPECT_EQ(mark("graph -survey", "survey of graphs"), "survey of [graphs]");
  EXPECT_EQ(mark("title:graph", "graph", "body"), "graph");
  EXPECT_EQ(mark("title:graph", "graph", "title"), "[graph]");
  EXPECT_EQ(mark("\"big graph\" AND (x OR y)", "x big y"), "[x] [big] [y]");
}

TEST(Highlight, SnippetHasTheMostDistinctWords) {
  const std::string text = "graph graph graph. " + std::string(300, '-') +
                           " the neural graph is here " + std::string(300, '-');
  Highlighter marks = highlighter("neural graph");
  const Snippet snippet = marks.snippet(text, "body", 60);
  EXPECT_NE(text.substr(snippet.begin, snippet.end - snippet.begin).find("neural graph"),
            std::string::npos);
  EXPECT_EQ(snippet.spans.size(), 2U);
}

TEST(Highlight, SnippetOfAShortOrUnmatchedTextIsItsBeginning) {
  Highlighter marks = highlighter("x");
  const Snippet whole = marks.snippet("short text", "body", 60);
  EXPECT_EQ(whole.end, 10U);
  const std::string text = "one two three four";
  const Snippet start = marks.snippet(text, "body", 10);
  EXPECT_EQ(text.substr(start.begin, start.end), "one two");
}

TEST(Highlight, SnippetsOfAnyTextAreWholeCharactersWithinTheRoom) {
  std::mt19937 random(51);
  const std::vector<std::string> pieces = {
      "a", "bb", " ", " ", "\xC3\xA9", "\xE5\xAD\xA6", "-", "graph", "\xF0\x9F\x98\x80", "\n"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (std::size_t i = random() % 30; i > 0; --i) text += pieces[random() % pieces.size()];
    const std::size_t room = random() % 40;
    Highlighter marks = highlighter("graph a \xE5\xAD\xA6");
    const Snippet snippet = marks.snippet(text, "body", room);
    ASSERT_LE(snippet.begin, snippet.end) << text;
    ASSERT_LE(snippet.end - snippet.begin, room) << text;
    ASSERT_TRUE(is_valid_utf8(text.substr(snippet.begin, snippet.end - snippet.begin))) << text;
    std::size_t at = snippet.begin;
    for (const HighlightSpan& span : snippet.spans) {
      ASSERT_LE(at, span.begin) << text;
      ASSERT_LT(span.begin, span.end);
      at = span.end;
    }
    ASSERT_LE(at, snippet.end);
  }
}

TEST(Highlight, TheSameWordIsTheSameInEveryRowAndField) {
  Highlighter highlighter = *Highlighter::create("title:graph net", "english", kNames);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(highlighter.spans("graphs nets", "title").size(), 2U);
    EXPECT_EQ(highlighter.spans("graphs nets", "body").size(), 1U);
  }
}

TEST(Highlight, Utf16OffsetsAreWhatJavaScriptCounts) {
  EXPECT_EQ(utf16_length("abc"), 3U);
  EXPECT_EQ(utf16_length("M\xC3\xBCller"), 6U);
  EXPECT_EQ(utf16_length("\xE5\xAD\xA6"), 1U);
  EXPECT_EQ(utf16_length("\xF0\x9F\x98\x80!"), 3U);
}

}  // namespace
}  // namespace vitrine::text

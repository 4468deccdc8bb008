#include "ask/lexer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace vitrine::ask {
namespace {

using Kind = Token::Kind;

/// "word:a symbol:<= end:": what was read, in short.
std::string shown(std::string_view text) {
  const Result<std::vector<Token>> tokens = tokenize(text);
  if (!tokens) return "error: " + tokens.error().message();
  std::string out;
  for (const Token& token : *tokens) {
    switch (token.kind) {
      case Kind::kEnd:
        out += "end";
        break;
      case Kind::kWord:
        out += "word:";
        break;
      case Kind::kQuotedName:
        out += "name:";
        break;
      case Kind::kString:
        out += "text:";
        break;
      case Kind::kNumber:
        out += "number:";
        break;
      case Kind::kSymbol:
        out += "symbol:";
        break;
    }
    out += token.text + "@" + std::to_string(token.at) + " ";
  }
  out.pop_back();
  return out;
}

TEST(Lexer, EmptyTextIsAnEnd) {
  EXPECT_EQ(shown(""), "end@0");
  EXPECT_EQ(shown(" \t\n\r\v\f"), "end@6");
}

TEST(Lexer, KindsAreToldApart) {
  EXPECT_EQ(shown("a"), "word:a@0 end@1");
  EXPECT_EQ(shown("_a9"), "word:_a9@0 end@3");
  EXPECT_EQ(shown("é"), "word:é@0 end@2");
  EXPECT_EQ(shown("年2"), "word:年2@0 end@4");
  EXPECT_EQ(shown("9a"), "number:9@0 word:a@1 end@2");
  EXPECT_EQ(shown("\"a b\""), "name:a b@0 end@5");
  EXPECT_EQ(shown("'a b'"), "text:a b@0 end@5");
  EXPECT_EQ(shown("''"), "text:@0 end@2");
  EXPECT_EQ(shown("\"\""), "name:@0 end@2");
}

TEST(Lexer, QuotesAreDoubledInside) {
  EXPECT_EQ(shown("'it''s'"), "text:it's@0 end@7");
  EXPECT_EQ(shown("''''"), "text:'@0 end@4");
  EXPECT_EQ(shown("''''''"), "text:''@0 end@6");
  EXPECT_EQ(shown("'\"'"), "text:\"@0 end@3") << "the other quote is a character";
  EXPECT_EQ(shown("\"'\""), "name:'@0 end@3");
  EXPECT_EQ(shown("\"a\"\"b\""), "name:a\"b@0 end@6");
  EXPECT_EQ(shown("'a' 'b'"), "text:a@0 text:b@4 end@7") << "two texts are not one";
}

TEST(Lexer, AnOpenQuoteIsRefusedWhereItStands) {
  EXPECT_EQ(shown("'"), "error: the quote at character 1 is never closed");
  EXPECT_EQ(shown("a = 'b"), "error: the quote at character 5 is never closed");
  EXPECT_EQ(shown("'''"), "error: the quote at character 1 is never closed");
  EXPECT_EQ(shown("\"a'"), "error: the quote at character 1 is never closed");
}

TEST(Lexer, NumbersHaveFractionsAndExponents) {
  EXPECT_EQ(shown("12"), "number:12@0 end@2");
  EXPECT_EQ(shown("1.5"), "number:1.5@0 end@3");
  EXPECT_EQ(shown("1."), "number:1.@0 end@2");
  EXPECT_EQ(shown(".5"), "number:.5@0 end@2");
  EXPECT_EQ(shown("1e3"), "number:1e3@0 end@3");
  EXPECT_EQ(shown("1E+3"), "number:1E+3@0 end@4");
  EXPECT_EQ(shown("1.e-3"), "number:1.e-3@0 end@5");
  EXPECT_EQ(shown("1e"), "number:1@0 word:e@1 end@2") << "an exponent needs digits";
  EXPECT_EQ(shown("1e+"), "number:1@0 word:e@1 symbol:+@2 end@3");
  EXPECT_EQ(shown("1.2.3"), "number:1.2@0 number:.3@3 end@5");
  EXPECT_EQ(shown("-1"), "symbol:-@0 number:1@1 end@2") << "a sign is its own token";
  EXPECT_EQ(shown(". 5"), "symbol:.@0 number:5@2 end@3");
}

TEST(Lexer, TheLongestSymbolIsTaken) {
  for (const std::string symbol :
       {"<=", ">=", "<>", "!=", "==", "<", ">", "=", "(", ")", ",", ".", "-", "+", "~"}) {
    const std::string length = std::to_string(symbol.size());
    std::string expected = "symbol:";
    expected.append(symbol).append("@0 end@").append(length);
    EXPECT_EQ(shown(symbol), expected);
  }
  EXPECT_EQ(shown("<=="), "symbol:<=@0 symbol:=@2 end@3");
  EXPECT_EQ(shown("=<"), "symbol:=@0 symbol:<@1 end@2");
}

TEST(Lexer, SignsWithoutMeaningAreNamed) {
  for (const char sign : std::string_view("!;*/%&|^{}[]:?#@$\\`")) {
    EXPECT_EQ(shown(std::string("a ") + sign),
              std::string("error: '") + sign +
                  "' at character 3 has no meaning here; texts are written 'in quotes'");
  }
}

TEST(Lexer, BytesThatAreNoTextAreRefused) {
  const std::string refused = "error: a condition must be valid UTF-8 without NUL";
  EXPECT_EQ(shown("\xff"), refused);
  EXPECT_EQ(shown("'\xc3'"), refused);
  EXPECT_EQ(shown(std::string("a\0b", 3)), refused);
  EXPECT_EQ(shown("'\xed\xa0\x80'"), refused) << "half a surrogate pair";
}

TEST(Lexer, BytesAreBounded) {
  const std::string most(99'998, 'x');
  EXPECT_TRUE(tokenize("'" + most + "'"));
  const auto more = tokenize("'" + most + "' ");
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(more.error().message(), "a condition may have at most 100,000 bytes");
}

TEST(Lexer, TokensAreBounded) {
  const std::string most(20'000, ',');
  ASSERT_TRUE(tokenize(most));
  EXPECT_EQ(tokenize(most)->size(), 20'001U) << "with the end";
  EXPECT_TRUE(tokenize(most + "  ")) << "space is no token";
  const auto more = tokenize(most + ",");
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(more.error().message(), "a condition may have at most 20,000 words and signs");
}

/// What is written from tokens is read as those tokens, whatever space is between.
TEST(Lexer, WhatIsWrittenIsRead) {
  static const std::vector<std::string> kPieces = {"a",  "é", "_",  "9",  "'",
                                                   "\"", " ", "\n", "年", ""};
  static const std::vector<std::string> kSymbols = {
      "<=", ">=", "<>", "!=", "==", "(", ",", ".", "~"};
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<Token> wanted;
    std::string text;
    for (unsigned i = 0; i < 1 + seed % 20; ++i) {
      text.append(1 + random() % 3, " \t\n"[random() % 3]);
      Token token{.kind = static_cast<Kind>(1 + random() % 5), .text = {}, .at = text.size()};
      std::string content;
      for (unsigned j = 0; j < random() % 6; ++j) content += kPieces[random() % kPieces.size()];
      switch (token.kind) {
        case Kind::kQuotedName:
        case Kind::kString: {
          const char quote = token.kind == Kind::kString ? '\'' : '"';
          token.text = content;
          text += quote;
          for (const char c : content) text.append(c == quote ? 2 : 1, c);
          text += quote;
          break;
        }
        case Kind::kNumber:
          token.text = std::to_string(random() % 1000);
          if (random() % 2 == 0) token.text += "." + std::to_string(random() % 100);
          text += token.text;
          break;
        case Kind::kSymbol:
          token.text = kSymbols[random() % kSymbols.size()];
          text += token.text;
          break;
        case Kind::kWord:
        case Kind::kEnd:
          token.text = "w" + std::to_string(random() % 1000);
          text += token.text;
          break;
      }
      wanted.push_back(token);
    }
    const Result<std::vector<Token>> tokens = tokenize(text);
    ASSERT_TRUE(tokens) << text << ": " << tokens.error().message();
    ASSERT_EQ(tokens->size(), wanted.size() + 1) << text;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_EQ((*tokens)[i].kind, wanted[i].kind) << text;
      EXPECT_EQ((*tokens)[i].text, wanted[i].text) << text;
      EXPECT_EQ((*tokens)[i].at, wanted[i].at) << text;
    }
    EXPECT_EQ(tokens->back().at, text.size());
  }
}

}  // namespace
}  // namespace vitrine::ask

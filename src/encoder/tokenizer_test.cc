#include "encoder/tokenizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "encoder/testing/small_encoder.h"

namespace vitrine::encoder {
namespace {

class TokenizerTest : public ::testing::Test {
 protected:
  /// The tokens' spellings with spaces between them.
  std::string tokens(std::string_view text) {
    std::string joined;
    for (const TokenId id : tokenizer_.tokens(text))
      joined.append(joined.empty() ? "" : " ").append(pieces_.token(id));
    return joined;
  }

  std::string lines_ = small_vocabulary();
  WordPieces pieces_ = *WordPieces::parse(lines_, 1);
  Tokenizer tokenizer_{pieces_};
};

std::string hundred_x() {
  std::string tokens = "x";
  for (int i = 1; i < 100; ++i) tokens += " ##x";
  return tokens;
}

struct Case {
  std::string text;
  std::string tokens;
};

/// What Hugging Face's tokenizers 0.23 gives with the vocabulary of the tests: BertNormalizer(),
/// BertPreTokenizer() and WordPiece.
std::vector<Case> reference() {
  return {
      {"", ""},
      {"   \011\015\012", ""},
      {"Graph", "graph"},
      {"graphs GRAPHS", "graphs graphs"},
      {"playing played", "play ##ing play ##ed"},
      {"unaffable", "un ##aff ##able"},
      {"unaffable!", "un ##aff ##able !"},
      {"Deep-Learning", "deep - learning"},
      {"a.b,c;d", "a . b , c ; d"},
      {"GPT-4 & C++ (k=3)", "g ##p ##t - 4 & c + + ( k = 3 )"},
      {"caf\303\251 CAF\303\211", "cafe cafe"},
      {"cafe\314\201", "cafe"},
      {"na\303\257ve r\303\251sum\303\251", "naive resume"},
      {"stra\303\237e", "[UNK]"},
      {"\304\260stanbul", "i ##s ##t ##a ##n ##b ##u ##l"},
      {"\304\261", "\304\261"},
      {"\344\272\272\345\267\245\346\231\272\350\203\275",
       "\344\272\272 \345\267\245 \346\231\272 \350\203\275"},
      {"graph\344\272\272\345\267\245graph", "graph \344\272\272 \345\267\245 graph"},
      {"\346\227\245\346\234\254\343\201\213\343\201\252",
       "\346\227\245 \346\234\254 \343\201\213 ##\343\201\252"},
      {"\355\225\234", "\341\204\222 ##\341\205\241 ##\341\206\253"},
      {"\355\225\234\355\225\234", "[UNK]"},
      {"\320\270\314\206 \320\271 \320\231", "\320\270 \320\270 \320\270"},
      {"\316\243\316\237\316\243", "\317\203 ##\316\277 ##\317\203"},
      {"\342\200\224dash\342\200\224", "\342\200\224 d ##a ##s ##h \342\200\224"},
      {"\342\200\234quoted\342\200\235", "\342\200\234 q ##u ##o ##t ##ed \342\200\235"},
      {"\302\277no?", "\302\277 n ##o ?"},
      {"\343\200\202\343\200\201", "\343\200\202 \343\200\201"},
      {"soft\302\255hyphen", "s ##o ##f ##t ##h ##y ##p ##h ##e ##n"},
      {"zero\342\200\213width", "z ##e ##r ##o ##w ##i ##d ##t ##h"},
      {"a\302\240b", "a b"},
      {"a\342\200\250b", "a b"},
      {"a\302\205b", "a ##b"},
      {std::string("a\000b", 3), "a ##b"},
      {"a\357\277\275b", "a ##b"},
      {"a\007b", "a ##b"},
      {"\356\200\200x", "x"},
      {"[CLS] graph [SEP]", "[ c ##l ##s ] graph [ s ##e ##p ]"},
      {"[UNK]", "[ un ##k ]"},
      {"##ing", "# # i ##n ##g"},
      {"\360\237\230\200", "[UNK]"},
      {"graph \360\237\230\200 graph", "graph [UNK] graph"},
      {"\360\237\221\251\342\200\215\360\237\224\254", "[UNK]"},
      {"\357\250\212 \357\244\200", "[UNK] \350\261\210"},
      {"\350\261\210", "\350\261\210"},
      {"\342\206\221", "\342\206\221"},
      {"\342\204\226 5", "\342\204\226 5"},
      {"\357\254\201n", "\357\254\201 ##n"},
      {"a\342\200\246b", "a \342\200\246 b"},
      {std::string(100, 'x'), hundred_x()},
      {std::string(101, 'x'), "[UNK]"},
      {"graph " + std::string(101, 'x') + " graph", "graph [UNK] graph"},
      {"q\314\200\314\201q", "q ##q"},
      {"\314\200", ""},
      {"a\342\200\215\314\200b", "a ##b"},
      {"\342\221\240", "[UNK]"},
      {"\302\267", "[UNK]"},
      {"a\302\267b", "a [UNK] b"},
      {"\315\276", ";"},
      {"\341\277\257", "`"},
      {"\302\241graph!", "[UNK] graph !"},
      {"\343\200\200graph\343\200\200", "graph"},
      {"\341\232\200a", "a"},
      {"\341\240\216a", "a"},
      {"\303\251\303\237\317\203", "[UNK]"},
      {"\342\205\243", "[UNK]"},
      {"\360\235\220\200", "[UNK]"},
      {"\360\240\200\200", "[UNK]"},
      {"\360\253\240\240", "[UNK]"},
      {"\357\273\277graph", "graph"},
      {"1234 567th", "1 ##2 ##3 ##4 5 ##6 ##7 ##t ##h"},
      {"a_b", "a _ b"},
      {"$5", "$ 5"},
      {"~", "~"},
      {"\342\202\2545", "[UNK]"},
      {"\331\240", "[UNK]"},
      {"\340\270\201", "[UNK]"},
      {"\340\244\225\340\245\215", "[UNK]"},
      {"\331\213a", "a"},
  };
}

TEST_F(TokenizerTest, AgreesWithTheReference) {
  for (const Case& each : reference()) EXPECT_EQ(tokens(each.text), each.tokens) << each.text;
}

TEST_F(TokenizerTest, IllFormedBytesAreAsIfTheyWereNotThere) {
  EXPECT_EQ(tokens("gr\xFF"
                   "aph \xC3"),
            "graph");
  EXPECT_EQ(tokens("\xED\xA0\x80graph\xF0\x9F"), "graph");
}

TEST_F(TokenizerTest, ATextIsNotTouchedByTheOneBefore) {
  EXPECT_EQ(tokens("graph " + std::string(300, 'x')), "graph [UNK]");
  EXPECT_EQ(tokens("deep"), "deep");
}

TEST_F(TokenizerTest, AMegabyteOfOneWordIsOneUnknownToken) {
  EXPECT_EQ(tokens(std::string(1U << 20U, 'a')), "[UNK]");
}

TEST_F(TokenizerTest, AMegabyteOfWordsHasAllOfThem) {
  std::string text;
  while (text.size() < 1U << 20U) text += "deep graphs ";
  EXPECT_EQ(tokenizer_.tokens(text).size(), 2 * (text.size() / 12));
}

TEST(TokenizerOfManyWords, AWordIsTheSameTokensWhereverItStands) {
  constexpr std::size_t kWords = 40'000;  // more than are remembered
  std::string vocabulary = "[PAD]\n[UNK]\n##s";
  for (std::size_t i = 0; i < kWords; ++i) vocabulary += "\nword" + std::to_string(i);
  const Result<WordPieces> pieces = WordPieces::parse(vocabulary, 1);
  ASSERT_TRUE(pieces.has_value());
  std::mt19937 random(7);
  std::string text;
  std::vector<TokenId> expected;
  for (int i = 0; i < 150'000; ++i) {
    std::string word = "word" + std::to_string(random() % (kWords + 50));
    if (random() % 4 == 0) word += std::string(random() % 30, 's');
    pieces->append_tokens(word, expected);
    if (random() % 3 == 0) word[random() % 4] ^= 0x20;  // a capital
    text += " " + word;
  }
  Tokenizer tokenizer(*pieces);
  EXPECT_TRUE(std::ranges::equal(tokenizer.tokens(text), expected));
  EXPECT_TRUE(std::ranges::equal(tokenizer.tokens(text), expected));
}

TEST_F(TokenizerTest, EveryByteAndCharacterIsTaken) {
  std::string bytes;
  for (int round = 0; round < 3; ++round)
    for (int byte = 255; byte >= 0; --byte) bytes.push_back(static_cast<char>(byte));
  for (const TokenId id : tokenizer_.tokens(bytes)) EXPECT_LT(id, pieces_.size());
}

}  // namespace
}  // namespace vitrine::encoder

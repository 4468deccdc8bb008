#include "base/vocabulary.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace vitrine {
namespace {

TEST(Vocabulary, NumbersWordsByFirstAppearance) {
  std::mt19937 random(81);
  Vocabulary vocabulary;
  std::map<std::string, std::uint32_t> want;
  for (int i = 0; i < 50000; ++i) {
    std::string word(random() % 20, 'x');
    for (char& c : word) c = static_cast<char>(random() % 3);
    const auto next = static_cast<std::uint32_t>(want.size());
    ASSERT_EQ(vocabulary.intern(word), want.try_emplace(word, next).first->second);
  }
  ASSERT_EQ(vocabulary.size(), want.size());
  for (const auto& [word, id] : want) EXPECT_EQ(vocabulary.word(id), word);
  vocabulary.clear();
  EXPECT_EQ(vocabulary.size(), 0U);
  EXPECT_EQ(vocabulary.intern("again"), 0U);
}

TEST(Vocabulary, TellsWordsOfTheSameLettersApart) {
  Vocabulary vocabulary;
  std::map<std::string, std::uint32_t> want;
  for (std::size_t size = 0; size < 600; ++size) {
    for (const std::string& word : {std::string(size, 'a'), std::string(size, '\0')})
      want.try_emplace(word, vocabulary.intern(word));
  }
  for (const std::string word : {"abcd", "abcdabcd", "abcdabcdabcd", "abcdabcdx", "abcdabcdy"})
    want.try_emplace(word, vocabulary.intern(word));
  EXPECT_EQ(vocabulary.size(), want.size());
  for (const auto& [word, id] : want) {
    EXPECT_EQ(vocabulary.word(id), word);
    EXPECT_EQ(vocabulary.intern(word), id);
  }
}

}  // namespace
}  // namespace vitrine

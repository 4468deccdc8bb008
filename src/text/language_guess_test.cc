#include "text/language_guess.h"

#include <gtest/gtest.h>

#include "text/stemmer.h"

namespace vitrine::text {
namespace {

std::string guess(std::string_view text) {
  LanguageGuess guess;
  for (int i = 0; i < 3; ++i) guess.add(text);
  return guess.best();
}

TEST(LanguageGuess, TellsRunningTextApart) {
  EXPECT_EQ(guess("We show that the networks of this kind are able to learn in the presence of "
                  "noise, and that the error is small for most of them."),
            "english");
  EXPECT_EQ(guess("Die Netze lernen nicht mit dem Rauschen, und das ist ein Ergebnis von einer "
                  "Arbeit, die auf den Daten beruht."),
            "german");
  EXPECT_EQ(guess("Les r\u00e9seaux de neurones sont dans une position pour apprendre, et le bruit "
                  "est un probl\u00e8me qui d\u00e9pend des donn\u00e9es sur lesquelles on apprend "
                  "avec soin."),
            "french");
  EXPECT_EQ(guess("Las redes aprenden con los datos del sistema, y una parte es para el "
                  "entrenamiento que se usa como referencia por los autores."),
            "spanish");
  EXPECT_EQ(
      guess("\u0421\u0435\u0442\u0438 \u043d\u0435 \u0443\u0447\u0430\u0442\u0441\u044f \u0432 "
            "\u0448\u0443\u043c\u0435, \u0438 \u044d\u0442\u043e \u0434\u043b\u044f "
            "\u043d\u0430\u0441 "
            "\u0432\u0430\u0436\u043d\u043e, \u043a\u0430\u043a \u0438 \u043d\u0430 "
            "\u0434\u0430\u043d\u043d\u044b\u0445 "
            "\u0438\u0437 \u0441\u0442\u0430\u0442\u044c\u0438."),
      "russian");
}

TEST(LanguageGuess, WithoutEvidenceItIsEnglish) {
  EXPECT_EQ(guess(""), "english");
  EXPECT_EQ(guess("Yann LeCun, Yoshua Bengio, Geoffrey Hinton"), "english");
  EXPECT_EQ(guess("https://example.org/1234 0x7f 3.14"), "english");
  EXPECT_EQ(guess("\u6df1\u5ea6\u5b66\u4e60"), "english");
}

/// `german` and `french` words that belong to that language alone, and `other` ones of none.
std::string guess_of(std::size_t german, std::size_t french, std::size_t other) {
  constexpr std::array<std::string_view, 10> kGerman = {"der",   "die", "und", "das", "ist",
                                                        "nicht", "mit", "von", "ein", "auf"};
  constexpr std::array<std::string_view, 9> kFrench = {"le",   "les",  "des", "est", "une",
                                                       "dans", "pour", "qui", "sur"};
  LanguageGuess guess;
  for (std::size_t i = 0; i < german; ++i) guess.add(kGerman[i]);
  for (std::size_t i = 0; i < french; ++i) guess.add(kFrench[i]);
  for (std::size_t i = 0; i < other; ++i) guess.add("word");
  return guess.best();
}

TEST(LanguageGuess, TenStopWordsAreEvidenceAndNineAreNot) {
  EXPECT_EQ(guess_of(10, 0, 0), "german");
  EXPECT_EQ(guess_of(9, 0, 0), "english");
}

TEST(LanguageGuess, OneWordInTwentyIsEvidenceAndLessIsNot) {
  EXPECT_EQ(guess_of(10, 0, 190), "german");
  EXPECT_EQ(guess_of(10, 0, 191), "english");
}

TEST(LanguageGuess, ALanguageLeadsTheNextByAQuarterOrSaysNothing) {
  EXPECT_EQ(guess_of(10, 8, 0), "german");
  EXPECT_EQ(guess_of(10, 9, 0), "english");
}

TEST(LanguageGuess, EveryAnswerHasAStemmer) {
  for (const char* name :
       {"english", "german", "french", "spanish", "italian", "portuguese", "dutch", "swedish",
        "danish", "norwegian", "finnish", "russian", "hungarian", "romanian", "turkish"}) {
    EXPECT_TRUE(Stemmer::create(name)) << name;
  }
}

}  // namespace
}  // namespace vitrine::text

#include "ingest/text_encoding.h"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "ingest/encoding_guess.h"

namespace vitrine::ingest {
namespace {

TEST(TextEncoding, TheyAreNotGuessedAgainstTheEvidence) {
  EXPECT_EQ(guess_encoding("nom,ville\nH\xE9l\xE8ne,Orl\xE9"
                           "ans\n"),
            "windows-1252");
  EXPECT_EQ(guess_encoding("imi\xEA,miasto\nWa\xB3\xEAsa,Gda\xF1sk\n"), "windows-1250");
  const std::string russian =
      "\xC8\xE2\xE0\xED,\xCC\xEE\xF1\xEA\xE2\xE0\n\xCF\xB8\xF2\xF0,\xCE\xEC\xF1\xEA\n";
  EXPECT_NE(guess_encoding(russian), "windows-1252") << "words of another script";
}

TEST(TextEncoding, ThaiAndCzechAreToldByTheirLetters) {
  EXPECT_EQ(
      guess_encoding(
          "\xCA\xC7\xD1\xCA\xB4\xD5\xA4\xC3\xD1\xBA \xBC\xC1\xAA\xD7\xE8\xCD\xCA\xC1\xAA\xD2\xC2 "
          "\xCD\xC2\xD9\xE8\xB7\xD5\xE8\xA1\xC3\xD8\xA7\xE0\xB7\xBE\n"),
      "windows-874");
  EXPECT_EQ(
      guess_encoding("\xCA\xC7\xD1\xCA\xB4\xD5 \xB7\xD5\xE8\xB9\xD5\xE8 \xBC\xD9\xE9\xE3\xAA\xE9 "
                     "\xA4\xD9\xE8\xC1\xD7\xCD \xE0\xC3\xD4\xE8\xC1\xB5\xE9\xB9\n"),
      "windows-874")
      << "words of even lengths alone";
  EXPECT_EQ(guess_encoding("\xD5\xE2\xCA\xC7\xD2\xBB\xB8\xF6\xC0\xFD\xD7\xD3 "
                           "\xCE\xD2\xC3\xC7\xD4\xDA\xD5\xE2\xC0\xEF "
                           "\xCB\xFB\xD2\xD1\xBE\xAD\xB5\xBD\xC1\xCB\n"),
            "gb18030");
  EXPECT_NE(guess_encoding("\xC0\xCC\xB0\xCD\xC0\xBA \xC7\xD1\xB1\xB9\xBE\xEE "
                           "\xB9\xAE\xC0\xE5\xC0\xD4\xB4\xCF\xB4\xD9\n"),
            "windows-874")
      << "Korean";
  EXPECT_EQ(guess_encoding("\xAElu\xBBou\xE8k\xFD k\xF9\xF2 \xFAp\xECl \xEF\xE1"
                           "belsk\xE9 \xF3"
                           "dy p\xF8i m\xECs\xED"
                           "ci\n"),
            "iso-8859-2");
  EXPECT_EQ(guess_encoding("\x8Elu\x9Dou\xE8k\xFD k\xF9\xF2 \xFAp\xECl p\xF8i m\xECs\xED"
                           "ci\n"),
            "windows-1250");
  EXPECT_EQ(guess_encoding("\xAElu\xBBou\xE8k\xFD k\xF9\xF2 \xFAp\xECl \xEF\xE1"
                           "belsk\xE9 \xF3"
                           "dy, m\xECsto\n"),
            "iso-8859-2");
  EXPECT_EQ(guess_encoding("G\xE0idhlig, t\xECr, m\xF2r, \xF9r\n"), "windows-1252") << "Gaelic";
  EXPECT_EQ(guess_encoding("cos\xEC, pi\xF9, perch\xE9\n"), "windows-1252") << "Italian";
  EXPECT_EQ(guess_encoding("S\xF8ren og H\xE9l\xE8ne\n"), "windows-1252");
}

TEST(TextEncoding, UkrainianIsToldFromRussianByItsLetters) {
  EXPECT_EQ(
      guess_encoding(
          "\xA7\xD6\xC1\xCB \xD6\xC9\xD7\xC5 \xD7 \xCC\xA6\xD3\xA6, \xC1 \xEC\xD8\xD7\xA6\xD7 - "
          "\xC3\xC5 \xCD\xA6\xD3\xD4\xCF, \xC4\xC5 \xA7\xA7 \xD3\xA6\xCD'\xD1 \xCD\xC1\xA4 "
          "\xC7\xC1\xD2\xCE\xC9\xCA \xC2\xD5\xC4\xC9\xCE\xCF\xCB \xA6 \xD3\xC1\xC4 "
          "\xC2\xA6\xCC\xD1 \xD2\xA6\xDE\xCB\xC9\n"),
      "koi8-u");
  EXPECT_EQ(guess_encoding(
                "\xC5\xA3 \xC4\xCF\xCD \xD3\xD4\xCF\xC9\xD4 \xCE\xC1 \xC2\xC5\xD2\xC5\xC7\xD5 "
                "\xD2\xC5\xCB\xC9, \xC7\xC4\xC5 \xD2\xC1\xD3\xD4\xD5\xD4 "
                "\xD7\xD9\xD3\xCF\xCB\xC9\xC5 \xC4\xC5\xD2\xC5\xD7\xD8\xD1 \xC9 "
                "\xC3\xD7\xC5\xD4\xD5\xD4 \xCB\xD2\xC1\xD3\xC9\xD7\xD9\xC5 \xC3\xD7\xC5\xD4\xD9\n"),
            "koi8-r");
}

TEST(TextEncoding, HebrewIsToldFromGreekAndGreekOfWindowsFromThatOfIso) {
  EXPECT_EQ(
      guess_encoding("\xF9\xED,\xF2\xE9\xF8\n\xE3\xE5\xE3 \xEC\xE5\xE9,\xFA\xEC "
                     "\xE0\xE1\xE9\xE1\n\xF8\xE7\xEC \xEB\xE4\xEF,\xE9\xF8\xE5\xF9\xEC\xE9\xED\n"),
      "windows-1255");
  EXPECT_EQ(
      guess_encoding(
          "\xFC\xED\xEF\xEC\xE1,\xF0\xFC\xEB\xE7\n\xC3\xE9\xFE\xF1\xE3\xEF\xF2 "
          "\xD0\xE1\xF0\xE1\xE4\xFC\xF0\xEF\xF5\xEB\xEF\xF2,\xC1\xE8\xDE\xED\xE1\n\xA2\xED\xED\xE1 "
          "\xCF\xE9\xEA\xEF\xED\xFC\xEC\xEF\xF5,\xC8\xE5\xF3\xF3\xE1\xEB\xEF\xED\xDF\xEA\xE7\n"),
      "windows-1253");
  EXPECT_EQ(
      guess_encoding(
          "\xFC\xED\xEF\xEC\xE1,\xF0\xFC\xEB\xE7\n\xC3\xE9\xFE\xF1\xE3\xEF\xF2 "
          "\xD0\xE1\xF0\xE1\xE4\xFC\xF0\xEF\xF5\xEB\xEF\xF2,\xC1\xE8\xDE\xED\xE1\n\xB6\xED\xED\xE1 "
          "\xCF\xE9\xEA\xEF\xED\xFC\xEC\xEF\xF5,\xC8\xE5\xF3\xF3\xE1\xEB\xEF\xED\xDF\xEA\xE7\n"),
      "iso-8859-7");
  EXPECT_EQ(
      guess_encoding(
          "\xFC\xED\xEF\xEC\xE1,\xF0\xFC\xEB\xE7\n\xC3\xE9\xFE\xF1\xE3\xEF\xF2 "
          "\xD0\xE1\xF0\xE1\xE4\xFC\xF0\xEF\xF5\xEB\xEF\xF2,"
          "\xC1\xE8\xDE\xED\xE1\n\xCC\xE1\xF1\xDF\xE1 "
          "\xCF\xE9\xEA\xEF\xED\xFC\xEC\xEF\xF5,\xC8\xE5\xF3\xF3\xE1\xEB\xEF\xED\xDF\xEA\xE7\n"),
      "iso-8859-7");
}

/// As iconv writes them.
TEST(TextEncoding, NeighboursOfWindows1252AreToldByWhatItsWordsCannotHold) {
  EXPECT_EQ(guess_encoding("\xDD"
                           "brahim,I\xF0"
                           "d\xFDr\nG\xFCl\xFE"
                           "ah,\xDE"
                           "anl\xFDurfa\n"),
            "windows-1254");
  EXPECT_EQ(guess_encoding("Sigur\xF0ur,\xDE\xF3rsh\xF6"
                           "fn\nGu\xF0r\xFAn,Su\xF0"
                           "avik\n"),
            "windows-1252")
      << "Icelandic";
  EXPECT_EQ(guess_encoding("Gy\xF5z\xF5,Sz\xE9kesfeh\xE9rv\xE1r\nT\xFBz,Gy\xF6ngy\xF6s\n"),
            "iso-8859-2");
  EXPECT_EQ(guess_encoding("cora\xE7\xF5"
                           "es,p\xF5"
                           "e,tr\xEAs,avi\xE3o\n"),
            "windows-1252")
      << "Portuguese";
  EXPECT_EQ(guess_encoding("ora\xBA,Ia\xBAi,Timi\xBAoara\n"), "windows-1250") << "Romanian";
  EXPECT_EQ(guess_encoding("n\xBA,1\xBA lugar,Jos\xE9\n"), "windows-1252") << "ordinals";
  EXPECT_EQ(guess_encoding("W\xB3"
                           "adys\xB3"
                           "aw,g\xEA\xB6l\xB1\n"),
            "iso-8859-2");
  EXPECT_EQ(guess_encoding("ja\x9F\xF1,W\xB3"
                           "adys\xB3"
                           "aw\n"),
            "windows-1250");
  EXPECT_EQ(guess_encoding(
                "\x88\xA2\xA0\xAD \x8F\xA5\xE2\xE0\xAE\xA2\xA8\xE7,\x8C\xAE\xE1\xAA\xA2\xA0\n"),
            "ibm866")
      << "Russian of DOS";
}

/// `text`, which is in UTF-8, in another encoding.
std::string in(const char* encoding, const std::string& text) {
  std::string out(text.size(), '\0');
  UErrorCode code = U_ZERO_ERROR;
  const std::int32_t size =
      ucnv_convert(encoding, "utf-8", out.data(), static_cast<std::int32_t>(out.size()),
                   text.data(), static_cast<std::int32_t>(text.size()), &code);
  EXPECT_TRUE(U_SUCCESS(code)) << text;
  out.resize(static_cast<std::size_t>(size));
  return out;
}

TEST(TextEncoding, AFewWordsOfDosAreLeftToBeNamed) {
  for (const char* text : {"да\n", "мир\n", "адрес\n", "Для\n", "сервер,5\n", "имя,сумма\n",
                           "ФИО\n", "впливає\n", "по\nна\nне\n", "Цех №1\n"})
    EXPECT_EQ(guess_encoding(in("ibm866", text)), "") << text;
  for (const char* text :
       {"Имя,Город\nИван,Москва\n", "название,вес\nКнига,1\n", "г. Москва, ул. Ленина\n",
        "Склад,Остаток\nЦех №1,15\nЦех №2,7\n", "Каждую пятницу мы ходим в кино.\n"})
    EXPECT_EQ(guess_encoding(in("ibm866", text)), "ibm866") << text;
  for (const char* text : {"да\n", "мы\n"})
    EXPECT_EQ(guess_encoding(in("windows-1251", text)), "") << text;
}

TEST(TextEncoding, SentencesOfCentralEuropeAreNoWordsOfDos) {
  for (const char* text :
       {"Včera večer jsme šli do kina, protože pršelo.\n",
        "Praha je hlavní město České republiky a leží na řece Vltavě.\n", "Zażółć gęślą jaźń\n",
        "źródło\n", "Wczoraj poszliśmy do kina, żeby obejrzeć nowy film.\n",
        "Kraków leży nad Wisłą i jest dawną stolicą Polski.\n", "Árvíztűrő tükörfúrógép\n",
        "kenyér és tej\n", "Tegnap este a barátaimmal moziba mentünk, és sokáig beszélgettünk.\n",
        "Győr és Székesfehérvár között sűrű köd volt.\n", "România, Timişoara\n",
        "Bucureşti este capitala României şi cel mai mare oraş din ţară.\n",
        "În fiecare dimineaţă beau o cafea şi citesc ziarul.\n"})
    EXPECT_NE(guess_encoding(in("windows-1250", text)), "") << text;
  for (const char* text :
       {"été, où ça ?\n", "prix :\u00A05\u00A0€\n", "«\u00A0été\u00A0»\n", "“¡Sí!”\n",
        "ÄÖ, Öl, Ärger\n", "Å, Ä, Ö\n", "öö\n", "1ª, 2º, ñandú\n", "§ 5, ©\u00A02024\n"})
    EXPECT_EQ(guess_encoding(in("windows-1252", text)), "windows-1252") << text;
}

TEST(TextEncoding, LanguagesOfCentralEuropeAreToldByTheirAlphabets) {
  const char* const sentences[] = {
      "Když jsem byl malý, bydleli jsme v domě u řeky a chodili jsme plavat do přehrady.\n",
      "Uložení souboru se nezdařilo, protože adresář není přístupný pro čtení.\n",
      "Bucureşti este capitala României, iar ţara are munţi şi câmpii.\n",
      "În fiecare dimineaţă beau o cafea şi citesc ziarul la fereastră.\n",
      "Nie można otworzyć pliku, ponieważ katalog jest pusty albo wystąpił błąd.\n",
      "Győr és Székesfehérvár között sűrű köd volt, ezért később értünk oda.\n",
      "Prvi češki kralj je imel dva sinova, ki sta želela živeti na gradu poleg reke.\n"};
  for (const char* text : sentences) {
    const std::string bytes = in("windows-1250", text);
    const std::string guess = guess_encoding(bytes);
    ASSERT_NE(guess, "") << text;
    EXPECT_EQ(in(guess.c_str(), text), bytes) << text << guess;
  }
  EXPECT_EQ(
      guess_encoding(in("windows-1250", "„Győző és Őrs sűrűn jött” – mondta az idős tűzoltó.\n")),
      "windows-1250")
      << "quotes that ISO 8859-2 has not";
  for (const char* text :
       {"Jürgen, Hélène, Zoë, Åsa\n", "Søren og Hélène spiste rødgrød med fløde på øen\n",
        "coração, pãezinhos, três, avião\n", "Þórshöfn, Sigurður, Guðrún\n",
        "cœur, Noël, garçon, où\n", "Tõnu läks õhtul metsa, žürii ja šokolaad\n"})
    EXPECT_EQ(guess_encoding(in("windows-1252", text)), "windows-1252") << text;
  EXPECT_EQ(guess_encoding(in("windows-1252", "Thérèse, Søren, María\n")), "")
      << "letters of no language of the West, and of Czech";
}

TEST(TextEncoding, TheEuroAndTheOeOfIso885915AreTold) {
  EXPECT_EQ(guess_encoding("\xC9ric,12 \xA4\nZo\xE9,5 \xA4\n"), "iso-8859-15");
  EXPECT_EQ(guess_encoding("c\xBDur,No\xEBl\n"), "iso-8859-15");
  EXPECT_EQ(guess_encoding("\xC9ric,12 \x80\nprix,\xA4\n"), "windows-1252");
  EXPECT_EQ(guess_encoding("2\xBD cups,caf\xE9\n"), "windows-1252");
}

TEST(TextEncoding, HalvesOfCharactersInUtf8AreNoWesternText) {
  const fs::path path =
      fs::path(testing::TempDir()) / ("halves_" + std::to_string(::getpid()) + ".csv");
  std::ofstream(path, std::ios::binary) << "id,text\n1,\xED\xA0\xBD\xED\xB8\x80\n2,x\n";
  source::SourceFile file;
  file.path = path;
  file.format = source::FileFormat::kCsv;
  const Result<std::string> found = second_encoding(file);
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_EQ(*found, "") << "refused with its line";
  fs::remove(path);
}

TEST(TextEncoding, WhatReadsAsNoWordsIsLeftToBeNamed) {
  EXPECT_EQ(guess_encoding("Ren\x82,Orl\x82"
                           "ans\nZo\x89,Besan\x87on\n"),
            "")
      << "French of DOS";
  EXPECT_EQ(guess_encoding("M\x9Fnchen,Gr\x9A\xA7"
                           "e\n"),
            "")
      << "German of the Mac";
  EXPECT_EQ(guess_encoding("\xDEygimantas,K\xEB"
                           "dainiai,\xD0iauliai\n"),
            "")
      << "Lithuanian";
  EXPECT_EQ(guess_encoding("\xC9\xCD\xD1,\xF0\xA3\xD4\xD2 \xF0\xC5\xD4\xD2\xCF\xD7\xC9\xDE\n"), "")
      << "few words in KOI8-R";
}

TEST(TextEncoding, WhatIsNamedMayNotContradictAByteOrderMark) {
  struct Case {
    std::string_view bytes;
    const char* said;
    std::string encoding;  ///< Empty: refused.
  };
  const std::string_view low(
      "\xFF\xFE"
      "a\0",
      4);
  const std::string_view high(
      "\xFE\xFF"
      "\0a",
      4);
  const std::string_view eight(
      "\xEF\xBB\xBF"
      "a",
      4);
  const fs::path path =
      fs::path(testing::TempDir()) / ("marked_" + std::to_string(::getpid()) + ".csv");
  for (const Case& c : std::initializer_list<Case>{{low, "utf-16le", "utf-16le"},
                                                   {low, "UTF_16", "utf-16"},
                                                   {low, "utf-16be", ""},
                                                   {low, "latin1", ""},
                                                   {high, "utf-16be", "utf-16be"},
                                                   {high, "utf-16", "utf-16"},
                                                   {high, "utf-8", ""},
                                                   {eight, "utf-8-sig", "utf-8"},
                                                   {eight, "utf-16", ""},
                                                   {eight, "cp1252", ""},
                                                   {"plain", "cp1252", "windows-1252"},
                                                   {"", "utf-16be", "utf-16be"}}) {
    std::ofstream(path, std::ios::binary) << c.bytes;
    source::SourceFile file;
    file.path = path;
    file.format = source::FileFormat::kCsv;
    const Result<std::string> found = first_encoding(file, c.said);
    if (c.encoding.empty()) {
      ASSERT_FALSE(found) << c.said;
      EXPECT_EQ(found.error().code(), ErrorCode::kInvalidArgument);
      EXPECT_NE(found.error().message().find("byte order mark"), std::string::npos);
    } else {
      ASSERT_TRUE(found) << found.error().message();
      EXPECT_EQ(*found, c.encoding) << c.said;
    }
  }
  fs::remove(path);
}

/// A text that is given away a few bytes at a time.
class ReaderOfText final : public ByteReader {
 public:
  ReaderOfText(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(std::span<char> out) override {
    const std::size_t size = std::min({step_, out.size(), text_.size() - at_});
    std::copy_n(text_.data() + at_, size, out.data());
    at_ += size;
    return size;
  }
  std::uint64_t consumed() const override { return at_; }

 private:
  std::string text_;
  std::size_t step_;
  std::size_t at_ = 0;
};

/// What reading all of it ends with; empty for a text that is whole.
std::string error_of_reading(const std::string& text, const std::string& encoding,
                             std::size_t step) {
  const auto reader = utf8_reader(std::make_unique<ReaderOfText>(text, step), encoding);
  std::vector<char> buffer(1000);
  while (true) {
    const Result<std::size_t> n = (*reader)->read(buffer);
    if (!n) return n.error().message();
    if (*n == 0) return "";
  }
}

TEST(TextEncoding, WrongBytesOfAnyEncodingAreNamedByTheirLine) {
  const auto utf16 = [](std::u16string_view text) {
    return std::string(reinterpret_cast<const char*>(text.data()), text.size() * 2);
  };
  const char16_t half[] = {u'x', 0xD800, u'y', u'\n', 0};
  for (const std::size_t lines : {0U, 2U, 5000U}) {
    std::u16string front;
    std::string japanese;
    for (std::size_t i = 0; i < lines; ++i) {
      front += u"a,\u0431\r\n";
      japanese += "\x93\xFA\n";
    }
    const std::string place = "line " + std::to_string(lines + 1) + " is not valid ";
    for (const std::size_t step : {1UL, 7UL, 100'000UL}) {
      EXPECT_EQ(error_of_reading(utf16(front), "utf-16le", step), "");
      EXPECT_EQ(error_of_reading(utf16(front + half + front), "utf-16le", step),
                place + "utf-16le: mend it, or name the encoding (--encoding)");
      EXPECT_EQ(error_of_reading(utf16(front + u"1") + "2", "utf-16le", step),
                place + "utf-16le: the file ends inside of a character: copy or write it again");
      EXPECT_EQ(error_of_reading(japanese + "\x81\x20\n\n", "shift_jis", step),
                place + "shift_jis: mend it, or name the encoding (--encoding)");
    }
  }
}

}  // namespace
}  // namespace vitrine::ingest

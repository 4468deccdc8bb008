#include "ingest/text_types.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <random>

#include "ingest/iso8601.h"

namespace vitrine::ingest {
namespace {

using Texts = std::vector<std::string_view>;

TextType decided(const Texts& texts, std::string_view name = "x", bool commas = false) {
  TextEvidence evidence;
  for (const std::string_view text : texts) evidence.add(text);
  return evidence.decide(name, {commas, false});
}

std::string type_of(const Texts& texts, std::string_view name = "x", bool commas = false) {
  return decided(texts, name, commas).feature().dtype;
}

TEST(TextTypes, IntegersAreTakenAsWrittenOnly) {
  EXPECT_EQ(type_of({"1", "-20", "0"}), "int64");
  EXPECT_EQ(type_of({" 5", "7 "}), "int64");
  for (const std::string_view text :
       {"007", "0x1F", "0b101", "+49", "1_000", "1,000", "-0", "12D5"})
    EXPECT_EQ(type_of({"1", text}), "string") << text;
}

TEST(TextTypes, IntegersAreExactAtAnySize) {
  EXPECT_EQ(type_of({"9223372036854775807", "-9223372036854775808"}), "int64");
  EXPECT_EQ(type_of({"9223372036854775808"}), "uint64");
  EXPECT_EQ(type_of({"18446744073709551615", "-1"}), "decimal128(38, 0)");
  EXPECT_EQ(type_of({std::string(38, '9')}), "decimal128(38, 0)");
  EXPECT_EQ(type_of({std::string(39, '9')}), "string");
}

TEST(TextTypes, DecimalsHaveAPointOrASignedExponent) {
  EXPECT_EQ(type_of({"1.5", "2", "-0.25", ".5", "+1.5"}), "float64");
  EXPECT_EQ(type_of({"1e-7", "2.5E3", "1e+9"}), "float64");
  EXPECT_EQ(type_of({"1.5", "1E5"}), "float64") << "beside others, a bare exponent is one too";
  EXPECT_EQ(type_of({"1E10", "2E11"}), "string") << "product codes";
  EXPECT_EQ(type_of({"123e456", "1.5"}), "string") << "no double holds it";
  EXPECT_EQ(type_of({"1.5", "inf", "-Infinity"}), "float64");
  EXPECT_EQ(type_of({"inf"}), "string") << "a word, where nothing says numbers";
  EXPECT_EQ(type_of({"0.5", "12345678901234567"}), "string") << "a double would round it";
  EXPECT_EQ(type_of({"00.5"}), "string");
}

TEST(TextTypes, WholePartsThatADoubleWouldRoundStayText) {
  EXPECT_EQ(type_of({"1234567890123456789.0", "1234567890123456791.0"}), "string") << "ids";
  EXPECT_EQ(type_of({"12345678901234567.89", "1.50"}), "string") << "decimals of databases";
  EXPECT_EQ(type_of({"-1234567890123456789.5", "0.5"}), "string");
  EXPECT_EQ(type_of({"9007199254740993.0", "0.5"}), "string") << "2^53 + 1";
  EXPECT_EQ(type_of({"9007199254740992.0", "1234567890123456.75"}), "float64") << "exact";
  EXPECT_EQ(type_of({"100000000000000000000.0", "0.5"}), "float64");
  EXPECT_EQ(type_of({"1234567890123456768.0", "1234567890123456800.0"}), "float64")
      << "as doubles print themselves, exactly and in short";
  EXPECT_EQ(type_of({std::string(290, '9') + ".5", "0.5"}), "string");
}

TEST(TextTypes, BareExponentsAreNumbersBesideIntegersWhereOtherColumnsHaveExponents) {
  const auto beside_exponents = [](const Texts& texts, std::string_view name = "x") {
    TextEvidence evidence;
    for (const std::string_view text : texts) evidence.add(text);
    return evidence.decide(name, {false, true});
  };
  const TextType numbers = beside_exponents({"1E5", "3", "NA"});
  EXPECT_EQ(numbers.feature().dtype, "float64");
  EXPECT_TRUE(numbers.bare_exponents) << "which is said";
  EXPECT_EQ(numbers.missing, 1U);
  EXPECT_EQ(type_of({"1E5", "3"}), "string") << "nothing in the table says so";
  for (const Texts& texts :
       {Texts{"1E10", "2E11"}, Texts{"1E5", "3", "x"}, Texts{"1E5", "007"},
        Texts{"1E5", "12345678901234567"}, Texts{"1E5", "inf"}, Texts{"123e456", "3"}})
    EXPECT_EQ(beside_exponents(texts).feature().dtype, "string") << texts.front();
  EXPECT_EQ(beside_exponents({"1E5", "3"}, "product_code").feature().dtype, "string");
  EXPECT_FALSE(beside_exponents({"1E5", "2.5"}).bare_exponents) << "its own decimals say so";
}

TEST(TextTypes, ColumnsThatWriteExponentsAreNumbersThroughout) {
  const auto writes = [](const Texts& texts) {
    TextEvidence evidence;
    for (const std::string_view text : texts) evidence.add(text);
    return evidence.writes_exponents();
  };
  EXPECT_TRUE(writes({"1e-7", "2", "NA"}));
  EXPECT_TRUE(writes({"2.5e3"}));
  for (const Texts& texts : {Texts{"1E10"}, Texts{"1.5"}, Texts{"1e-7", "x"}, Texts{"1.5", "1E5"}})
    EXPECT_FALSE(writes(texts)) << texts.front();
}

TEST(TextTypes, TrailingZerosThatTellValuesApartKeepTheText) {
  EXPECT_EQ(type_of({"1.9", "1.10"}), "string") << "versions";
  EXPECT_EQ(type_of({"2401.00010", "2312.12340"}), "string") << "arXiv ids by their form";
  EXPECT_EQ(type_of({"10.1000", "10.1001"}), "string") << "DOI prefixes";
  EXPECT_EQ(type_of({"1.10", "1.20"}, "version"), "string") << "by the column's name";
  for (const char* name : {"Python Version", "semver", "tag", "item-code", "build"})
    EXPECT_EQ(type_of({"1.10", "1.20"}, name), "string") << name;
  for (const char* name : {"python", "Python", "requires_python"}) {
    EXPECT_EQ(type_of({"3.9", "3.10", "3.11"}, name), "string") << name;
    EXPECT_EQ(type_of({"3.10", "3.11", "3.12"}, name), "string") << name;
    EXPECT_EQ(type_of({"3.10"}, name), "string") << name;
    EXPECT_EQ(type_of({"3.8", "3.9"}, name), "float64") << name;
    EXPECT_EQ(type_of({"12.50", "9.10"}, name), "float64") << "shares of a language";
  }
  EXPECT_EQ(type_of({"22.04", "22.10"}, "ubuntu"), "string");
  EXPECT_EQ(type_of({"3.10", "3.11"}, "price"), "float64") << "money";
  EXPECT_EQ(type_of({"1.5", "2.0", "3.25"}), "float64") << "as Python writes floats";
  EXPECT_EQ(type_of({"19.90", "5.00"}, "price"), "float64") << "money";
  EXPECT_EQ(type_of({"1.0", "2.5", "0.125"}), "float64") << "as Python writes floats";
  EXPECT_EQ(type_of({"2.", "3."}, "python"), "float64") << "a point without digits behind it";
}

TEST(TextTypes, BooleansAreTrueAndFalse) {
  EXPECT_EQ(type_of({"true", "FALSE", "True"}), "bool");
  for (const Texts& texts : {Texts{"yes", "no"}, Texts{"T", "F"}, Texts{"F"}, Texts{"Y", "N"}})
    EXPECT_EQ(type_of(texts), "string") << texts.front();
  EXPECT_EQ(type_of({"0", "1"}), "int64");
}

TEST(TextTypes, DatesAreIsoAndOfOneKind) {
  EXPECT_EQ(type_of({"2024-01-05", "0044-03-15", "9999-12-31"}), "date32");
  EXPECT_EQ(type_of({"2024-01-05 10:00:00", "2024-01-05T10:00:00.5"}), "timestamp[us]");
  EXPECT_EQ(type_of({"2024-01-05T10:00:00Z", "2024-01-05 10:00:00+00:00"}),
            "timestamp[us, tz=UTC]");
  EXPECT_EQ(type_of({"09:30:00"}), "time64[us]");
  for (const std::string_view text :
       {"03/04/2024", "25.12.2024", "1-1-1", "12.1.20", "2024-02-30", "2024-01-05T10:00",
        "2024-01-05 10:00:00.123456789", "24:00:00", "21:15", "20240105T101500Z", "0000-01-01",
        "2024-01-05 10:00:00 UTC"})
    EXPECT_EQ(type_of({text}), "string") << text;
  EXPECT_EQ(type_of({"2024-01-05", "2024-01-05 10:00:00"}), "string");
}

TEST(TextTypes, NumbersOfThreeGroupsAreNoDates) {
  const auto why = [](const Texts& texts) { return decided(texts).why_text; };
  EXPECT_EQ(why({"123-45-6789", "001-02-0003"}), "");
  EXPECT_EQ(why({"2024.123.1", "2024.124.2"}), "");
  EXPECT_NE(why({"12-25-2024", "1-5-2024"}), "");
  EXPECT_NE(why({"2024/01/05", "2024/1/6"}), "");
}

TEST(TextTypes, TextForItsZerosSaysHowItBecomesNumbers) {
  EXPECT_NE(decided({"1.5", "2.50"}, "price").why_text.find("--type 'price=float64'"),
            std::string::npos);
}

TEST(TextTypes, WordsForMissingAreNullsBesideValues) {
  const TextType type = decided({"2.5", "NA", "n/a", "-", "\\N", "None", "nan"});
  EXPECT_EQ(type.feature().dtype, "float64");
  EXPECT_EQ(type.missing, 6U);
  EXPECT_EQ(type_of({"NA", "DE"}), "string") << "Namibia";
  EXPECT_EQ(type_of({"None", "-"}), "string") << "nothing says numbers";
}

TEST(TextTypes, DecimalCommasOnlyWhereNothingElseIsMeant) {
  EXPECT_EQ(type_of({"1,5", "2"}, "x", true), "float64");
  EXPECT_EQ(type_of({"1,5", "2"}, "x", false), "string");
  EXPECT_EQ(type_of({"1,234", "2,345"}, "x", true), "string") << "may group thousands";
  EXPECT_EQ(type_of({"1.234,5"}, "x", true), "string");
}

TEST(TextTypes, DecimalCommasThatAreSaidAreBelieved) {
  const auto said = [](const Texts& texts) {
    TextEvidence evidence;
    for (const std::string_view text : texts) evidence.add(text);
    return evidence.decide("x", {.commas = true, .decimal_commas = true});
  };
  EXPECT_EQ(said({"1,234", "2,345"}).feature().dtype, "float64");
  EXPECT_TRUE(said({"1,234", "2,345"}).decimal_comma);
  EXPECT_EQ(said({"1", "2"}).feature().dtype, "int64");
  EXPECT_EQ(said({"1.234", "5"}).feature().dtype, "string") << "the point may group thousands";
  EXPECT_FALSE(said({"1.234", "5"}).why_text.empty());
}

TEST(TextTypes, PointsMayGroupThousandsBesideDecimalCommas) {
  const auto evidence_of = [](const Texts& texts) {
    TextEvidence evidence;
    for (const std::string_view text : texts) evidence.add(text);
    return evidence;
  };
  const auto beside = [&](const Texts& texts) {
    return evidence_of(texts).decide("x", {.commas = true, .points_group = true});
  };
  EXPECT_EQ(beside({"1.000", "950", "-12.345"}).feature().dtype, "string");
  EXPECT_FALSE(beside({"1.000", "950"}).why_text.empty());
  EXPECT_EQ(beside({"0.125", "0.250"}).feature().dtype, "float64");
  EXPECT_EQ(beside({"1.5", "1.000"}).feature().dtype, "string") << "trailing zeros";
  EXPECT_EQ(beside({"1.5", "1.125"}).feature().dtype, "float64");
  EXPECT_TRUE(evidence_of({"1.234,5"}).groups_by_points(false));
  EXPECT_TRUE(evidence_of({"x", "-1.234.567,89"}).groups_by_points(true));
  EXPECT_TRUE(evidence_of({"1,5", "2"}).groups_by_points(true));
  EXPECT_FALSE(evidence_of({"1,5", "2"}).groups_by_points(false)) << "the comma parts fields";
  EXPECT_FALSE(evidence_of({"1,5", "x"}).groups_by_points(true));
  for (const char* other : {"1.234", "12.34,5", "1.2345,6", "1,234.5", ".234,5"})
    EXPECT_FALSE(evidence_of({other}).groups_by_points(false)) << other;
}

TEST(TextTypes, MergedEvidenceIsThatOfAllValues) {
  const Texts texts = {"1", "2.50", "NA", "x", "2024-01-05", "1,5", "9223372036854775808", "true"};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < texts.size(); ++j) {
      TextEvidence first;
      TextEvidence second;
      first.add(texts[i]);
      second.add(texts[j]);
      first.merge(second);
      EXPECT_EQ(first.decide("x", {true, false}).feature(),
                decided({texts[i], texts[j]}, "x", true).feature())
          << texts[i] << " and " << texts[j];
    }
  }
}

TEST(TextTypes, OneTextOfNoFormMakesTheColumnText) {
  for (const std::string_view text :
       {"true", "NA", "inf", "2024-01-05", "2024-01-05 10:00:00", "10:00:00", "1/2/2024", "5"}) {
    for (const Texts& texts : {Texts{"word", text, text}, Texts{text, text, "word"}}) {
      EXPECT_EQ(type_of(texts), "string") << text;
      EXPECT_EQ(decided(texts).why_text, "") << text;
      EXPECT_EQ(decided(texts).missing, 0U) << text;
    }
    TextEvidence word;
    word.add("word");
    word.add(text);
    TextEvidence evidence;
    evidence.add(text);
    evidence.merge(word);
    EXPECT_EQ(evidence.decide("x").feature().dtype, "string") << text;
  }
}

TEST(TextTypes, ValuesAreReadAsTheirTypeSays) {
  TextValue value;
  const auto read = [&](const TextType& type, std::string_view text) {
    const Result<bool> there = read_text_value(type, text, value);
    return there && *there;
  };
  EXPECT_TRUE(read(decided({" 42 "}), " 42 "));
  EXPECT_EQ(value.int64, 42);
  EXPECT_TRUE(read(decided({"1,5"}, "x", true), "1,5"));
  EXPECT_EQ(value.float64, 1.5);
  EXPECT_TRUE(read(decided({"1.5", "-inf"}), "-inf"));
  EXPECT_EQ(value.float64, -HUGE_VAL);
  EXPECT_TRUE(read(decided({"1970-01-02"}), "1970-01-02"));
  EXPECT_EQ(value.int64, 1);
  EXPECT_TRUE(read(decided({"1970-01-01T00:30:00+00:00"}), "1970-01-01T00:30:00+00:00"));
  EXPECT_EQ(value.int64, 1'800'000'000);
  EXPECT_FALSE(read(decided({"1", "NA"}), "NA")) << "a null";
  EXPECT_FALSE(read_text_value(decided({"1"}), "x", value)) << "not what was judged";
}

TEST(TextTypes, OffsetsThatMomentsWouldNotKeepAreText) {
  const TextType offsets = decided({"2024-01-05T10:00:00+02:00", "2024-01-05T10:00:00Z"});
  EXPECT_EQ(offsets.form, TextType::Form::kText);
  EXPECT_NE(offsets.why_text.find("tz=UTC"), std::string::npos);
  for (const std::string_view zone : {"Z", "+00:00", "+0000", "+00"})
    EXPECT_EQ(decided({"2024-01-05T10:00:00" + std::string(zone)}).form, TextType::Form::kUtc);
  EXPECT_EQ(decided({"2024-01-05T10:00:00-00:00"}).form, TextType::Form::kText);
}

/// A text made of what columns are made of, and of what only looks so.
std::string random_value(std::mt19937& random, unsigned kind) {
  const auto digits = [&](unsigned most) {
    std::string out;
    for (unsigned i = 1 + static_cast<unsigned>(random() % most); i > 0; --i)
      out += static_cast<char>('0' + random() % 10);
    return out;
  };
  const std::string sign = random() % 3 == 0 ? "-" : "";
  switch (kind) {
    case 0:
      return sign + digits(21);
    case 1:
      return sign + digits(3) + "." + digits(5);
    case 2:
      return digits(1) + "e" + (random() % 2 == 0 ? "-" : "+") + digits(2);
    case 3:
      return random() % 2 == 0 ? "true" : "False";
    case 4:
      return "2024-0" + digits(1) + "-1" + digits(1);
    case 5:
      return "2024-01-05T10:00:0" + digits(1) + (random() % 2 == 0 ? "Z" : "");
    case 6:
      return "10:00:0" + digits(1);
    case 7:
      return random() % 2 == 0 ? "NA" : "-";
    default:
      return random() % 2 == 0 ? " x " + digits(1) : "0" + digits(2);
  }
}

/// Whether a text says no more than the value that it became.
bool is_said_by(const TextType& type, std::string_view text, const TextValue& value) {
  text = trimmed(text);
  using Form = TextType::Form;
  switch (type.form) {
    case Form::kInt64:
      return std::to_string(value.int64) == text;
    case Form::kUint64:
      return std::to_string(value.uint64) == text;
    case Form::kInt128: {
      duck::Int128 rest = value.int128;
      std::string digits;
      for (; rest != 0; rest /= 10)
        digits.insert(0, 1, static_cast<char>('0' + std::abs(static_cast<int>(rest % 10))));
      return (value.int128 < 0 ? "-" : "") + (digits.empty() ? "0" : digits) == text;
    }
    case Form::kFloat64:
      return value.float64 == std::strtod(std::string(text).c_str(), nullptr);
    case Form::kBool:
      return std::string_view(value.boolean ? "tT" : "fF").find(text[0]) != std::string_view::npos;
    case Form::kDate:
      return parse_iso_date(text) == value.int64;
    case Form::kTimestamp:
      return parse_iso_timestamp(text) == value.int64;
    case Form::kUtc:
      return parse_iso_utc(text) == value.int64;
    case Form::kTime:
      return parse_iso_time(text) == value.int64;
    case Form::kText:
      break;
  }
  return true;
}

TEST(TextTypes, AColumnIsTypedOnlyWhereEachTextCanBeHadBack) {
  std::map<TextType::Form, int> forms;
  for (unsigned seed = 1; seed <= 6000; ++seed) {
    std::mt19937 random(seed);
    const unsigned kind = static_cast<unsigned>(random() % 9);
    std::vector<std::string> texts;
    for (unsigned i = 0; i < 1 + seed % 5; ++i)
      texts.push_back(
          random_value(random, random() % 12 == 0 ? static_cast<unsigned>(random() % 9) : kind));
    const TextType type = decided({texts.begin(), texts.end()});
    ++forms[type.form];
    if (type.form == TextType::Form::kText) continue;
    for (const std::string& text : texts) {
      TextValue value;
      const Result<bool> present = read_text_value(type, text, value);
      ASSERT_TRUE(present) << "seed " << seed << ": " << text << " " << present.error().message();
      EXPECT_EQ(!*present, is_missing_word(trimmed(text))) << "seed " << seed << ": " << text;
      if (*present) {
        EXPECT_TRUE(is_said_by(type, text, value)) << "seed " << seed << ": " << text;
      }
    }
  }
  EXPECT_GE(forms.size(), 9U) << "every form but one that needs rarer values";
  for (const auto& [form, count] : forms) EXPECT_GT(count, 1) << static_cast<int>(form);
}

}  // namespace
}  // namespace vitrine::ingest

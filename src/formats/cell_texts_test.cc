// What values of foreign formats are as text and as numbers, beside slow twins.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "formats/arrow_text.h"
#include "formats/excel_cells.h"
#include "formats/excel_workbook.h"
#include "formats/half_float.h"

namespace vitrine::formats {
namespace {

/// A half by the parts of IEEE 754: sign, exponent of 15 more, ten bits of a fraction.
double half_by_parts(unsigned half) {
  const int exponent = static_cast<int>(half >> 10U & 31U);
  const double fraction = (half & 1023U) / 1024.0;
  const double sign = (half & 0x8000U) != 0 ? -1 : 1;
  if (exponent == 31 && fraction > 0) return std::numeric_limits<double>::quiet_NaN();
  if (exponent == 31) return sign * std::numeric_limits<double>::infinity();
  return exponent == 0 ? sign * fraction * std::pow(2.0, -14)
                       : sign * (1 + fraction) * std::pow(2.0, exponent - 15);
}

TEST(HalfFloat, EveryValueIsExact) {
  for (unsigned half = 0; half < 65'536; ++half) {
    const float value = float_from_half(static_cast<std::uint16_t>(half));
    const double wanted = half_by_parts(half);
    if (std::isnan(wanted)) {
      ASSERT_TRUE(std::isnan(value)) << half;
      continue;
    }
    ASSERT_EQ(static_cast<double>(value), wanted) << half;
    ASSERT_EQ(std::signbit(value), (half & 0x8000U) != 0) << half << ": zero has a sign too";
  }
}

template <typename T>
std::string bytes(T value) {
  std::string out(sizeof(T), '\0');
  std::memcpy(out.data(), &value, sizeof(T));
  return out;
}

/// The digits of a number, one by one, and the point where it belongs.
std::string decimal_by_digits(__int128 value, int scale) {
  const bool negative = value < 0;
  std::string digits;
  for (; value != 0; value /= 10)
    digits.insert(0, 1, static_cast<char>('0' + std::abs(static_cast<int>(value % 10))));
  if (scale < 0)
    return digits.empty() ? "0"
                          : (negative ? "-" : "") + digits +
                                std::string(static_cast<std::size_t>(-scale), '0');
  while (digits.size() < static_cast<std::size_t>(scale) + 1) digits.insert(0, 1, '0');
  if (scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(scale), ".");
  return (negative ? "-" : "") + digits;
}

TEST(DecimalText, HasEveryDigit) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const auto high = static_cast<unsigned __int128>(random()) << 64U;
    const auto value = static_cast<__int128>(high | random()) >> (random() % 128);
    const int scale = static_cast<int>(random() % 45) - 4;
    EXPECT_EQ(decimal_text(bytes(value), scale), decimal_by_digits(value, scale))
        << "seed " << seed;
    const auto small = static_cast<std::int32_t>(value);
    EXPECT_EQ(decimal_text(bytes(small), scale), decimal_by_digits(small, scale))
        << "seed " << seed;
    const auto middle = static_cast<std::int64_t>(value);
    EXPECT_EQ(decimal_text(bytes(middle), scale), decimal_by_digits(middle, scale))
        << "seed " << seed;
    std::string wide = bytes(value);
    wide.append(16, value < 0 ? '\xff' : '\0');
    EXPECT_EQ(decimal_text(wide, scale), decimal_by_digits(value, scale)) << "seed " << seed;
  }
}

TEST(DecimalText, EndsOfTheRange) {
  EXPECT_EQ(decimal_text(bytes(std::numeric_limits<std::int32_t>::min()), 0), "-2147483648");
  EXPECT_EQ(decimal_text(bytes(std::numeric_limits<std::int64_t>::min()), 2),
            "-92233720368547758.08");
  EXPECT_EQ(decimal_text(bytes(std::int32_t{0}), 3), "0.000");
  EXPECT_EQ(decimal_text(bytes(std::int32_t{0}), -3), "0");
  EXPECT_EQ(decimal_text(bytes(std::int32_t{-5}), 3), "-0.005");
  EXPECT_EQ(decimal_text(bytes(std::int32_t{1250}), 2), "12.50");
  EXPECT_EQ(decimal_text(bytes(std::int32_t{7}), -2), "700");
  std::string least(32, '\0');
  least.back() = '\x80';
  EXPECT_EQ(decimal_text(least, 0),
            "-57896044618658097711785492504343953926634992332820282019728792003956564819968");
  EXPECT_EQ(decimal_text(std::string(32, '\xff'), 0), "-1");
}

TEST(DecimalText, AScaleOfNoSenseIsBelievedNoFurtherThanAThousand) {
  EXPECT_EQ(decimal_text(bytes(std::int32_t{1}), std::numeric_limits<int>::min()).size(), 1001U);
  EXPECT_EQ(decimal_text(bytes(std::int32_t{1}), std::numeric_limits<int>::max()).size(), 1002U);
}

TEST(UuidText, HasItsGroups) {
  std::string id;
  for (int i = 0; i < 16; ++i) id += static_cast<char>(i * 17);
  EXPECT_EQ(uuid_text(id), "00112233-4455-6677-8899-aabbccddeeff");
  EXPECT_EQ(uuid_text(std::string(16, '\0')), "00000000-0000-0000-0000-000000000000");
}

TEST(IntervalText, OfMonths) {
  EXPECT_EQ(interval_text(bytes(std::int32_t{14})), "P14M");
  EXPECT_EQ(interval_text(bytes(std::int32_t{-1})), "P-1M");
  EXPECT_EQ(interval_text(bytes(std::int32_t{0})), "PT0S");
}

TEST(IntervalText, OfDaysAndMilliseconds) {
  const auto text = [](std::int32_t days, std::int32_t milliseconds) {
    return interval_text(bytes(days) + bytes(milliseconds));
  };
  EXPECT_EQ(text(3, 0), "P3D");
  EXPECT_EQ(text(0, 1500), "PT1.5S");
  EXPECT_EQ(text(-3, -1), "P-3DT-0.001S");
  EXPECT_EQ(text(0, 0), "PT0S");
  EXPECT_EQ(text(0, std::numeric_limits<std::int32_t>::min()), "PT-2147483.648S");
}

TEST(IntervalText, OfMonthsDaysAndNanoseconds) {
  const auto text = [](std::int32_t months, std::int32_t days, std::int64_t nanos) {
    return interval_text(bytes(months) + bytes(days) + bytes(nanos));
  };
  EXPECT_EQ(text(14, 3, -500'000'000), "P14M3DT-0.5S");
  EXPECT_EQ(text(0, 0, 1), "PT0.000000001S");
  EXPECT_EQ(text(0, 0, 1'000'000'000), "PT1S");
  EXPECT_EQ(text(1, 0, 0), "P1M");
  EXPECT_EQ(text(0, 0, 0), "PT0S");
  EXPECT_EQ(text(0, 0, std::numeric_limits<std::int64_t>::min()), "PT-9223372036.854775808S");
}

TEST(ExcelColumnName, CountsInLetters) {
  EXPECT_EQ(excel_column_name(0), "A");
  EXPECT_EQ(excel_column_name(25), "Z");
  EXPECT_EQ(excel_column_name(26), "AA");
  EXPECT_EQ(excel_column_name(27), "AB");
  EXPECT_EQ(excel_column_name(701), "ZZ");
  EXPECT_EQ(excel_column_name(702), "AAA");
  EXPECT_EQ(excel_column_name(16'383), "XFD") << "the last of a sheet";
  std::string before;
  for (std::size_t i = 0; i < 2000; ++i) {
    const std::string name = excel_column_name(i);
    EXPECT_TRUE(before.size() < name.size() || (before.size() == name.size() && before < name))
        << before << " " << name;
    before = name;
  }
}

TEST(ExcelFormat, DaysTimesAndNumbersAreToldByTheirCode) {
  using enum ExcelFormat;
  const std::vector<std::pair<std::string_view, ExcelFormat>> cases = {
      {"General", kNumber},
      {"", kNumber},
      {"0", kNumber},
      {"0.00E+00", kNumber},
      {"#,##0.00", kNumber},
      {"0%", kNumber},
      {"# ?/?", kNumber},
      {"yyyy-mm-dd", kDay},
      {"YYYY/MM/DD", kDay},
      {"d", kDay},
      {"mmm", kDay},
      {"MMMM", kDay},
      {"dd/mm/yy hh:mm", kDay},
      {"[$-409]mmm", kDay},
      {"hh:mm", kTime},
      {"[h]:mm:ss", kSpan},
      {"[mm]:ss", kSpan},
      {"[SS]", kSpan},
      {"mm:ss.0", kTime},
      {"mm", kNumber},
      {"[Red]0.00", kNumber},
      {"[$USD] 0.00", kNumber},
      {"[$day] 0", kNumber},
      {"[]0", kNumber},
      {"0 \"days\"", kNumber},
      {"0 \"hours", kNumber},
      {"0.0 \"mmm\"", kNumber},
      {"0\\d", kNumber},
      {"0_d", kNumber},
      {"0*s", kNumber},
      {"0;\"d\"", kNumber},
      {"0;yyyy", kNumber},
      {"yyyy;0", kDay},
      {"\"on\" dd.mm.", kDay},
      {"#,##0 h", kNumber},
      {"General h", kNumber},
      {"0\\", kNumber},
      {"[h", kSpan},
  };
  for (const auto& [code, format] : cases) EXPECT_EQ(excel_format(code), format) << code;
}

}  // namespace
}  // namespace vitrine::formats

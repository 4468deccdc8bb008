#include "profile/datetime_layout.h"

#include <gtest/gtest.h>

#include "duck/temporal.h"

namespace vitrine::profile {
namespace {

/// What the last text means once all were seen, or why not.
std::string meaning(std::initializer_list<std::string_view> texts) {
  DatetimeLayouts layouts;
  for (const std::string_view text : texts) layouts.see(text);
  if (!layouts.any()) return "no date";
  const auto micros = layouts.parse(*(texts.end() - 1));
  std::string out;
  if (micros) duck::append_timestamp(out, *micros, ' ');
  return out;
}

TEST(DatetimeLayouts, KnowTheCommonForms) {
  EXPECT_EQ(meaning({"2024-02-29"}), "2024-02-29 00:00:00");
  EXPECT_EQ(meaning({"2024-02-29T12:30:01Z"}), "2024-02-29 12:30:01");
  EXPECT_EQ(meaning({"2024-02-29 12:30:01.25"}), "2024-02-29 12:30:01.250000");
  EXPECT_EQ(meaning({"2024-02-29 12:30"}), "2024-02-29 12:30:00");
  EXPECT_EQ(meaning({"2024/2/9"}), "2024-02-09 00:00:00");
  EXPECT_EQ(meaning({"February 29, 2024"}), "2024-02-29 00:00:00");
  EXPECT_EQ(meaning({"29 february 2024"}), "2024-02-29 00:00:00");
  EXPECT_EQ(meaning({"2024-02"}), "2024-02-01 00:00:00");
  EXPECT_EQ(meaning({"1987"}), "1987-01-01 00:00:00");
}

TEST(DatetimeLayouts, ZonesAreTakenToUtc) {
  EXPECT_EQ(meaning({"2024-01-01T00:30:00+01:00"}), "2023-12-31 23:30:00");
  EXPECT_EQ(meaning({"2024-01-01 00:30:00-0130"}), "2024-01-01 02:00:00");
}

TEST(DatetimeLayouts, TheWholeColumnDecidesBetweenDayAndMonth) {
  EXPECT_EQ(meaning({"01/02/2024"}), "2024-02-01 00:00:00");
  EXPECT_EQ(meaning({"12/31/2024", "01/02/2024"}), "2024-01-02 00:00:00");
  EXPECT_EQ(meaning({"31/12/2024", "12/31/2024"}), "no date");
}

TEST(DatetimeLayouts, RefuseWhatIsNoDate) {
  for (const std::string_view text :
       {"", "12", "20245", "0000", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-01T25:00:00",
        "2024-01-01 ", " 2024-01-01", "2024-01-01x", "Smarch 1, 2024", "2024-01-01T00:00:00+1",
        "1.5", "--", "2024-01-01T00:00:00.1234567"}) {
    EXPECT_EQ(meaning({text}), "no date") << text;
  }
}

TEST(DatetimeLayouts, TextsOfDifferentLayoutsAreNotAColumnOfDates) {
  EXPECT_EQ(meaning({"2024-01-01", "2024/01/02"}), "no date");
  EXPECT_EQ(meaning({"2024", "2024-01"}), "no date");
}

}  // namespace
}  // namespace vitrine::profile

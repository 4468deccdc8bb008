#include "ingest/common_type.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

std::string wider_dtype(const std::string& a, const std::string& b) {
  const Feature x = Feature::value(a);
  const Feature y = Feature::value(b);
  return go_together(x, y) ? wider(x, y).dtype : "";
}

TEST(CommonType, MomentsOfOneZoneKeepIt) {
  EXPECT_EQ(wider_dtype("timestamp[s, tz=Europe/Berlin]", "timestamp[us, tz=Europe/Berlin]"),
            "timestamp[us, tz=Europe/Berlin]");
  EXPECT_EQ(wider_dtype("timestamp[s]", "timestamp[ms]"), "timestamp[ms]");
}

TEST(CommonType, MomentsOfTwoZonesAreToldInUtc) {
  EXPECT_EQ(wider_dtype("timestamp[ms, tz=Europe/Berlin]", "timestamp[s, tz=+02:00]"),
            "timestamp[ms, tz=UTC]");
}

TEST(CommonType, MomentsWithAndWithoutAZoneDoNotGoTogether) {
  EXPECT_EQ(wider_dtype("timestamp[us]", "timestamp[us, tz=UTC]"), "");
}

TEST(CommonType, TimesOfDayTakeTheFinerUnitAndDecimalsHoldIntegers) {
  EXPECT_EQ(wider_dtype("time32[s]", "time64[us]"), "time64[us]");
  EXPECT_EQ(wider_dtype("time32[ms]", "time32[s]"), "time32[ms]");
  EXPECT_EQ(wider_dtype("decimal128(5, 1)", "int64"), "decimal128(20, 1)");
  EXPECT_EQ(wider_dtype("uint64", "decimal128(4, 2)"), "decimal128(22, 2)");
  EXPECT_EQ(wider_dtype("decimal128(38, 20)", "int64"), "") << "39 digits";
  EXPECT_EQ(wider_dtype("duration[s]", "duration[us]"), "");
  EXPECT_EQ(wider_dtype("int32", "int64"), "int64");
}

TEST(CommonType, MembersOfStructsAreMatchedByName) {
  const Feature int32 = Feature::value("int32");
  const Feature int64 = Feature::value("int64");
  const Feature text = Feature::value("string");
  const Feature ab = Feature::structure({{"a", int32}, {"b", text}});
  const Feature ba = Feature::structure({{"b", text}, {"a", int64}});
  const Feature bc = Feature::structure({{"b", text}, {"c", text}});
  ASSERT_TRUE(go_together(ab, ba));
  EXPECT_EQ(wider(ab, ba), Feature::structure({{"a", int64}, {"b", text}}));
  ASSERT_TRUE(go_together(Feature::list(ab), Feature::list(bc)));
  EXPECT_EQ(wider(ab, bc), Feature::structure({{"a", int32}, {"b", text}, {"c", text}}));
  EXPECT_FALSE(go_together(ab, Feature::structure({{"x", text}})));
  EXPECT_FALSE(go_together(ab, Feature::structure({{"b", text}, {"A", int32}})));
  EXPECT_FALSE(go_together(ab, Feature::structure({{"b", text}, {"a", Feature::value("float64")}})))
      << "integers of structs of another shape are not looked through";
}

}  // namespace
}  // namespace vitrine

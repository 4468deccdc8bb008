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

}  // namespace
}  // namespace vitrine

#include "local/value_constants.h"

#include <gtest/gtest.h>

namespace vitrine::local {
namespace {

TEST(ValueConstants, TextsOfEveryWidthAreToldByTheValues) {
  const ask::Expression text = ask::Expression::of({ask::Constant::Type::kText, "Oral"});
  for (const char* dtype : {"string", "large_string", "string_view"}) {
    const schema::Feature type = schema::Feature::value(dtype);
    EXPECT_TRUE(is_told_by_values(type)) << dtype;
    EXPECT_EQ(value_constant(text, type), ValueConstant("Oral")) << dtype;
    const ask::Expression read = ask::Expression::from(ask::Expression::Kind::kReadAs, text, dtype);
    EXPECT_EQ(value_constant(read, type), ValueConstant("Oral")) << dtype;
  }
}

TEST(ValueConstants, MomentsOfAZoneAndNanosecondsAreLeftToSql) {
  EXPECT_TRUE(is_told_by_values(schema::Feature::value("timestamp[ms]")));
  EXPECT_FALSE(is_told_by_values(schema::Feature::value("timestamp[ns]")));
  EXPECT_FALSE(is_told_by_values(schema::Feature::value("timestamp[us, tz=UTC]")));
  EXPECT_FALSE(is_told_by_values(schema::Feature::value("time64[us]")));
}

}  // namespace
}  // namespace vitrine::local

#include "cluster/engine_vector.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace vitrine::cluster {
namespace {

std::string written(const std::vector<float>& vector, EngineNumber number) {
  std::string text;
  JsonWriter json(text);
  append_engine_vector(json, vector, number);
  return text;
}

TEST(EngineVector, FloatsHaveTheFewestDigitsThatGiveThemBack) {
  EXPECT_EQ(written({0.1F, -1, 1e-30F, 16777216}, EngineNumber::kFloat), "[0.1,-1,1e-30,16777216]");
}

TEST(EngineVector, BytesKeepTheDirection) {
  EXPECT_EQ(written({0.5F, -1, 0.25F, 0}, EngineNumber::kByte), "[64,-127,32,0]");
  EXPECT_EQ(written({5e-30F, -1e-29F}, EngineNumber::kByte), "[64,-127]");
  EXPECT_EQ(written({1e30F, 1e30F}, EngineNumber::kByte), "[127,127]");
}

}  // namespace
}  // namespace vitrine::cluster

#include "base/name_pattern.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace vitrine {
namespace {

bool fits(std::string pattern, std::string_view name) {
  const std::vector<std::string> patterns = {std::move(pattern)};
  return fits_any(patterns, name);
}

/// The slow twin for letters, '/', '*' and '?': tries every end of every star.
bool fits_twin(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*') {
    for (std::size_t n = 0; n <= name.size(); ++n) {
      if (fits_twin(pattern.substr(1), name.substr(n))) return true;
      if (n < name.size() && name[n] == '/') break;
    }
    return false;
  }
  if (name.empty()) return false;
  const bool same = pattern.front() == '?' ? name.front() != '/' : pattern.front() == name.front();
  return same && fits_twin(pattern.substr(1), name.substr(1));
}

TEST(NamePattern, FitsTheWholeNameAndNoSlash) {
  EXPECT_TRUE(fits("team/*", "team/papers"));
  EXPECT_TRUE(fits("*/*", "team/papers"));
  EXPECT_FALSE(fits("*", "team/papers"));
  EXPECT_FALSE(fits("team?papers", "team/papers"));
  EXPECT_FALSE(fits("team/*", "team/a/b"));
  EXPECT_FALSE(fits("team", "team/papers"));
  EXPECT_FALSE(fits("eam/*", "team/papers"));
  EXPECT_FALSE(fits("Team/*", "team/papers"));
}

TEST(NamePattern, OneOfSeveralIsEnoughAndNoneFitsNothing) {
  const std::vector<std::string> patterns = {"a/*", "b/x"};
  EXPECT_TRUE(fits_any(patterns, "a/y"));
  EXPECT_TRUE(fits_any(patterns, "b/x"));
  EXPECT_FALSE(fits_any(patterns, "b/y"));
  EXPECT_FALSE(fits_any({}, "a/y"));
  EXPECT_FALSE(fits("", "a"));
}

TEST(NamePattern, ABackslashIsNoEscape) {
  EXPECT_TRUE(fits("a\\b", "a\\b"));
  EXPECT_FALSE(fits("a\\*", "a*"));
  EXPECT_TRUE(fits("a\\*", "a\\xyz"));
}

TEST(NamePattern, AgreesWithTryingEveryEnd) {
  int fitting = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    std::mt19937_64 random(seed);
    std::string pattern(random() % 6, ' ');
    for (char& c : pattern) c = "ab/*?*"[random() % 6];
    std::string name(random() % 6, ' ');
    for (char& c : name) c = "aab/"[random() % 4];
    const bool twin = fits_twin(pattern, name);
    fitting += twin ? 1 : 0;
    EXPECT_EQ(fits(pattern, name), twin) << "seed " << seed << ": " << pattern << " of " << name;
  }
  EXPECT_GT(fitting, 100);
}

}  // namespace
}  // namespace vitrine

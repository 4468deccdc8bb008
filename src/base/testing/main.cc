// main() of every test program: gtest's, with a temporary folder of its own. Tests run several at a
// time, each in a process; none may meet another's files.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::string folder = ::testing::TempDir() + "vitrine-test-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  ::setenv("TEST_TMPDIR", folder.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no other thread yet
  const int result = RUN_ALL_TESTS();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return result;
}

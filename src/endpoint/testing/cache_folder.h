#pragma once
// CacheFolder: a folder of the running test's own, gone with it.

#include <gtest/gtest.h>

#include <string>

#include "base/file.h"

namespace vitrine::endpoint {

class CacheFolder {
 public:
  CacheFolder() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(::testing::TempDir()) /
            ("endpoint_" + std::string(test->test_suite_name()) + "_" + test->name());
    fs::remove_all(path_);
  }
  ~CacheFolder() { fs::remove_all(path_); }
  CacheFolder(const CacheFolder&) = delete;
  CacheFolder& operator=(const CacheFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace vitrine::endpoint

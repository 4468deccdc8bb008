#include "source/certificates.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace vitrine::source {
namespace {

namespace fs = std::filesystem;

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() : root_(fs::path(testing::TempDir()) / "certificates_test") {
    fs::remove_all(root_);
    fs::create_directories(root_);
    forget();
  }
  ~CertificatesTest() override {
    forget();
    fs::remove_all(root_);
  }

  static void forget() {
    for (const char* name : {"SSL_CERT_FILE", "SSL_CERT_DIR"}) ::unsetenv(name);
  }
  fs::path put(const std::string& place) {
    fs::create_directories((root_ / place).parent_path());
    std::ofstream(root_ / place) << "certificates";
    return root_ / place;
  }

  fs::path root_;
};

TEST_F(CertificatesTest, AreFoundWhereEachFamilyOfSystemsHasThem) {
  for (const char* place : {"etc/ssl/cert.pem", "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
                            "etc/ssl/ca-bundle.pem", "etc/pki/tls/certs/ca-bundle.crt",
                            "etc/ssl/certs/ca-certificates.crt"}) {
    const fs::path file = put(place);
    const Result<Certificates> found = find_certificates(root_);
    ASSERT_TRUE(found) << place;
    EXPECT_EQ(found->file, file);
  }
  EXPECT_EQ(find_certificates(root_)->folder, root_ / "etc/ssl/certs");
}

TEST_F(CertificatesTest, TheEnvironmentComesFirst) {
  put("etc/ssl/cert.pem");
  const fs::path mine = put("mine.pem");
  ::setenv("SSL_CERT_FILE", mine.c_str(), 1);
  EXPECT_EQ(find_certificates(root_)->file, mine);
  EXPECT_EQ(find_certificates(root_)->folder, "");
  ::setenv("SSL_CERT_DIR", root_.c_str(), 1);
  EXPECT_EQ(find_certificates(root_)->folder, root_);
  ::setenv("SSL_CERT_FILE", "/nowhere.pem", 1);
  const Result<Certificates> none = find_certificates(root_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kNotFound);
  EXPECT_NE(none.error().message().find("SSL_CERT_FILE names /nowhere.pem"), std::string::npos);
}

TEST_F(CertificatesTest, AMachineWithoutAnyIsToldWhatToDo) {
  fs::create_directories(root_ / "etc/ssl/certs");
  const Result<Certificates> none = find_certificates(root_);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kUnsupported);
  EXPECT_NE(none.error().message().find("install its package ca-certificates"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::source

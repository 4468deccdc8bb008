#include "media/document.h"

#include <gmock/gmock.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "media/decoders.h"
#include "media/testing/drawn.h"
#include "media/thumbnail.h"

namespace vitrine::media {
namespace {

using ::testing::HasSubstr;

/// A page of 200 x 100 points, its left half red and its right half blue.
std::string two_halves() {
  const std::string drawn = "1 0 0 rg 0 0 100 100 re f 0 0 1 rg 100 0 100 100 re f";
  const std::array<std::string, 4> objects = {
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R>>",
      "<</Length " + std::to_string(drawn.size()) + ">>stream\n" + drawn + "\nendstream"};
  std::string pdf = "%PDF-1.4\n";
  std::string table = "xref\n0 5\n0000000000 65535 f \n";
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const std::string place = std::to_string(pdf.size());
    table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
    pdf += std::to_string(i + 1) + " 0 obj" + objects[i] + " endobj\n";
  }
  const std::string end = std::to_string(pdf.size());
  return pdf + table + "trailer<</Size 5/Root 1 0 R>>\nstartxref\n" + end + "\n%%EOF\n";
}

class Document : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("vitrine_document_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "programs");
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// In the place of pdftoppm.
  fs::path program(const std::string& script) {
    const fs::path path = folder_ / "programs" / "drawer";
    EXPECT_TRUE(write_file_atomic(path, "#!/bin/bash\n" + script));
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }

  fs::path folder_;
};

TEST_F(Document, TheFirstPageIsAPictureOfTheSizeAskedFor) {
  if (!document_drawer()) GTEST_SKIP() << no_drawer().message();
  const Result<std::string> png = draw_document(two_halves(), 256, *document_drawer());
  ASSERT_TRUE(png) << png.error().message();
  const Result<std::string> webp = make_thumbnail(*png, 256);
  ASSERT_TRUE(webp) << webp.error().message();
  const Picture picture = shown(*webp);
  EXPECT_EQ(picture.width, 256U);
  EXPECT_EQ(picture.height, 128U);
  EXPECT_GT(colour_at(picture, 64, 64) >> 24U, 200U);
  EXPECT_GT((colour_at(picture, 192, 64) >> 8U) & 0xFFU, 200U);
}

TEST_F(Document, WhatIsNoDocumentIsSaidToBeDamaged) {
  if (!document_drawer()) GTEST_SKIP() << no_drawer().message();
  for (const std::string& bytes :
       {std::string(), std::string("%PDF-1.4\n"), two_halves().substr(0, 40)}) {
    const Result<std::string> png = draw_document(bytes, 256, *document_drawer());
    ASSERT_FALSE(png);
    EXPECT_EQ(png.error().code(), ErrorCode::kCorrupt) << png.error().message();
  }
}

TEST_F(Document, TheDrawerReadsItsInputAndMakesNoConnection) {
  const Result<std::string> said =
      draw_document("a document", 256,
                    program("read -r words; echo \"$words\"; (exec 3<>/dev/udp/127.0.0.1/9) "
                            "2>/dev/null && echo connected\n"
                            "echo more >" +
                            (folder_ / "made").string() + " || exit 0\necho written\n"));
  ASSERT_TRUE(said) << said.error().message();
  EXPECT_EQ(*said, "a document\n");
}

TEST_F(Document, TheDrawerOpensNoFileThatIsNoneOfPrograms) {
  landlock_ruleset_attr none = {};
  if (::syscall(SYS_landlock_create_ruleset, &none, 0, LANDLOCK_CREATE_RULESET_VERSION) < 0)
    GTEST_SKIP() << "this kernel has no Landlock";
  ASSERT_TRUE(write_file_atomic(folder_ / "secret", "a secret\n"));
  const fs::path reader =
      program("read -r words <" + (folder_ / "secret").string() + "; echo \"$words\"\n");
  const Result<std::string> said = draw_document("", 256, reader);
  ASSERT_TRUE(said) << said.error().message();
  EXPECT_EQ(*said, "\n");
}

TEST_F(Document, WhatTakesTooLongOrSaysTooMuchIsEnded) {
  DrawingLimits limits;
  limits.time = std::chrono::milliseconds(50);
  for (const char* script : {"while :; do :; done\n", "exec >&-; while :; do :; done\n",
                             "trap '' TERM; sleep 1000 & wait\n"}) {
    const Result<std::string> slow = draw_document("", 256, program(script), limits);
    ASSERT_FALSE(slow) << script;
    EXPECT_EQ(slow.error().code(), ErrorCode::kTooLarge) << slow.error().message();
  }
  limits = DrawingLimits();
  limits.picture_bytes = 1000;
  const Result<std::string> large =
      draw_document("", 256, program("while :; do echo more and more; done\n"), limits);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code(), ErrorCode::kTooLarge);
  limits.document_bytes = 3;
  EXPECT_THAT(draw_document("four", 256, "/bin/true", limits).error().message(), HasSubstr("MB"));
}

TEST_F(Document, AProgramThatCannotBeRunIsNoFaultOfTheDocument) {
  const Result<std::string> none = draw_document("", 256, folder_ / "nothing");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kIo);
}

}  // namespace
}  // namespace vitrine::media

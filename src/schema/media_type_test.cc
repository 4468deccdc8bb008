#include "schema/media_type.h"

#include <gtest/gtest.h>

#include "schema/features.h"

namespace vitrine::schema {
namespace {

TEST(MediaType, EndingsSayWhatAFileIs) {
  EXPECT_EQ(media_type_of("a/b.PNG")->content_type, "image/png");
  EXPECT_EQ(media_type_of("x.mp3")->kind, MediaKind::kAudio);
  EXPECT_EQ(media_type_of("x.mp4")->kind, MediaKind::kVideo);
  EXPECT_EQ(media_type_of("x.pdf")->kind, MediaKind::kDocument);
  for (const char* name : {"", ".png", "png", "a.png.txt", "a.html", "a.csv"})
    EXPECT_FALSE(media_type_of(name)) << name;
}

TEST(MediaType, ColumnsHaveTheHubsTypes) {
  for (const MediaKind kind :
       {MediaKind::kImage, MediaKind::kAudio, MediaKind::kVideo, MediaKind::kDocument}) {
    const Result<Feature> feature = parse_feature(media_feature_json(kind));
    ASSERT_TRUE(feature);
    EXPECT_EQ(feature->kind, Feature::Kind::kOther);
    EXPECT_FALSE(media_column_name(kind).empty());
  }
}

TEST(MediaType, EmptyCutAndMislabelledFilesAreTold) {
  const std::string_view png("\x89PNG\r\n\x1A\n", 8);
  const std::string_view end("IEND\xAE\x42\x60\x82", 8);
  EXPECT_EQ(media_problem("a.png", png, end, 60), "");
  EXPECT_EQ(media_problem("a.png", png, "abc", 60), "the file is cut short");
  EXPECT_EQ(media_problem("a.png", "", "", 0), "the file is empty");
  EXPECT_EQ(media_problem("a.png", "hello", "hello", 5), "the file is no PNG in spite of its name");
  EXPECT_EQ(media_problem("a.wav", "RIFF", "RIFF", 4), "the file is no WAV in spite of its name");
  EXPECT_EQ(media_problem("a.wav", "RIFF....WAVE", "x", 99), "");
  EXPECT_EQ(media_problem("a.mp3", "whatever", "x", 99), "");
}

}  // namespace
}  // namespace vitrine::schema

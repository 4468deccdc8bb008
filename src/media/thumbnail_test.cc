#include "media/thumbnail.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdlib>

#include "media/jpeg_markers.h"
#include "media/shrink.h"
#include "media/testing/drawn.h"

namespace vitrine::media {
namespace {

using ::testing::HasSubstr;

/// Lossy twice over: a channel may be so far off.
constexpr int kOff = 24;

bool is_near(std::uint32_t colour, std::uint32_t wanted) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    const auto channel = static_cast<int>((colour >> shift) & 0xFFU);
    if (std::abs(channel - static_cast<int>((wanted >> shift) & 0xFFU)) > kOff) return false;
  }
  return true;
}

/// The colours amid the four quarters, in reading order.
void expect_quarters(const Picture& picture, const std::array<std::uint32_t, 4>& wanted) {
  const std::uint32_t x = picture.width / 4;
  const std::uint32_t y = picture.height / 4;
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint32_t found = colour_at(picture, i % 2 == 0 ? x : picture.width - 1 - x,
                                          i < 2 ? y : picture.height - 1 - y);
    EXPECT_TRUE(is_near(found, wanted[i]))
        << "quarter " << i << std::hex << ": " << found << " for " << wanted[i];
  }
}

constexpr std::uint32_t kRed = 0xFF0000FF;
constexpr std::uint32_t kGreen = 0x00FF00FF;
constexpr std::uint32_t kBlue = 0x0000FFFF;
constexpr std::uint32_t kWhite = 0xFFFFFFFF;

Picture thumbnail_of(const std::string& file, std::uint32_t side) {
  const Result<std::string> made = make_thumbnail(file, side);
  EXPECT_TRUE(made) << made.error().message();
  return made ? shown(*made) : Picture{1, 1, {0, 0, 0, 0}};
}

TEST(Thumbnail, EveryFormatIsShownSmallWithItsColours) {
  const Picture drawn = quarters(800, 400);
  for (const std::string& file : {jpeg_of(drawn), jpeg_of(drawn, {.is_progressive = true}),
                                  jpeg_of(drawn, {.is_cmyk = true}), png_of(drawn), webp_of(drawn),
                                  gif_of(drawn), gif_of(drawn, true), gif_of(drawn, false, true)}) {
    const Picture picture = thumbnail_of(file, 128);
    EXPECT_EQ(picture.width, 128U);
    EXPECT_EQ(picture.height, 64U);
    expect_quarters(picture, {kRed, kGreen, kBlue, kWhite});
  }
}

TEST(Thumbnail, APictureThatFitsKeepsItsSize) {
  const Picture picture = thumbnail_of(png_of(quarters(40, 20)), 64);
  EXPECT_EQ(picture.width, 40U);
  EXPECT_EQ(picture.height, 20U);
}

TEST(Thumbnail, LinesOfAPhotoKeepTheirContrastWhateverItsShape) {
  // Black and white in turn, 8 pixels wide, are 4 wide in the thumbnail: one made from too few of
  // the photo's pixels has them grey.
  for (const bool is_wide : {true, false}) {
    Picture drawn{is_wide ? 1024U : 128U, is_wide ? 128U : 1024U, {}};
    for (std::uint32_t y = 0; y < drawn.height; ++y) {
      for (std::uint32_t x = 0; x < drawn.width; ++x) {
        const auto light = static_cast<std::uint8_t>((is_wide ? x : y) / 8 % 2 == 0 ? 0 : 255);
        for (int i = 0; i < 3; ++i) drawn.rgba.push_back(light);
        drawn.rgba.push_back(255);
      }
    }
    const Picture picture = thumbnail_of(jpeg_of(drawn), 512);
    ASSERT_EQ(std::max(picture.width, picture.height), 512U);
    ASSERT_EQ(std::min(picture.width, picture.height), 64U);
    const auto at = [&](std::uint32_t along) {
      return colour_at(picture, is_wide ? along : 32, is_wide ? 32 : along) >> 24U;
    };
    EXPECT_LT(at(257), 80U);
    EXPECT_GT(at(261), 175U);
  }
}

TEST(Thumbnail, AStripStaysVisible) {
  const Picture picture = thumbnail_of(png_of(quarters(3000, 2)), 64);
  EXPECT_EQ(picture.width, 64U);
  EXPECT_EQ(picture.height, 1U);
}

TEST(Thumbnail, PhotosStandUpright) {
  const Picture drawn = quarters(80, 40);
  // What the camera saw, by how it was held: Exif 2.3, orientation.
  const std::array<std::array<std::uint32_t, 4>, 9> seen = {{
      {},
      {kRed, kGreen, kBlue, kWhite},
      {kGreen, kRed, kWhite, kBlue},
      {kWhite, kBlue, kGreen, kRed},
      {kBlue, kWhite, kRed, kGreen},
      {kRed, kBlue, kGreen, kWhite},
      {kBlue, kRed, kWhite, kGreen},
      {kWhite, kGreen, kBlue, kRed},
      {kGreen, kWhite, kRed, kBlue},
  }};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const Picture picture = thumbnail_of(jpeg_of(drawn, {.orientation = orientation}), 64);
    EXPECT_EQ(picture.width > picture.height, orientation < 5);
    expect_quarters(picture, seen[static_cast<std::size_t>(orientation)]);
  }
}

TEST(Thumbnail, WhatShinesThroughStaysSo) {
  const Picture drawn = quarters(200, 200, 0);
  for (const std::string& file : {png_of(drawn), webp_of(drawn), gif_of(drawn)}) {
    const Picture picture = thumbnail_of(file, 64);
    EXPECT_EQ(colour_at(picture, 60, 60) & 0xFFU, 0U);
    EXPECT_TRUE(is_near(colour_at(picture, 4, 4), kRed));
  }
}

TEST(Thumbnail, DamageIsOneSentence) {
  const Picture drawn = quarters(64, 64);
  for (const std::string& whole : {png_of(drawn), webp_of(drawn), gif_of(drawn)}) {
    const Result<std::string> made = make_thumbnail(whole.substr(0, whole.size() / 3), 64);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), ErrorCode::kCorrupt);
    EXPECT_THAT(made.error().message(), HasSubstr("cannot be decoded"));
  }
  EXPECT_THAT(make_thumbnail("", 64).error().message(), HasSubstr("0 bytes"));
  EXPECT_EQ(make_thumbnail("\xff\xd8\xff", 64).error().code(), ErrorCode::kCorrupt);
}

TEST(Thumbnail, APhotoThatIsCutShortHasTheRowsThatCame) {
  const std::string whole = jpeg_of(quarters(512, 512));
  const Picture picture = thumbnail_of(whole.substr(0, whole.size() * 2 / 3), 64);
  EXPECT_TRUE(is_near(colour_at(picture, 8, 8), kRed));
}

TEST(Thumbnail, OtherFilesAreUnsupported) {
  for (const std::string_view file :
       {"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "BM6", "%PDF"}) {
    const Result<std::string> made = make_thumbnail(file, 64);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), ErrorCode::kUnsupported);
  }
}

/// A JPEG whose header says another size. Height and width are behind the frame's marker.
std::string resized(std::string jpeg, char marker, std::uint16_t side) {
  const std::size_t frame = jpeg.find(std::string("\xff") + marker);
  EXPECT_NE(frame, std::string::npos);
  for (const std::size_t at : {frame + 5, frame + 7}) {
    jpeg[at] = static_cast<char>(side >> 8U);
    jpeg[at + 1] = static_cast<char>(side & 0xFFU);
  }
  return jpeg;
}

/// A PNG whose header says 20,000 x 20,000, with the checksum that belongs to it.
std::string resized_png(std::string png) {
  png.replace(16, 8, std::string("\0\0\x4e\x20\0\0\x4e\x20", 8));
  std::uint32_t sum = 0xFFFFFFFF;
  for (const char byte : png.substr(12, 17)) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    png[32 - shift / 8] = static_cast<char>(~sum >> shift);
  return png;
}

TEST(Thumbnail, HugePhotosAreDecodedSmallOrRefused) {
  const Picture drawn = quarters(64, 64);
  // 20,000 x 20,000 promised, and few of them there.
  EXPECT_TRUE(make_thumbnail(resized(jpeg_of(drawn), '\xc0', 20'000), 64));
  for (const std::string& file : {resized(jpeg_of(drawn, {.is_progressive = true}), '\xc2', 20'000),
                                  resized(jpeg_of(drawn), '\xc0', 60'000)}) {
    const Result<std::string> made = make_thumbnail(file, 64);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), ErrorCode::kTooLarge);
    EXPECT_THAT(made.error().message(), HasSubstr("open the picture itself"));
  }
}

TEST(Thumbnail, HugePicturesOfOtherFormatsAreRefusedByTheirHeader) {
  const Result<std::string> made = make_thumbnail(resized_png(png_of(quarters(16, 16))), 64);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code(), ErrorCode::kTooLarge);
  std::string gif = gif_of(quarters(16, 16));
  const std::size_t frame = gif.find(std::string(",\0\0\0\0\x10\0\x10\0", 9));
  ASSERT_NE(frame, std::string::npos);
  gif.replace(frame + 5, 4, "\x20\x4e\x20\x4e");
  EXPECT_EQ(make_thumbnail(gif, 64).error().code(), ErrorCode::kTooLarge);
}

TEST(Thumbnail, PassesWithoutEndAreRefused) {
  const std::string jpeg = jpeg_of(quarters(1024, 1024), {.is_progressive = true});
  const std::size_t scan = jpeg.find("\xff\xda");
  const std::string pass = jpeg.substr(scan, jpeg.find("\xff\xda", scan + 2) - scan);
  std::string endless = jpeg.substr(0, scan);
  for (int i = 0; i < 1000; ++i) endless += pass;
  const Result<std::string> made = make_thumbnail(endless + "\xff\xd9", 64);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code(), ErrorCode::kTooLarge);
}

TEST(JpegMarkers, PassesAreCountedAndAnyBytesAreRead) {
  const Picture drawn = quarters(64, 64);
  EXPECT_EQ(read_jpeg_markers(jpeg_of(drawn)).scans, 1U);
  const JpegMarkers markers =
      read_jpeg_markers(jpeg_of(drawn, {.is_progressive = true, .orientation = 6}));
  EXPECT_TRUE(markers.is_progressive);
  EXPECT_GT(markers.scans, 3U);
  EXPECT_EQ(markers.orientation, 6);
  EXPECT_EQ(read_jpeg_markers("").scans, 0U);
  EXPECT_EQ(read_jpeg_markers("\xff\xd8\xff\xe1\xff").orientation, 1);
}

/// Each pixel on its own, sixteen samples a side.
double slow_mean(const Picture& picture, Size small, std::uint32_t x, std::uint32_t y,
                 std::size_t channel) {
  constexpr int kSamples = 16;
  double sum = 0;
  for (int i = 0; i < kSamples * kSamples; ++i) {
    const double across = (x + (i % kSamples + 0.5) / kSamples) * picture.width / small.width;
    const double down = (y + (i / kSamples + 0.5) / kSamples) * picture.height / small.height;
    const auto at =
        static_cast<std::size_t>(down) * picture.width + static_cast<std::size_t>(across);
    sum += picture.rgba[at * 4 + channel];
  }
  return sum / (kSamples * kSamples);
}

TEST(Shrink, EachPixelIsTheMeanOfWhatItCovers) {
  Picture picture{37, 23, {}};
  for (std::uint32_t i = 0; i < 37 * 23 * 4; ++i)
    picture.rgba.push_back(i % 4 == 3 ? 255 : static_cast<std::uint8_t>(i * 2654435761U >> 24U));
  const Picture small = shrink(picture, 10);
  ASSERT_EQ(small.width, 10U);
  ASSERT_EQ(small.height, 6U);
  for (std::uint32_t at = 0; at < 60 * 4; ++at) {
    const double slow = slow_mean(picture, {10, 6}, at / 4 % 10, at / 40, at % 4);
    EXPECT_NEAR(small.rgba[at], slow, 6) << at;
  }
}

}  // namespace
}  // namespace vitrine::media

// Sizes and durations by headers: against files that are drawn, and against every cut of them.

#include <gtest/gtest.h>

#include "media/film_header.h"
#include "media/picture_header.h"
#include "media/sound_header.h"
#include "media/testing/drawn.h"

namespace vitrine::media {
namespace {

using namespace std::string_literals;

void expect_size(const std::string& bytes, std::string_view format) {
  const auto header = read_picture_header(bytes);
  ASSERT_TRUE(header) << format;
  EXPECT_EQ(header->format, format);
  EXPECT_EQ(header->width, 60U) << format;
  EXPECT_EQ(header->height, 34U) << format;
}

TEST(PictureHeader, SaysTheSizeOfEveryFormat) {
  const Picture picture = quarters(60, 34);
  expect_size(jpeg_of(picture), "jpeg");
  expect_size(jpeg_of(picture, {.is_progressive = true}), "jpeg");
  expect_size(jpeg_of(picture, {.is_cmyk = true}), "jpeg");
  expect_size(png_of(picture), "png");
  expect_size(webp_of(picture), "webp");
  expect_size(gif_of(picture), "gif");
  expect_size(gif_of(picture, true), "gif");
}

TEST(PictureHeader, AJpegThatIsTurnedIsMeasuredAsStored) {
  expect_size(jpeg_of(quarters(60, 34), {.orientation = 6}), "jpeg");
}

TEST(PictureHeader, ABitmapMayBeginAtItsTop) {
  std::string bitmap = "BM"s + std::string(12, '\0') + "\x28\0\0\0"s + "\x3C\0\0\0"s +
                       "\xDE\xFF\xFF\xFF"s;  // 60 x -34
  expect_size(bitmap, "bmp");
}

TEST(PictureHeader, WhatIsCutOffOrNoPictureHasNone) {
  EXPECT_FALSE(read_picture_header(""));
  EXPECT_FALSE(read_picture_header("<svg width='60' height='34'/>"));
  for (const std::string& whole : {jpeg_of(quarters(60, 34)), png_of(quarters(60, 34)),
                                   webp_of(quarters(60, 34)), gif_of(quarters(60, 34))}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto header = read_picture_header(std::string_view(whole).substr(0, length));
      if (header) {
        EXPECT_EQ(header->width, 60U) << length;
      }
    }
    EXPECT_FALSE(read_picture_header(std::string_view(whole).substr(0, 9)));
  }
}

TEST(PictureHeader, ASideOfZeroIsNone) {
  std::string png = png_of(quarters(60, 34));
  png[19] = '\0';
  EXPECT_FALSE(read_picture_header(png));
}

std::string little(std::uint64_t value, std::size_t length) {
  std::string out;
  for (; length > 0; --length, value >>= 8U) out += static_cast<char>(value & 0xFFU);
  return out;
}

/// Of 8,000 bytes a second.
std::string wav(std::size_t samples, std::uint64_t said) {
  return "RIFF" + little(36 + said, 4) + "WAVEfmt " + little(16, 4) + little(1, 2) + little(1, 2) +
         little(8000, 4) + little(8000, 4) + little(1, 2) + little(8, 2) + "data" +
         little(said, 4) + std::string(samples, '\x80');
}

TEST(SoundHeader, WavIsMeasuredByItsSamples) {
  EXPECT_EQ(read_sound_seconds(wav(2000, 2000)), 0.25);
  EXPECT_EQ(read_sound_seconds(wav(0, 0)), 0.0);
  EXPECT_EQ(read_sound_seconds(wav(4000, 0xFFFFFFFF)), 0.5) << "a stream says the largest number";
  EXPECT_FALSE(read_sound_seconds(wav(10, 10).substr(0, 40)));
}

TEST(SoundHeader, FlacSaysItsSamples) {
  // 16 bits of block sizes, 24 of frame sizes twice, then 20 bits 44,100, 3 + 5 bits, 36 bits
  // 88,200.
  const std::string head = "fLaC\0\0\0\x22"s + std::string(10, '\0') + "\x0A\xC4\x42\xF0"s +
                           "\0\x01\x58\x88"s + std::string(16, '\0');
  EXPECT_EQ(read_sound_seconds(head), 2.0);
  EXPECT_EQ(read_sound_seconds("ID3\x04\0\0\0\0\0\x05"s + "12345" + head), 2.0);
  EXPECT_FALSE(read_sound_seconds(head.substr(0, 20)));
  // One sample is a length; no sample means that nobody counted, and a rate of 0 is none.
  const auto with = [&](std::size_t at, const std::string& bytes) {
    return std::string(head).replace(at, bytes.size(), bytes);
  };
  EXPECT_EQ(read_sound_seconds(with(21, "\xF0\0\0\0\x01"s)), 1.0 / 44'100);
  EXPECT_FALSE(read_sound_seconds(with(21, "\xF0\0\0\0\0"s)));
  EXPECT_FALSE(read_sound_seconds(with(18, "\0\0\x02"s)));
}

std::string ogg_page(std::uint64_t position, const std::string& packet) {
  return "OggS"s + std::string(2, '\0') + little(position, 8) + std::string(12, '\0') + "\x01"s +
         static_cast<char>(packet.size()) + packet;
}

TEST(SoundHeader, OggEndsWhereItsLastPageDoes) {
  const std::string vorbis =
      "\x01vorbis"s + little(0, 4) + "\x01"s + little(22'050, 4) + std::string(14, '\0');
  EXPECT_EQ(read_sound_seconds(ogg_page(0, vorbis) + ogg_page(44'100, "x")), 2.0);
  const std::string opus = "OpusHead\x01\x01"s + little(312, 2) + std::string(7, '\0');
  EXPECT_EQ(read_sound_seconds(ogg_page(0, opus) + ogg_page(48'312, "x")), 1.0);
  EXPECT_FALSE(read_sound_seconds(ogg_page(0, "something else")));
}

TEST(SoundHeader, Mp3IsTheSumOfItsFrames) {
  // MPEG 1, layer III, 128 kbit/s, 44,100 Hz: 417 bytes and 1152 samples a frame.
  const std::string frame = "\xFF\xFB\x90\x64"s + std::string(413, '\0');
  const auto seconds = read_sound_seconds(frame + frame + frame);
  ASSERT_TRUE(seconds);
  EXPECT_DOUBLE_EQ(*seconds, 3 * 1152.0 / 44'100);
  std::string index = frame;
  index.replace(36, 4, "Xing");
  EXPECT_DOUBLE_EQ(read_sound_seconds(index + frame).value_or(-1), 1152.0 / 44'100);
  EXPECT_FALSE(read_sound_seconds(frame)) << "one frame may be chance";
  EXPECT_FALSE(read_sound_seconds("no sound at all"));
}

std::string number(std::uint64_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = size; i-- > 0;) out += static_cast<char>(value >> (8 * i) & 0xFFU);
  return out;
}

std::string box(const std::string& name, const std::string& content) {
  return number(8 + content.size(), 4) + name + content;
}

/// 90 ticks of 1/60 s, in version 0 or 1 of the header.
std::string mp4(bool is_long, std::uint64_t ticks = 90, const std::string& more = "") {
  const std::size_t size = is_long ? 8 : 4;
  const std::string header = std::string(1, is_long ? '\1' : '\0') +
                             std::string(3 + 2 * size, '\0') + number(60, 4) + number(ticks, size) +
                             std::string(80, '\0');
  return box("ftyp", "isom\0\0\2\0"s) + box("free", "") + number(1, 4) + "mdat" + number(20, 8) +
         "pict" +  // a box of a size in 64 bits
         box("moov", box("mvhd", header) + more);
}

TEST(FilmHeader, SaysTheLengthOfAnMp4) {
  EXPECT_EQ(read_film_seconds(mp4(false)), 1.5);
  EXPECT_EQ(read_film_seconds(mp4(true)), 1.5);
  const std::string fragments = box("mvex", box("mehd", number(0, 4) + number(120, 4)));
  EXPECT_EQ(read_film_seconds(mp4(false, 0, fragments)), 2.0);
  EXPECT_FALSE(read_film_seconds(mp4(false, 0xFFFFFFFF))) << "not known";
  EXPECT_FALSE(read_film_seconds(mp4(false, 0))) << "of fragments, and not told";
}

/// Matroska of 2.5 s, in float or double; the segment's size may be unknown.
std::string matroska(bool is_double, bool knows_size) {
  const std::string duration = is_double ? "\x44\x89\x88"s + number(0x40A3880000000000U, 8)
                                         : "\x44\x89\x84"s + number(0x451C4000U, 4);
  const std::string fields = "\x2A\xD7\xB1\x83\x0F\x42\x40"s + duration;
  const std::string info = "\x15\x49\xA9\x66"s + static_cast<char>(0x80U | fields.size()) + fields;
  const std::string segment = "\xEC\x82\x00\x00"s + info;
  return "\x1A\x45\xDF\xA3\x84\x42\x86\x81\x01\x18\x53\x80\x67"s +
         (knows_size ? std::string(1, static_cast<char>(0x80U | segment.size()))
                     : "\x01"s + std::string(7, '\xFF')) +
         segment;
}

TEST(FilmHeader, SaysTheLengthOfMatroska) {
  EXPECT_EQ(read_film_seconds(matroska(true, true)), 2.5);
  EXPECT_EQ(read_film_seconds(matroska(false, true)), 2.5);
  EXPECT_EQ(read_film_seconds(matroska(true, false)), 2.5);
}

TEST(FilmHeader, SaysTheLengthOfAvi) {
  const std::string avi = "RIFF\0\0\0\0AVI LIST\0\0\0\0hdrlavih\x38\0\0\0"s + "\x40\x9C\0\0"s +
                          std::string(12, '\0') + "\x32\0\0\0"s + std::string(8, '\0');
  EXPECT_EQ(read_film_seconds(avi), 2.0);
}

TEST(FilmHeader, WhatIsCutOffOrNoFilmHasNone) {
  EXPECT_FALSE(read_film_seconds(""));
  EXPECT_FALSE(read_film_seconds("RIFF\0\0\0\0WAVE"s));
  for (const std::string& whole :
       {mp4(false), mp4(true), matroska(true, true), matroska(false, false)}) {
    const auto seconds = read_film_seconds(whole);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto cut = read_film_seconds(std::string_view(whole).substr(0, length));
      if (cut) {
        EXPECT_EQ(cut, seconds) << length;
      }
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {  // whatever a byte says, it ends
      std::string changed = whole;
      for (const char byte : {'\0', '\1', '\x7F', '\xFF'}) {
        changed[at] = byte;
        read_film_seconds(changed);
      }
    }
  }
}

}  // namespace
}  // namespace vitrine::media

#include "encoder/testing/small_encoder.h"

#include <bit>
#include <cstdlib>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include "encoder/static_encoder_format.h"

namespace vitrine::encoder {
namespace {

constexpr const char* kTokens[] = {
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "w",
    "x",
    "y",
    "z",
    "##a",
    "##b",
    "##c",
    "##d",
    "##e",
    "##f",
    "##g",
    "##h",
    "##i",
    "##j",
    "##k",
    "##l",
    "##m",
    "##n",
    "##o",
    "##p",
    "##q",
    "##r",
    "##s",
    "##t",
    "##u",
    "##v",
    "##w",
    "##x",
    "##y",
    "##z",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "##0",
    "##1",
    "##2",
    "##3",
    "##4",
    "##5",
    "##6",
    "##7",
    "##8",
    "##9",
    "graph",
    "graphs",
    "neural",
    "network",
    "un",
    "##aff",
    "##able",
    "play",
    "##ing",
    "##ed",
    "deep",
    "learning",
    "strasse",
    "cafe",
    "naive",
    "resume",
    "!",
    "#",
    "$",
    "%",
    "&",
    "'",
    "(",
    ")",
    "*",
    "+",
    ",",
    "-",
    ".",
    "/",
    ":",
    ";",
    "<",
    "=",
    ">",
    "?",
    "@",
    "[",
    "]",
    "^",
    "_",
    "`",
    "{",
    "|",
    "}",
    "~",
    "\342\200\224",
    "\342\200\234",
    "\342\200\235",
    "\302\277",
    "\343\200\202",
    "\343\200\201",
    "\344\272\272",
    "\345\267\245",
    "\346\231\272",
    "\350\203\275",
    "##\344\272\272",
    "\346\227\245",
    "\346\234\254",
    "\343\201\213",
    "##\343\201\252",
    "\341\204\222",
    "##\341\205\241",
    "##\341\206\253",
    "\303\237",
    "\317\203",
    "##\316\277",
    "##\317\203",
    "\320\270",
    "##\320\271",
    "##\320\270",
    "\350\261\210",
    "\342\206\221",
    "\342\204\226",
    "\357\254\201",
    "##\357\254\201",
    "\304\261",
    "\342\200\223",
    "\342\200\246",
};

bool has_row(std::string_view token) {
  return !(token.size() > 2 && token.front() == '[' && token.back() == ']');
}

void must(const Status& status) {
  if (!status) std::abort();
}

std::uint16_t to_bfloat16(float value) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16U);
}

}  // namespace

std::string small_vocabulary() {
  std::string lines;
  for (const char* token : kTokens) lines.append(lines.empty() ? "" : "\n").append(token);
  return lines;
}

int test_level(std::uint32_t row, std::size_t dimension) {
  return static_cast<int>((row * 7 + dimension * 11 + row * dimension) % 16) - 8;
}

float test_scale(std::uint32_t row, std::size_t part) {
  return static_cast<float>(row % 4 + 1) * (part == 0 ? 0.25F : 0.5F);  // exact as bfloat16
}

void write_test_encoder(const fs::path& path, const std::string& vocabulary,
                        std::uint32_t part_dimension) {
  std::uint32_t num_tokens = 0;
  std::uint32_t num_rows = 0;
  std::vector<std::uint8_t> bits;
  std::vector<std::uint16_t> scales;
  std::vector<std::uint8_t> codes;
  std::istringstream lines(vocabulary);
  for (std::string token; std::getline(lines, token); ++num_tokens) {
    if (num_tokens % 8 == 0) bits.push_back(0);
    if (!has_row(token)) continue;
    bits.back() = static_cast<std::uint8_t>(bits.back() | 1U << num_tokens % 8);
    for (std::size_t part = 0; part < kTestParts; ++part)
      scales.push_back(to_bfloat16(test_scale(num_rows, part)));
    for (std::size_t d = 0; d < std::size_t{kTestParts} * part_dimension; d += 2)
      codes.push_back(static_cast<std::uint8_t>((test_level(num_rows, d) + 8) |
                                                (test_level(num_rows, d + 1) + 8) << 4));
    ++num_rows;
  }
  const std::vector<StaticEncoderShape> shape = {{num_tokens,
                                                  num_rows,
                                                  kTestParts,
                                                  part_dimension,
                                                  1,
                                                  {kTestPartWeights[0], kTestPartWeights[1]}}};
  Result<ContainerWriter> out = ContainerWriter::create(path, kStaticEncoderKind);
  if (!out) std::abort();
  const auto section = [&](std::uint32_t id, std::span<const std::byte> bytes) {
    must(out->begin_section(id));
    must(out->write(bytes));
  };
  section(kEncoderShapeSection, std::as_bytes(std::span(shape)));
  section(kEncoderVocabularySection, std::as_bytes(std::span(vocabulary)));
  section(kEncoderRowBitsSection, std::as_bytes(std::span(bits)));
  section(kEncoderScaleSection, std::as_bytes(std::span(scales)));
  section(kEncoderCodeSection, std::as_bytes(std::span(codes)));
  must(out->finish());
}

}  // namespace vitrine::encoder

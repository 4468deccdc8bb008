#pragma once
// stored_zip(): a zip archive whose members are not compressed, so that the bytes of an input reach
// what reads the members; and the parts that an input is cut into.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::fuzz {

using Members = std::vector<std::pair<std::string, std::string>>;

inline std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = ~0U;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

inline void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8U) out += static_cast<char>(value & 0xFFU);
}

/// What the local header and the central directory say alike.
inline std::string zip_entry(const std::string& name, const std::string& content) {
  std::string out;
  append_number(out, 20, 2);
  append_number(out, 0, 8);  // flags, method, time, date
  append_number(out, crc32_of(content), 4);
  append_number(out, content.size(), 4);
  append_number(out, content.size(), 4);
  append_number(out, name.size(), 2);
  append_number(out, 0, 2);
  return out;
}

inline std::string stored_zip(const Members& members) {
  std::string out;
  std::string directory;
  for (const auto& [name, content] : members) {
    const std::string entry = zip_entry(name, content);
    directory += std::string_view("PK\x01\x02\x14\x00", 6);
    directory += entry;
    append_number(directory, 0, 10);
    append_number(directory, out.size(), 4);
    directory += name;
    out += std::string_view("PK\x03\x04", 4);
    out += entry;
    out += name;
    out += content;
  }
  const std::size_t at = out.size();
  out += directory;
  out += std::string_view("PK\x05\x06\x00\x00\x00\x00", 8);
  append_number(out, members.size(), 2);
  append_number(out, members.size(), 2);
  append_number(out, directory.size(), 4);
  append_number(out, at, 4);
  append_number(out, 0, 2);
  return out;
}

/// The input cut at each "\n--\n".
inline std::vector<std::string> parts_of(std::string_view input) {
  constexpr std::string_view kCut = "\n--\n";
  std::vector<std::string> parts;
  while (true) {
    const std::size_t cut = input.find(kCut);
    parts.emplace_back(input.substr(0, cut));
    if (cut == std::string_view::npos) return parts;
    input.remove_prefix(cut + kCut.size());
  }
}

}  // namespace vitrine::fuzz

#pragma once
// FlatBuilder: FlatBuffers, as far as the metadata of Arrow needs them.
//
// A buffer is built from its end to its beginning: what a table refers to is written before the
// table, and places are counted from the end. Source: the FlatBuffers binary format ("internals"),
// version 24; fields that hold their default are written all the same, which readers allow.
//
//   FlatBuilder out;
//   const auto name = out.text("title");
//   out.begin_table(); out.add_offset(0, name); out.add<std::uint8_t>(1, 1);
//   const std::string bytes = out.finish(out.end_table());

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vitrine::duck {

class FlatBuilder {
 public:
  /// Where something is, from the buffer's end.
  using Place = std::uint32_t;

  Place text(std::string_view text);
  Place vector_of(std::span<const Place> items);
  /// Structs of two 64-bit integers, as Arrow's FieldNode and Buffer are.
  Place vector_of(std::span<const std::pair<std::int64_t, std::int64_t>> structs);

  /// Between begin_table() and end_table() nothing but fields may be added, each once.
  void begin_table();
  template <typename T>
  void add(std::size_t field, T value) {
    push(value);
    note(field);
  }
  void add_offset(std::size_t field, Place place);
  Place end_table();

  /// The buffer, a multiple of 8 bytes long. The builder is empty afterwards.
  std::string finish(Place root);

 private:
  /// Zeros, so that after `more` bytes the place is a multiple of `alignment`.
  void align(std::size_t alignment, std::size_t more = 0);
  template <typename T>
  void push(T value) {
    align(sizeof(T));
    push_bytes(static_cast<std::uint64_t>(value), sizeof(T));
  }
  void push_bytes(std::uint64_t value, std::size_t size);
  void push_offset(Place place);
  void note(std::size_t field);
  Place place() const { return static_cast<Place>(reversed_.size()); }

  std::string reversed_;  // the buffer, last byte first
  Place table_ = 0;
  std::vector<Place> fields_;  // of the table under way; 0: absent
};

}  // namespace vitrine::duck

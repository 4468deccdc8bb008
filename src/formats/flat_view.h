#pragma once
// FlatView: reads a FlatBuffer that a stranger wrote.
//
// Every offset is checked against the buffer before it is followed. What does not fit reads as
// absent and is remembered: ask damaged() once, behind the last access, instead of at each.
//
//   FlatView view(bytes);
//   const FlatTable root = view.root();
//   const auto length = root.number<std::int64_t>(3);
//   if (view.damaged()) return corrupt("...");
//
// A table may lead to itself: whoever descends counts the steps. Not thread safe; tables and texts
// are valid as long as the view and its bytes.
// Source: FlatBuffers' "Internals" page, encoding of tables, vtables and vectors.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace vitrine::formats {

class FlatView;

/// A vector of `size` elements, each of `stride` bytes from `at` on.
struct FlatVector {
  std::size_t at = 0;
  std::size_t size = 0;
};

class FlatTable {
 public:
  FlatTable() = default;
  FlatTable(FlatView* view, std::size_t at) : view_(view), at_(at) {}

  explicit operator bool() const { return view_ != nullptr; }

  /// Field `id`, counted from 0 as in the schema; `fallback` where it is absent.
  template <typename T>
  T number(unsigned id, T fallback = {}) const;
  FlatTable table(unsigned id) const;
  std::string_view text(unsigned id) const;
  /// A vector of elements of `stride` bytes.
  FlatVector vector(unsigned id, std::size_t stride) const;
  /// Member i of a vector of tables. Requires: i < vector.size.
  FlatTable member(const FlatVector& vector, std::size_t i) const;
  /// A number inside a vector of structs or numbers. Requires: within the vector.
  template <typename T>
  T at(const FlatVector& vector, std::size_t byte) const;

 private:
  /// Where field `id` lies, 0 if it is absent.
  std::size_t field(unsigned id, std::size_t size) const;

  FlatView* view_ = nullptr;
  std::size_t at_ = 0;
};

/// The value of `key` in field `id`, a vector of KeyValue; empty where it is not there.
std::string_view pair_value(const FlatTable& table, unsigned id, std::string_view key);

class FlatView {
 public:
  explicit FlatView(std::string_view bytes) : bytes_(bytes) {}

  FlatTable root();
  bool damaged() const { return damaged_; }

 private:
  friend class FlatTable;

  /// 0 and damage where `at` does not have sizeof(T) bytes.
  template <typename T>
  T load(std::size_t at) {
    T value = {};
    if (!has(at, sizeof(T))) return value;
    std::memcpy(&value, bytes_.data() + at, sizeof(T));
    return value;
  }
  bool has(std::size_t at, std::size_t size) {
    const bool inside = at <= bytes_.size() && size <= bytes_.size() - at;
    damaged_ |= !inside;
    return inside;
  }
  /// The place that the offset at `at` leads to; 0 and damage if it is outside.
  std::size_t follow(std::size_t at);

  std::string_view bytes_;
  bool damaged_ = false;
};

template <typename T>
T FlatTable::number(unsigned id, T fallback) const {
  const std::size_t at = field(id, sizeof(T));
  return at == 0 ? fallback : view_->load<T>(at);
}

template <typename T>
T FlatTable::at(const FlatVector& vector, std::size_t byte) const {
  return view_->load<T>(vector.at + byte);
}

}  // namespace vitrine::formats

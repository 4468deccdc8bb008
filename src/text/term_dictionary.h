#pragma once
// Term dictionary: sorted terms with what is needed to find their records.
//
// Groups of 16 terms, each term given as the length of the prefix that it shares with the one
// before and the rest. An array of group starts is binary-searched, so nothing is unpacked when the
// index is opened. Records lie in the file in the order of their terms. Thread safe once open. Cost
// of a look-up: about 1 us.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "text/postings.h"

namespace vitrine::text {

class TermDictionaryWriter {
 public:
  /// Requires: terms strictly ascending by bytes, at most 255 bytes.
  void add(std::string_view term, const RecordShape& shape);

  std::uint64_t size() const { return size_; }
  const std::string& groups() const { return groups_; }
  const std::string& group_index() const { return index_; }

 private:
  std::string groups_;
  std::string index_;
  std::string previous_;
  std::uint64_t size_ = 0;
  std::uint64_t record_offset_ = 0;
};

class TermDictionary {
 public:
  struct Entry {
    std::string_view term;  ///< During a visit only; empty from find().
    std::uint64_t offset;   ///< Of the record among the records.
    RecordShape shape;
  };

  TermDictionary() = default;
  /// Both spans, as TermDictionaryWriter made them, must outlive the dictionary.
  TermDictionary(std::span<const unsigned char> groups, std::span<const unsigned char> group_index,
                 std::uint64_t size)
      : groups_(groups), index_(group_index), size_(size) {}

  std::uint64_t size() const { return size_; }
  std::optional<Entry> find(std::string_view term) const;
  /// Visits the terms >= `from` in ascending order until `visit` returns false.
  void visit_from(std::string_view from, const std::function<bool(const Entry&)>& visit) const;

 private:
  std::uint64_t num_groups() const;
  std::uint64_t index_field(std::uint64_t group, std::size_t field) const;
  std::string_view first_term(std::uint64_t group) const;

  std::span<const unsigned char> groups_;
  std::span<const unsigned char> index_;
  std::uint64_t size_ = 0;
};

}  // namespace vitrine::text

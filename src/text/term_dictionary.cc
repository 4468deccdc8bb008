#include "text/term_dictionary.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "text/varint.h"

namespace vitrine::text {
namespace {

constexpr std::uint64_t kGroup = 16;
constexpr std::size_t kIndexEntryBytes = 16;  ///< Two uint64: offset in the groups, record offset.

void append_u64(std::string& out, std::uint64_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Walks the terms of the groups from one offset on, never past `end`.
struct Walker {
  const unsigned char* at;
  const unsigned char* end;
  std::uint64_t record;
  std::string term = {};
  RecordShape shape = {};

  /// False where the bytes cannot be a term.
  bool next() {
    if (end - at < 2) return false;
    const std::size_t shared = *at++;
    const std::size_t rest = *at++;
    if (shared > term.size() || static_cast<std::size_t>(end - at) < rest) return false;
    term.resize(shared);
    term.append(reinterpret_cast<const char*>(at), rest);
    at += rest;
    record += shape.postings_bytes + shape.positions_bytes;
    shape.rows = static_cast<std::uint32_t>(read_varint(at, end));
    shape.postings_bytes = read_varint(at, end);
    shape.positions_bytes = read_varint(at, end);
    return true;
  }
};

}  // namespace

void TermDictionaryWriter::add(std::string_view term, const RecordShape& shape) {
  assert(size_ == 0 || previous_ < term);
  std::size_t shared = 0;
  if (size_ % kGroup == 0) {
    append_u64(index_, groups_.size());
    append_u64(index_, record_offset_);
  } else {
    const auto [in_term, in_previous] = std::ranges::mismatch(term, previous_);
    shared = static_cast<std::size_t>(in_term - term.begin());
  }
  groups_ += static_cast<char>(shared);
  groups_ += static_cast<char>(term.size() - shared);
  groups_ += term.substr(shared);
  append_varint(groups_, shape.rows);
  append_varint(groups_, shape.postings_bytes);
  append_varint(groups_, shape.positions_bytes);
  record_offset_ += shape.postings_bytes + shape.positions_bytes;
  previous_ = term;
  ++size_;
}

std::uint64_t TermDictionary::num_groups() const {
  return index_.size() / kIndexEntryBytes;
}

std::uint64_t TermDictionary::index_field(std::uint64_t group, std::size_t field) const {
  std::uint64_t value = 0;
  std::memcpy(&value, &index_[group * kIndexEntryBytes + field * 8], sizeof value);
  return value;
}

std::string_view TermDictionary::first_term(std::uint64_t group) const {
  const std::uint64_t at = index_field(group, 0);
  if (at > groups_.size() || groups_.size() - at < 2) return {};
  const std::size_t length = std::min<std::size_t>(groups_[at + 1], groups_.size() - at - 2);
  return {reinterpret_cast<const char*>(groups_.data() + at + 2), length};
}

void TermDictionary::visit_from(std::string_view from,
                                const std::function<bool(const Entry&)>& visit) const {
  std::uint64_t low = 0;
  std::uint64_t high = num_groups();
  while (low < high) {  // The first group whose first term is after `from`.
    const std::uint64_t middle = low + (high - low) / 2;
    if (first_term(middle) <= from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (std::uint64_t group = low == 0 ? 0 : low - 1; group < num_groups(); ++group) {
    const std::uint64_t start = std::min<std::uint64_t>(index_field(group, 0), groups_.size());
    Walker walker = {groups_.data() + start, groups_.data() + groups_.size(),
                     index_field(group, 1)};
    const std::uint64_t count = std::min(kGroup, size_ - std::min(size_, group * kGroup));
    for (std::uint64_t i = 0; i < count && walker.next(); ++i) {
      if (walker.term < from) continue;
      if (!visit({walker.term, walker.record, walker.shape})) return;
    }
  }
}

std::optional<TermDictionary::Entry> TermDictionary::find(std::string_view term) const {
  std::optional<Entry> found;
  visit_from(term, [&](const Entry& entry) {
    if (entry.term == term) found = Entry{{}, entry.offset, entry.shape};
    return false;
  });
  return found;
}

}  // namespace vitrine::text

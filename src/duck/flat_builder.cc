#include "duck/flat_builder.h"

#include <algorithm>

namespace vitrine::duck {

void FlatBuilder::align(std::size_t alignment, std::size_t more) {
  while ((reversed_.size() + more) % alignment != 0) reversed_ += '\0';
}

void FlatBuilder::push_bytes(std::uint64_t value, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) reversed_ += static_cast<char>(value >> (8 * i) & 0xffU);
}

/// Offsets count from where they stand to what they mean.
void FlatBuilder::push_offset(Place target) {
  align(sizeof(std::uint32_t));
  push_bytes(place() + sizeof(std::uint32_t) - target, sizeof(std::uint32_t));
}

FlatBuilder::Place FlatBuilder::text(std::string_view text) {
  align(sizeof(std::uint32_t), text.size() + 1);
  reversed_ += '\0';
  reversed_.append(text.rbegin(), text.rend());
  push(static_cast<std::uint32_t>(text.size()));
  return place();
}

FlatBuilder::Place FlatBuilder::vector_of(std::span<const Place> items) {
  align(sizeof(std::uint32_t), items.size() * sizeof(std::uint32_t));
  for (std::size_t i = items.size(); i-- > 0;) push_offset(items[i]);
  push(static_cast<std::uint32_t>(items.size()));
  return place();
}

FlatBuilder::Place FlatBuilder::vector_of(
    std::span<const std::pair<std::int64_t, std::int64_t>> structs) {
  align(sizeof(std::int64_t), structs.size() * 2 * sizeof(std::int64_t));
  for (std::size_t i = structs.size(); i-- > 0;) {
    push(structs[i].second);
    push(structs[i].first);
  }
  push(static_cast<std::uint32_t>(structs.size()));
  return place();
}

void FlatBuilder::begin_table() {
  fields_.clear();
  table_ = place();
}

void FlatBuilder::note(std::size_t field) {
  if (fields_.size() <= field) fields_.resize(field + 1);
  fields_[field] = place();
}

void FlatBuilder::add_offset(std::size_t field, Place target) {
  push_offset(target);
  note(field);
}

FlatBuilder::Place FlatBuilder::end_table() {
  push(std::int32_t{0});  // the distance to the list of fields, filled in below
  const Place table = place();
  for (std::size_t i = fields_.size(); i-- > 0;)
    push(static_cast<std::uint16_t>(fields_[i] == 0 ? 0 : table - fields_[i]));
  push(static_cast<std::uint16_t>(table - table_));
  push(static_cast<std::uint16_t>((fields_.size() + 2) * sizeof(std::uint16_t)));
  const std::uint32_t distance = place() - table;
  for (std::size_t i = 0; i < sizeof(distance); ++i)
    reversed_[table - 1 - i] = static_cast<char>(distance >> (8 * i) & 0xffU);
  return table;
}

std::string FlatBuilder::finish(Place root) {
  align(sizeof(std::uint64_t), sizeof(std::uint32_t));
  push_offset(root);
  std::string out = std::move(reversed_);
  reversed_.clear();
  std::ranges::reverse(out);
  return out;
}

}  // namespace vitrine::duck
